/** COPY and UID COPY: RFC 9051 §6.4.7. */
import { mailboxName } from '../../../mail/mailbox.js';
import { command } from '../command.js';
import { copyUid, no, ok } from '../responses.js';
import { setNeeds, uidsOf } from '../targets.js';

export const copy = command({
  name: 'COPY',
  state: 'selected',
  uidForm: true,
  byNumber: true,
  parse: (p) => ({ set: p.sp().messageSet(), to: p.sp().mailbox() }),
  needs: ({ set }) => setNeeds(set),

  async run({ store, view, uid }, { set, to }) {
    const uids = uidsOf(view, set, uid);
    const copied = await store.copy(view.mailbox, uids, mailboxName(to));
    if (!uid && copied.from.length === 0 && uids.length > 0) return no('These messages are gone', 'EXPUNGEISSUED');
    return ok('COPY completed', copyUid(copied));
  },
});
