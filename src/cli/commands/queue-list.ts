import type { QueueEntry } from '../../mail/admin.js';
import type { CommandFile } from '../program.js';
import { table } from '../print.js';
import { when } from '../when.js';

interface Options {
  account?: string;
  ended?: true;
  json?: true;
}

/** `unpaperme queue list`: what waits to be sent, a line for each recipient, and the last reply. */
export const queueList: CommandFile = (parent, context) => {
  parent
    .command('list')
    .description('list what waits to be sent, with state, next try and last reply of each recipient')
    .option('--account <account>', 'only of this account: number, user name or mail address')
    .option('--ended', 'also what was sent, came back or was cancelled lately')
    .option('--json', 'print as JSON')
    .action(async ({ account, ended, json }: Options) => {
      const filter = { ...(account !== undefined && { account }), ...(ended && { ended }) };
      const { entries, paused } = await context.withAdmin(async (admin) => ({
        entries: await admin.listQueue(filter),
        paused: await admin.pausedDestinations(),
      }));
      if (json) return context.out(JSON.stringify(entries));
      if (entries.length === 0) context.out('The queue is empty.');
      else context.out(table(head, entries.flatMap(lines)));
      for (const { domain, sinceMs } of paused) {
        context.out(`Paused since ${when(sinceMs)}: ${domain} ("unpaperme queue resume ${domain}" goes on)`);
      }
    });
};

const head = ['queue', 'account', 'queued', 'state', 'next try', 'recipient', 'last reply'];

function lines(entry: QueueEntry): string[][] {
  return entry.recipients.map((recipient, i) => [
    i === 0 ? String(entry.queue) : '',
    i === 0 ? String(entry.account) : '',
    i === 0 ? when(entry.queuedMs) : '',
    stateOf(entry, recipient),
    recipient.nextMs === null ? '' : when(recipient.nextMs),
    recipient.address,
    recipient.last === null ? '' : replyOf(recipient.last),
  ]);
}

function stateOf({ hold }: QueueEntry, { state, failures }: QueueEntry['recipients'][number]): string {
  if (state !== 'queued') return state;
  if (hold) return `held (${hold})`;
  return failures > 0 ? `delayed (${failures} tries)` : 'queued';
}

function replyOf({ remote, reply }: NonNullable<QueueEntry['recipients'][number]['last']>): string {
  return remote === null ? reply : `${remote}: ${reply}`;
}
