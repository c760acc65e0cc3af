/** Append within a transaction: contents, messages, quota, and the job that ends with them. */
import { MailError } from '../../mail/errors.js';
import { FlagSet } from '../../mail/flags.js';
import { uid } from '../../mail/ids.js';
import type { MailboxId, QueueId, Uid } from '../../mail/ids.js';
import type { AppendOptions, NewMessage } from '../../mail/mail-store.js';
import type { MailboxName } from '../../mail/mailbox.js';
import { checkQuota } from '../../mail/quota.js';
import { insertContents, releaseContents } from './contents.js';
import { addDocument } from './documents.js';
import { completeJob } from './job-rows.js';
import { ensureKeywords, keywordText, knownKeywords } from './keywords.js';
import { destination, selectableRow } from './mailbox-rows.js';
import type { Changed } from './mailbox-rows.js';
import { expungeRows, insertMessages } from './message-changes.js';
import type { NewRow } from './message-changes.js';
import { rowsOf } from './message-rows.js';
import { recordOutcomes } from './queue-outcomes.js';
import { insertQueueItem } from './queue-rows.js';
import { addHeldOctets, readQuota } from './quota.js';
import type { Scope } from './scope.js';
import type { SealedStaged } from './staging.js';
import { areCrowded } from './segments.js';

export interface Inserted extends Changed {
  readonly mailbox: MailboxId;
  readonly uidValidity: number;
  readonly uids: readonly Uid[];
  readonly queued: QueueId | undefined;
  /** Something came into the queue, or became due there. */
  readonly isWork: boolean;
}

/** @throws MailError destination-not-found, mailbox-not-selectable, over-quota, keyword-limit, uids-used-up, unavailable, message-gone */
export function appendStaged(
  scope: Scope,
  to: MailboxName,
  messages: readonly NewMessage[],
  staged: readonly SealedStaged[],
  { completes, replaces, document, queues, settles }: AppendOptions,
): Inserted {
  const target = destination(scope, to);
  const result = {
    mailbox: target.id,
    uidValidity: target.uidValidity,
    uids: [],
    deltas: [],
    sweep: false,
    queued: undefined,
    isWork: false,
  };
  if (messages.length === 0) return result;
  const gone = replaces && replace(scope, replaces);
  const octets = staged.reduce((sum, { sizeOctets }) => sum + sizeOctets, 0);
  checkQuota(readQuota(scope), { octets, messages: messages.length });
  addHeldOctets(scope, octets);
  const contents = insertContents(
    scope,
    staged.map(({ content }, i) => ({ ...content, preview: messages[i]!.preview ?? content.preview })),
  );
  if (document) addDocument(scope, document);
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
  const queued = queues && insertQueueItem(scope, contents[0]!, queues);
  const settledDue = settles !== undefined && recordOutcomes(scope, settles, { all: true });
  const isWork = settledDue || queues !== undefined;
  const scanLeft =
    completes !== undefined && completeJob(scope, completes, { kind: 'delivered', mailbox: target.id, uid: uids[0]! });
  const sweep = scanLeft || (gone?.sweep ?? false) || areCrowded(scope, 'facts') || areCrowded(scope, 'text');
  return { ...result, uids, queued, isWork, deltas: [...(gone?.deltas ?? []), delta], sweep };
}

/** Removes the message, and gives its room back before the new one is counted. @throws MailError message-gone */
function replace(scope: Scope, { mailbox, uid: each }: NonNullable<AppendOptions['replaces']>): Changed {
  selectableRow(scope, mailbox);
  const rows = rowsOf(scope, mailbox, [each]);
  const delta = expungeRows(scope, mailbox, rows);
  if (!delta) throw new MailError('message-gone', 'The message to replace was deleted.');
  const sweep = releaseContents(
    scope,
    rows.map(([, content]) => content),
  );
  return { deltas: [delta], sweep };
}
