/** Append within a transaction: contents, messages, quota, and the job that ends with them. */
import { FlagSet } from '../../mail/flags.js';
import { uid } from '../../mail/ids.js';
import type { JobId, MailboxId, Uid } from '../../mail/ids.js';
import type { NewMessage } from '../../mail/mail-store.js';
import type { MailboxName } from '../../mail/mailbox.js';
import { checkQuota } from '../../mail/quota.js';
import { insertContents } from './contents.js';
import { completeJob } from './job-rows.js';
import { ensureKeywords, keywordText, knownKeywords } from './keywords.js';
import { destination } from './mailbox-rows.js';
import type { Changed } from './mailbox-rows.js';
import { insertMessages } from './message-changes.js';
import type { NewRow } from './message-changes.js';
import { addHeldOctets, readQuota } from './quota.js';
import type { Scope } from './scope.js';
import type { SealedStaged } from './staging.js';
import { areCrowded } from './segments.js';

/** @throws MailError destination-not-found, mailbox-not-selectable, over-quota, keyword-limit, unavailable */
export function appendStaged(
  scope: Scope,
  to: MailboxName,
  messages: readonly NewMessage[],
  staged: readonly SealedStaged[],
  completes: JobId | undefined,
): { mailbox: MailboxId; uidValidity: number; uids: readonly Uid[] } & Changed {
  const target = destination(scope, to);
  const result = { mailbox: target.id, uidValidity: target.uidValidity, uids: [], deltas: [], sweep: false };
  if (messages.length === 0) return result;
  const octets = staged.reduce((sum, { sizeOctets }) => sum + sizeOctets, 0);
  checkQuota(readQuota(scope), { octets, messages: messages.length });
  addHeldOctets(scope, octets);
  const contents = insertContents(
    scope,
    staged.map(({ content }, i) => ({ ...content, preview: messages[i]!.preview ?? content.preview })),
  );
  const nowMs = scope.clock.now();
  // Those of all at once: making room forgets what no message uses, and these have no rows yet.
  ensureKeywords(scope, FlagSet.of(messages.flatMap(({ flags }) => [...flags])));
  const rows = messages.map(({ flags, internalDate }, i): NewRow => {
    const keywords = keywordText(knownKeywords(scope, flags));
    const seconds = Math.floor((internalDate?.epochMs ?? nowMs) / 1000);
    return [contents[i]!, flags.bits, keywords, seconds, internalDate?.zoneMinutes ?? 0, nowMs, staged[i]!.sizeOctets];
  });
  const delta = insertMessages(scope, target.id, rows);
  const uids = delta.rows.map(([each]) => uid(each));
  const scanLeft =
    completes !== undefined && completeJob(scope, completes, { kind: 'delivered', mailbox: target.id, uid: uids[0]! });
  const sweep = scanLeft || areCrowded(scope, 'facts') || areCrowded(scope, 'text');
  return { ...result, uids, deltas: [delta], sweep };
}
