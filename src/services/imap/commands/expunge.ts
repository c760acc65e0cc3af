/** EXPUNGE: RFC 9051 §6.4.3. UID EXPUNGE: §6.4.9 (RFC 4315 UIDPLUS). */
import { command } from '../command.js';
import { ok } from '../responses.js';
import { setNeeds, uidsOf } from '../targets.js';

export const expunge = command({
  name: 'EXPUNGE',
  state: 'selected',
  writes: true,
  uidForm: true,
  capabilities: [{ name: 'UIDPLUS', when: 'logged-in', covers: 'uid-form' }],
  parse: (p, { uid }) => (uid ? p.sp().messageSet() : undefined),
  needs: (set) => setNeeds(set),

  async run({ store, view }, set) {
    view.dropped(await store.expunge(view.mailbox, set && uidsOf(view, set, true)));
    return ok('EXPUNGE completed'); // the EXPUNGE responses go before it, as after every command
  },
});
