/** CLOSE: RFC 9051 §6.4.1, expunges without telling. UNSELECT: §6.4.2 (RFC 3691), leaves all as it is. */
import { command } from '../command.js';
import { ok } from '../responses.js';

export const close = command({
  name: 'CLOSE',
  state: 'selected',
  parse: () => undefined,

  async run({ session, store, view }) {
    // RFC 9051 §6.4.1: nothing is removed, and no error given, when it was opened by EXAMINE. Should it fail, the mailbox
    // stays selected, as NO says.
    if (!view.readOnly) await store.expunge(view.mailbox);
    session.select(undefined); // RFC 7162 §3.2.8: and no HIGHESTMODSEQ
    return ok('CLOSE completed');
  },
});

export const unselect = command({
  name: 'UNSELECT',
  state: 'selected',
  capabilities: [{ name: 'UNSELECT', when: 'logged-in', covers: 'command' }],
  parse: () => undefined,

  async run({ session }) {
    session.select(undefined);
    return ok('UNSELECT completed');
  },
});
