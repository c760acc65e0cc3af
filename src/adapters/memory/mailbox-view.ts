/** What can be asked of one mailbox in memory. */
import type { Uid } from '../../mail/ids.js';
import { modSeq } from '../../mail/ids.js';
import type { Changes, UidRange } from '../../mail/mail-store.js';
import type { MailboxCounts } from '../../mail/mailbox.js';
import type { Box } from './account-state.js';

export function changesIn(box: Box, since: bigint): Changes {
  return {
    highestModSeq: modSeq(box.highestModSeq),
    uidNext: box.uidNext,
    table: box.messages,
    messages: box.messages.changedSince(modSeq(since)),
    expunged: expungedIn(box, since),
  };
}

function expungedIn(box: Box, since: bigint): readonly Uid[] {
  return box.expunged
    .filter((gone) => gone.modSeq > since)
    .map((gone) => gone.uid)
    .sort((a, b) => a - b);
}

export function expungedRanges(box: Box, since: bigint): readonly UidRange[] {
  const ranges: { from: Uid; to: Uid }[] = [];
  for (const one of expungedIn(box, since)) {
    const last = ranges.at(-1);
    if (last && one === last.to + 1) last.to = one;
    else ranges.push({ from: one, to: one });
  }
  return ranges;
}

export function countsOf({ messages, firstRecent }: Box): MailboxCounts {
  return {
    messages: messages.length,
    recent: messages.length - messages.lowerBound(firstRecent),
    ...messages.counts(),
  };
}
