/** The messages a command names, against the session's view. */
import type { Seq, Uid } from '../../mail/ids.js';
import type { MessageSet } from '../../wire/imap/syntax.js';
import { Refusal } from './errors.js';
import { bad } from './responses.js';
import type { View } from './view.js';

/** @throws Refusal BAD for a sequence number beyond the mailbox: RFC 9051 §9 seq-number */
export function seqsOf(view: View, set: MessageSet, uid: boolean): readonly Seq[] {
  const seqs = view.select(set, uid);
  if (!seqs) throw new Refusal(bad('There is no message of this number'));
  return seqs;
}

/** The capability that a set calls for. */
export function setNeeds(set: MessageSet | undefined): readonly string[] {
  return set === '$' ? ['SEARCHRES'] : [];
}

/** @throws Refusal as `seqsOf` */
export function uidsOf(view: View, set: MessageSet, uid: boolean): readonly Uid[] {
  return seqsOf(view, set, uid).map((seq) => view.at(seq).uid);
}
