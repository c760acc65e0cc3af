/** What a search goes through: the selected mailbox as the session sees it, or another one. */
import type { Seq, Uid } from '../../../mail/ids.js';
import type { MessageTable } from '../../../mail/message-table.js';
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
export function unselected(messages: MessageTable): Searched {
  return {
    exists: messages.length,
    lastUid: messages.lastUid,
    saved: [],
    at: (number) => messages.at(number - 1),
    isRecent: () => false,
    unnumbered: true,
  };
}
