/** The admin's view of the queue: what waits and why; hold, release, retry, cancel; destinations paused. */
import { domainToASCII } from 'node:url';
import type { Account } from '../../mail/accounts.js';
import type { Admin, PausedDestination, QueueAction, QueueEntry, QueueSelection } from '../../mail/admin.js';
import type { Clock } from '../../mail/clock.js';
import { queueId } from '../../mail/ids.js';
import { isFinal, pausedDestinations, pauseLastsMs, type QueueItem } from '../../mail/queue.js';
import type { Notebook, QueueStore } from '../../mail/queue-store.js';

export type QueueCalls = Pick<
  Admin,
  'listQueue' | 'changeQueue' | 'pauseDestination' | 'resumeDestination' | 'pausedDestinations'
>;

export function createQueueCalls(options: {
  readonly queue: QueueStore;
  readonly notebook: Notebook;
  readonly accounts: { find(reference: string): Promise<Account>; list(): Promise<readonly Account[]> };
  readonly clock: Clock;
  /** Destinations are tried at once, also those that rest. */
  readonly onTryNow: () => void;
}): QueueCalls {
  const { queue, notebook, accounts, clock } = options;

  async function entries(items: readonly QueueItem[]): Promise<readonly QueueEntry[]> {
    if (items.length === 0) return [];
    const users = new Map((await accounts.list()).map(({ id, user }) => [id, user]));
    return items.map((item) => entry(item, users.get(item.account) ?? ''));
  }

  async function selected(selection: QueueSelection): Promise<readonly QueueItem[]> {
    if ('account' in selection) return queue.list({ account: (await accounts.find(selection.account)).id });
    if ('all' in selection) return queue.list();
    const items: QueueItem[] = [];
    for (const id of selection.queue) {
      const item = await queue.get(queueId(id));
      if (!item) throw new RangeError(`There is no message ${id} in the queue. "unpaperme queue list" shows all.`);
      items.push(item);
    }
    return items;
  }

  const act: Readonly<Record<QueueAction, (item: QueueItem) => Promise<boolean>>> = {
    hold: ({ id }) => queue.hold(id, 'admin'),
    release: ({ id }) => queue.release(id),
    retry: ({ id }) => queue.retry(id),
    cancel: async ({ id }) => (await queue.cancel(id)) > 0,
  };

  return {
    async listQueue({ account, ended }) {
      const of = account === undefined ? {} : { account: (await accounts.find(account)).id };
      return entries(await queue.list({ ...of, ...(ended && { ended: true }) }));
    },

    async changeQueue(action, selection) {
      const changed: QueueItem[] = [];
      const items = await selected(selection);
      // Before they are due: a destination that rests would put them off.
      if (action === 'retry' || action === 'release') options.onTryNow();
      for (const item of items) {
        if (!('queue' in selection) && waitsForOthers(action, item)) continue;
        if (!(await act[action](item))) continue;
        const now = await queue.get(item.id);
        if (now) changed.push(now);
      }
      return entries(changed);
    },

    async pauseDestination(raw) {
      const paused: PausedDestination = { domain: domain(raw), sinceMs: clock.now() };
      await notebook.put(pausedDestinations, paused.domain, paused, clock.now() + pauseLastsMs);
      return paused;
    },

    async resumeDestination(raw) {
      const name = domain(raw);
      if ((await notebook.get(pausedDestinations, name)) === undefined) return false;
      await notebook.remove(pausedDestinations, name);
      options.onTryNow();
      return true;
    },

    pausedDestinations: async () => [...(await notebook.list(pausedDestinations)).values()] as PausedDestination[],
  };
}

/** Of many at a time: no postcard leaves without its customer's word because a command meant other mail. */
function waitsForOthers(action: QueueAction, { hold }: QueueItem): boolean {
  return (action === 'hold' || action === 'release') && hold !== undefined && hold !== 'admin';
}

/** As in addresses of the queue: lower case, as written there. */
function domain(raw: string): string {
  const name = raw.trim().replace(/^@/, '').toLowerCase();
  if (domainToASCII(name) === '') throw new RangeError(`"${raw}" is not a mail domain.`);
  return name;
}

function entry(item: QueueItem, user: string): QueueEntry {
  return {
    queue: item.id,
    account: item.account,
    user,
    sender: item.envelope.from,
    queuedMs: item.queuedMs,
    hold: item.hold ?? null,
    endedMs: item.endedMs ?? null,
    recipients: item.recipients.map((recipient) => ({
      address: recipient.address,
      state: recipient.state,
      failures: recipient.failures,
      nextMs: isFinal(recipient) || item.hold ? null : recipient.dueMs,
      last: recipient.last
        ? { atMs: recipient.last.atMs, remote: recipient.last.remote ?? null, reply: recipient.last.reply }
        : null,
    })),
  };
}
