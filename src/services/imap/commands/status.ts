/** STATUS: RFC 9051 §6.3.11; SIZE by RFC 8438; HIGHESTMODSEQ by RFC 7162 §3.1.7. */
import { MailError } from '../../../mail/errors.js';
import { mailboxName } from '../../../mail/mailbox.js';
import { command } from '../command.js';
import { ok } from '../responses.js';
import { statusNeeds, statusResponse } from '../status-items.js';

export const status = command({
  name: 'STATUS',
  state: 'authenticated',
  capabilities: [{ name: 'STATUS=SIZE', when: 'logged-in' }],
  parse: (p) => ({ name: p.sp().mailbox(), items: p.sp().statusItems() }),
  needs: ({ items }) => statusNeeds(items),

  async *run({ session, store }, { name, items }) {
    const mailbox = await store.mailbox(mailboxName(name));
    if (!mailbox?.selectable) throw new MailError('mailbox-not-found', 'There is no such mailbox');
    if (items.includes('highestmodseq')) yield* session.becomeModSeqAware();
    yield await statusResponse(session, store, mailbox, items);
    return ok('STATUS completed');
  },
});
