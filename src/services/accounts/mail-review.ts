/** Mail that was handed in with a password which got into wrong hands: it waits until an admin has looked at it. */
import type { AccountId } from '../../mail/ids.js';
import type { QueueStore } from '../../mail/queue-store.js';

/**
 * Holds what waits to be sent. What is held already stays held for its own reason: it goes neither way by itself.
 * @returns how many messages it held
 */
export async function holdForReview(
  queue: Pick<QueueStore, 'list' | 'hold'>,
  accounts: readonly AccountId[],
): Promise<number> {
  let held = 0;
  for (const account of accounts) {
    for (const item of await queue.list({ account })) {
      if (item.hold === undefined && (await queue.hold(item.id, 'review'))) held += 1;
    }
  }
  return held;
}
