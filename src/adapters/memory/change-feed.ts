/** The change feed within one process. */
import type { Change, ChangeFeed } from '../../mail/change-feed.js';
import type { AccountId } from '../../mail/ids.js';

export function createLocalChangeFeed(): ChangeFeed {
  const listeners = new Map<AccountId, Set<(change: Change) => void>>();
  return {
    subscribe(account, listener) {
      // A listener may subscribe twice; each subscription ends by itself.
      const each = (change: Change) => listener(change);
      const ofAccount = listeners.get(account) ?? new Set();
      listeners.set(account, ofAccount.add(each));
      return () => {
        ofAccount.delete(each);
        if (ofAccount.size === 0 && listeners.get(account) === ofAccount) listeners.delete(account);
      };
    },
    publish(account, change) {
      // A copy: a listener may end its own subscription, or begin another.
      for (const listener of [...(listeners.get(account) ?? [])]) listener(change);
    },
  };
}
