/** Opens stores before each test of a contract and closes them after. */
import type { AccountId } from '../../../src/mail/ids.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import { newAccount, TestClock } from './opened.js';
import type { OpenedStores, OpenEmpty } from './opened.js';
import type { StoreLimits } from '../../../src/mail/store-limits.js';

export interface Context {
  clock: TestClock;
  opened: OpenedStores;
  account: AccountId;
  store: MailStore;
}

/** @returns an object whose fields are fresh in each test of the `describe` it is called in */
export function freshStores(openEmpty: OpenEmpty, limits?: Partial<StoreLimits>): Context {
  const context = {} as Context;
  beforeEach(() => fill(context, openEmpty, limits));
  afterEach(() => context.opened.close());
  return context;
}

/** The same for tests that only read: one for all of a `describe`. */
export function sharedStores(openEmpty: OpenEmpty): Context {
  const context = {} as Context;
  before(() => fill(context, openEmpty));
  after(() => context.opened.close());
  return context;
}

async function fill(context: Context, openEmpty: OpenEmpty, limits?: Partial<StoreLimits>): Promise<void> {
  context.clock = new TestClock();
  context.opened = await openEmpty(context.clock, limits);
  context.account = await newAccount(context.opened);
  context.store = await context.opened.stores.open(context.account);
}
