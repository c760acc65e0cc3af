/** What is sealed of accounts and contracts, by keys of the master key. */
import { foldUser, postcardPolicies } from '../../mail/accounts.js';
import type { Account, Contract, Language } from '../../mail/accounts.js';
import { accountId } from '../../mail/ids.js';
import type { AccountId } from '../../mail/ids.js';
import { keyedHash, sealText, unsealText } from '../seal/box.js';
import type { MasterKeys } from './account-keys.js';

/** As stored. `making` and `deleting` are ended by the next start, and to be seen by nobody. */
export const accountStates = { making: 0, open: 1, closed: 2, deleting: 3 } as const;

export type AccountRow = readonly [
  account: number,
  state: number,
  sealed: Buffer,
  createdMs: number,
  closedMs: number | null,
  dataKey: Buffer | null,
  postcard: number,
];

export class AccountSeals {
  readonly #master: MasterKeys;

  constructor(master: MasterKeys) {
    this.#master = master;
  }

  userHash(user: string): Buffer {
    return keyedHash(this.#master.users, foldUser(user));
  }

  sealAccount(id: number, about: { readonly user: string; readonly language: Language }): Buffer {
    return sealText(this.#master.accounts, `account ${id}`, JSON.stringify(about));
  }

  openAccount([id, state, sealed, createdMs, closedMs, , postcard]: AccountRow): Account | undefined {
    if (state !== accountStates.open && state !== accountStates.closed) return undefined;
    const text = unsealText(this.#master.accounts, `account ${id}`, sealed);
    const { user, language } = JSON.parse(text) as { user: string; language: Language };
    const isOpen = state === accountStates.open;
    return {
      id: accountId(id),
      user,
      language,
      state: isOpen ? 'open' : 'closed',
      postcard: postcardPolicies[postcard]!,
      createdMs,
      closedMs: isOpen ? undefined : (closedMs ?? undefined),
    };
  }

  sealContract({ account, ...contract }: Contract): Buffer {
    return sealText(this.#master.contracts, `contract ${account}`, JSON.stringify(contract));
  }

  openContract(account: AccountId, sealed: Buffer): Contract {
    const text = unsealText(this.#master.contracts, `contract ${account}`, sealed);
    // Older ones say nothing of aliases, or of a postal address.
    const known = JSON.parse(text) as Omit<Contract, 'account' | 'aliases' | 'postal'>;
    return { aliases: [], postal: [], ...known, account };
  }
}
