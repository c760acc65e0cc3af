/** Stores whose text search takes a while. */
import { setTimeout } from 'node:timers/promises';
import type { MailStore, MailStores } from '../../src/mail/mail-store.js';

export const slowSearch =
  (ms: number) =>
  (stores: MailStores): MailStores => ({
    feed: stores.feed,
    open: async (account) => withSlowSearch(await stores.open(account), ms),
  });

function withSlowSearch(store: MailStore, ms: number): MailStore {
  const search: MailStore['search'] = async (...args) => {
    await setTimeout(ms);
    return store.search(...args);
  };
  return new Proxy(store, {
    get(target, name) {
      if (name === 'search') return search;
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
