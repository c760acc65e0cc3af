/** What can be asked of one mailbox in memory. */
import type { Uid } from '../../mail/ids.js';
import { modSeq, uid } from '../../mail/ids.js';
import type { Changes, UidRange } from '../../mail/mail-store.js';
import type { MailboxCounts } from '../../mail/mailbox.js';
import type { Box } from './account-state.js';

export function changesIn(box: Box, since: bigint): Changes {
  const runs = expungedAfter(box, since);
  return {
    highestModSeq: modSeq(box.highestModSeq),
    uidNext: box.uidNext,
    table: box.messages,
    messages: box.messages.changedSince(modSeq(since)),
    expunged: runs === 'forgotten' ? runs : uidsIn(runs),
  };
}

export function expungedAfter({ expunged, forgotten }: Box, since: bigint): readonly UidRange[] | 'forgotten' {
  const runs = expunged.filter((run) => run.modSeq > since);
  if (forgotten > since) return 'forgotten';
  return runs.sort((a, b) => a.from - b.from);
}

function uidsIn(runs: readonly UidRange[]): readonly Uid[] {
  return runs.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => uid(from + i)));
}

export function countsOf({ messages, firstRecent }: Box): MailboxCounts {
  return {
    messages: messages.length,
    recent: messages.length - messages.lowerBound(firstRecent),
    ...messages.counts(),
  };
}
