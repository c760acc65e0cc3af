/** SUBSCRIBE and UNSUBSCRIBE: RFC 9051 §6.3.7, §6.3.8. A name need not exist: it may come back. */
import { mailboxName } from '../../../mail/mailbox.js';
import { command } from '../command.js';
import { ok } from '../responses.js';

export const subscribe = command({
  name: 'SUBSCRIBE',
  state: 'authenticated',
  parse: (p) => p.sp().mailbox(),

  async run({ store }, name) {
    await store.subscribe(mailboxName(name), true);
    return ok('SUBSCRIBE completed');
  },
});

export const unsubscribe = command({
  name: 'UNSUBSCRIBE',
  state: 'authenticated',
  parse: (p) => p.sp().mailbox(),

  async run({ store }, name) {
    await store.subscribe(mailboxName(name), false);
    return ok('UNSUBSCRIBE completed');
  },
});
