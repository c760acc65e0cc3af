/** What can be asked of one mailbox in memory. */
import { modSeq } from '../../mail/ids.js';
import type { Changes } from '../../mail/mail-store.js';
import type { MailboxCounts } from '../../mail/mailbox.js';
import type { Box } from './account-state.js';

export function changesIn(box: Box, since: bigint): Changes {
  return {
    highestModSeq: modSeq(box.highestModSeq),
    uidNext: box.uidNext,
    messages: [...box.messages.values()].filter((message) => message.modSeq > since),
    expunged: box.expunged
      .filter((gone) => gone.modSeq > since)
      .map((gone) => gone.uid)
      .sort((a, b) => a - b),
  };
}

export function countsOf(box: Box): MailboxCounts {
  const counts = { messages: 0, unseen: 0, deleted: 0, recent: 0, sizeOctets: 0, deletedOctets: 0 };
  for (const message of box.messages.values()) {
    counts.messages += 1;
    counts.sizeOctets += message.sizeOctets;
    if (!message.flags.has('\\Seen')) counts.unseen += 1;
    if (message.uid >= box.firstRecent) counts.recent += 1;
    if (message.flags.has('\\Deleted')) {
      counts.deleted += 1;
      counts.deletedOctets += message.sizeOctets;
    }
  }
  return counts;
}

export function keywordsIn(box: Box): readonly string[] {
  const keywords = new Map<string, string>();
  for (const message of box.messages.values()) {
    for (const keyword of message.flags.keywords) keywords.set(keyword.toLowerCase(), keyword);
  }
  return [...keywords].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, keyword]) => keyword);
}
