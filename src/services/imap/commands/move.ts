/** MOVE and UID MOVE: RFC 9051 §6.4.8, first defined in RFC 6851. */
import { mailboxName } from '../../../mail/mailbox.js';
import { command } from '../command.js';
import { copyUid, no, ok } from '../responses.js';
import { setNeeds, uidsOf } from '../targets.js';

export const move = command({
  name: 'MOVE',
  state: 'selected',
  writes: true,
  uidForm: true,
  byNumber: true,
  capabilities: [{ name: 'MOVE', when: 'logged-in', covers: 'command' }],
  parse: (p) => ({ set: p.sp().messageSet(), to: p.sp().mailbox() }),
  needs: ({ set }) => setNeeds(set),

  async *run({ store, view, uid, session }, { set, to }) {
    const uids = uidsOf(view, set, uid);
    const moved = await store.move(view.mailbox, uids, mailboxName(to));
    if (!uid && moved.from.length === 0 && uids.length > 0) return no('These messages are gone', 'EXPUNGEISSUED');
    const code = copyUid(moved);
    // §6.4.8: the new UIDs, before the old numbers go.
    if (code !== undefined && !session.without.has('UIDPLUS')) yield `* OK [${code}] Moved\r\n`;
    view.dropped(moved.from);
    yield* view.report({ expunges: true, uids: uid });
    return ok('MOVE completed');
  },
});
