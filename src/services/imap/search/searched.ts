/** What a search goes through: the selected mailbox as the session sees it, or another one. */
import type { Seq, Uid } from '../../../mail/ids.js';
import { seq } from '../../../mail/ids.js';
import type { Message } from '../../../mail/message.js';

/** A `View` is one. */
export interface Searched {
  readonly exists: number;
  /** 0 when it is empty. */
  readonly lastUid: number;
  /** RFC 9051 §6.4.4.1: what `$` names, ascending. */
  readonly saved: readonly Uid[];
  at(number: Seq): Message;
  isRecent(uid: Uid): boolean;
  /** True where the client knows no sequence numbers: none of them matches then. */
  readonly unnumbered?: boolean;
}

/** A mailbox that is not selected: RFC 7377 §2.1. Nothing in it is `\Recent`, which only SELECT makes it. */
export function unselected(messages: readonly Message[]): Searched {
  return {
    exists: messages.length,
    lastUid: messages.at(-1)?.uid ?? 0,
    saved: [],
    at: (number) => messages[number - 1]!,
    isRecent: () => false,
    unnumbered: true,
  };
}

export function* seqsOf(searched: Searched): Generator<Seq, void> {
  for (let number = 1; number <= searched.exists; number += 1) yield seq(number);
}
