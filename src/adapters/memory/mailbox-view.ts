/** What can be asked of one mailbox in memory. */
import { modSeq } from '../../mail/ids.js';
import type { Changes } from '../../mail/mail-store.js';
import type { MailboxCounts } from '../../mail/mailbox.js';
import type { Box } from './account-state.js';

export function changesIn(box: Box, since: bigint): Changes {
  return {
    highestModSeq: modSeq(box.highestModSeq),
    uidNext: box.uidNext,
    table: box.messages,
    messages: box.messages.changedSince(modSeq(since)),
    expunged: box.expunged
      .filter((gone) => gone.modSeq > since)
      .map((gone) => gone.uid)
      .sort((a, b) => a - b),
  };
}

export function countsOf({ messages, firstRecent }: Box): MailboxCounts {
  return {
    messages: messages.length,
    recent: messages.length - messages.lowerBound(firstRecent),
    ...messages.counts(),
  };
}
