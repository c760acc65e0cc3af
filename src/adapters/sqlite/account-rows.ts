/** What is sealed of accounts, contracts and credentials, by keys of the master key. */
import { foldUser, postcardPolicies } from '../../mail/accounts.js';
import type { Account, Contract, Language, ScramVerifier } from '../../mail/accounts.js';
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
    // Older ones say nothing of aliases.
    return { aliases: [], ...(JSON.parse(text) as Omit<Contract, 'account' | 'aliases'>), account };
  }

  sealVerifier(id: number, credential: number, verifier: ScramVerifier): Buffer {
    const { mechanism, iterations } = verifier;
    const [salt, storedKey, serverKey] = [verifier.salt, verifier.storedKey, verifier.serverKey].map((octets) =>
      octets.toString('base64'),
    );
    const text = JSON.stringify({ mechanism, iterations, salt, storedKey, serverKey });
    return sealText(this.#master.accounts, `credential ${id} ${credential}`, text);
  }

  openVerifier(id: number, credential: number, sealed: Buffer): ScramVerifier {
    const kept = JSON.parse(unsealText(this.#master.accounts, `credential ${id} ${credential}`, sealed)) as {
      mechanism: 'SCRAM-SHA-256';
      iterations: number;
      salt: string;
      storedKey: string;
      serverKey: string;
    };
    return {
      mechanism: kept.mechanism,
      iterations: kept.iterations,
      salt: Buffer.from(kept.salt, 'base64'),
      storedKey: Buffer.from(kept.storedKey, 'base64'),
      serverKey: Buffer.from(kept.serverKey, 'base64'),
    };
  }
}
