/** STORE and UID STORE: RFC 9051 §6.4.6. */
import { FlagSet } from '../../../mail/flags.js';
import { command } from '../command.js';
import { checkFlags } from '../flag-names.js';
import { no, ok } from '../responses.js';
import { setNeeds, uidsOf } from '../targets.js';

export const store = command({
  name: 'STORE',
  state: 'selected',
  writes: true,
  uidForm: true,
  holdsExpunges: true,
  parse: (p) => ({ set: p.sp().messageSet(), request: p.sp().storeRequest() }),
  needs: ({ set }) => setNeeds(set),

  async *run({ store: mail, view, uid, session }, { set, request }) {
    checkFlags(request.flags);
    const uids = uidsOf(view, set, uid);
    const stored = await mail.storeFlags(view.mailbox, uids, {
      mode: request.mode,
      flags: FlagSet.of(request.flags),
    });
    view.applyFlags(stored.messages);
    yield* view.announceKeywords(); // RFC 9051 §7.3.5: before their first use
    if (!request.silent) {
      // Also what has not changed: the client asked for the new value (§6.4.6).
      for (const message of stored.messages) {
        const seq = view.seqOf(message.uid);
        if (seq !== undefined) yield view.flagsResponse(seq, uid || session.rev2);
      }
    }
    // RFC 2180 §4.2: the others have been changed. A UID that does not exist is no error (RFC 9051 §6.4.9).
    if (!uid && stored.messages.length < uids.length) return no('Some messages are gone', 'EXPUNGEISSUED');
    return ok('STORE completed');
  },
});
