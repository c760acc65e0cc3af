/** What a client hears that knows a mailbox from before: RFC 7162 §3.2.5, §3.2.6. */
import { modSeq } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';
import {
  type NumberRange,
  formatSequenceSet,
  intersectRanges,
  resolveSequenceSet,
} from '../../wire/imap/sequence-set.js';
import type { MessageSet, QresyncParameter } from '../../wire/imap/syntax.js';
import { knownUpTo } from './sequence-match.js';
import type { View } from './view.js';

/** Ranges in one VANISHED response: some clients read lines into buffers of a few kilobytes. */
const rangesPerResponse = 500;

/** SELECT (QRESYNC …): what is gone, and then the flags that changed. Nothing when the UIDs are not what they were. */
export async function* resync(
  store: MailStore,
  view: View,
  { uidValidity, modSeq: since, knownUids, match }: QresyncParameter,
): AsyncGenerator<string> {
  // RFC 7162 §3.2.5: then the rest is ignored, and the client sees it from the UIDVALIDITY it is told.
  if (uidValidity !== view.uidValidity) return;
  const known = knownUids ?? [{ from: 1, to: '*' as const }];
  yield* vanishedEarlier(store, view, known, since, match && knownUpTo(match, view));
  for (const seq of view.changedWithin(known, true, since) ?? []) yield view.flagsResponse(seq, true);
}

/**
 * `VANISHED (EARLIER)`: UIDs of a set that are no more, of those expunged after `since`; all of them when the journal
 * does not reach that far back.
 *
 * @param upTo RFC 7162 §3.2.5.2: the client knows all that was expunged up to this UID
 */
export async function* vanishedEarlier(
  store: MailStore,
  view: View,
  set: MessageSet,
  since: bigint,
  upTo = 0,
): AsyncGenerator<string> {
  const expunged = await store.expungedSince(view.mailbox, modSeq(since));
  const ever: readonly NumberRange[] = view.uidNext > 1 ? [{ from: 1, to: view.uidNext - 1 }] : [];
  const asked = intersectRanges(rangesOf(set, view), ever);
  const gone =
    expunged === 'forgotten'
      ? intersectRanges(asked, [{ from: upTo + 1, to: view.uidNext }])
      : intersectRanges(asked, expunged);
  // Not those that the client still has in its view: it hears of them with their numbers.
  const missing = view.missing(gone);
  for (let at = 0; at < missing.length; at += rangesPerResponse) {
    yield `* VANISHED (EARLIER) ${formatSequenceSet(missing.slice(at, at + rangesPerResponse))}\r\n`;
  }
}

/** Here `*` is the last UID there ever was: the message of the largest UID may be what is gone. */
function rangesOf(set: MessageSet, view: View): readonly NumberRange[] {
  if (set === '$')
    return resolveSequenceSet(
      view.saved.map((uid) => ({ from: uid, to: uid })),
      view.uidNext - 1,
    );
  return resolveSequenceSet(set, view.uidNext - 1);
}
