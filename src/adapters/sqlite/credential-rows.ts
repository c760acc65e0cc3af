/** Credentials as rows. What checks a password lies sealed by the master key; names of devices and apps by the account's. */
import type { ScramVerifier } from '../../mail/accounts.js';
import { credentialScopes } from '../../mail/credentials.js';
import type { CredentialKind, StoredCredential } from '../../mail/credentials.js';
import type { AccountId } from '../../mail/ids.js';
import { sealText, unsealText } from '../seal/box.js';
import type { AccountKeys, MasterKeys } from './account-keys.js';
import type { CredentialRow } from './statements/credentials.js';

/** As stored. Append only. */
const kinds = ['account', 'device'] as const satisfies readonly CredentialKind[];

/** What is sealed of a credential beside what checks the password. */
interface About {
  readonly name: string;
  readonly clients: readonly string[];
  /** Of the last use. */
  readonly client?: string | undefined;
}

export class CredentialRows {
  readonly #master: Buffer;

  constructor({ accounts }: Pick<MasterKeys, 'accounts'>) {
    this.#master = accounts;
  }

  rowOf(keys: AccountKeys, credential: StoredCredential): CredentialRow {
    const { id, createdMs, kind, scopes, expiresMs, revokedMs, successor, lastUsed } = credential;
    return [
      ...([id, this.#sealCheck(credential), createdMs] as const),
      ...([kinds.indexOf(kind), scopeBits(scopes), sealAbout(keys, credential)] as const),
      ...([expiresMs ?? null, revokedMs ?? null] as const),
      ...([successor?.credential ?? null, successor?.graceMs ?? null] as const),
      lastUsed ? Number(lastUsed.day.replaceAll('-', '')) : null,
    ];
  }

  credentialOf(keys: AccountKeys, account: AccountId, row: CredentialRow): StoredCredential {
    const [id, sealed, createdMs, kind, scopes, about, expiresMs, revokedMs, successor, graceMs, usedDay] = row;
    const { name, clients, client } = openAbout(keys, id, about);
    return {
      ...{ id, account, kind: kinds[kind]!, name, createdMs, clients },
      scopes: credentialScopes.filter((_, bit) => scopes & (1 << bit)),
      ...this.#openCheck(account, id, sealed),
      expiresMs: expiresMs ?? undefined,
      revokedMs: revokedMs ?? undefined,
      successor: successor === null ? undefined : { credential: successor, graceMs: graceMs ?? 0 },
      lastUsed: usedDay === null ? undefined : { day: dayOf(usedDay), client },
    };
  }

  #sealCheck({ account, id, verifier, mark }: StoredCredential): Buffer {
    const { mechanism, iterations } = verifier;
    const [salt, storedKey, serverKey] = [verifier.salt, verifier.storedKey, verifier.serverKey].map(inBase64);
    const text = JSON.stringify({ mechanism, iterations, salt, storedKey, serverKey, mark: mark && inBase64(mark) });
    return sealText(this.#master, checkPlace(account, id), text);
  }

  /** Older ones have no mark. */
  #openCheck(account: number, id: number, sealed: Buffer): Pick<StoredCredential, 'verifier' | 'mark'> {
    const kept = JSON.parse(unsealText(this.#master, checkPlace(account, id), sealed)) as {
      mechanism: ScramVerifier['mechanism'];
      iterations: number;
      salt: string;
      storedKey: string;
      serverKey: string;
      mark?: string;
    };
    const { mechanism, iterations } = kept;
    return {
      verifier: {
        mechanism,
        iterations,
        salt: Buffer.from(kept.salt, 'base64'),
        storedKey: Buffer.from(kept.storedKey, 'base64'),
        serverKey: Buffer.from(kept.serverKey, 'base64'),
      },
      mark: kept.mark === undefined ? undefined : Buffer.from(kept.mark, 'base64'),
    };
  }
}

const inBase64 = (octets: Buffer) => octets.toString('base64');
const checkPlace = (account: number, id: number) => `credential ${account} ${id}`;

function scopeBits(scopes: StoredCredential['scopes']): number {
  return credentialScopes.reduce((bits, scope, bit) => (scopes.includes(scope) ? bits | (1 << bit) : bits), 0);
}

function sealAbout(keys: AccountKeys, { id, name, clients, lastUsed }: StoredCredential): Buffer | null {
  const about: About = { name, clients, client: lastUsed?.client };
  return name === '' && clients.length === 0
    ? null
    : keys.sealRow('credential', id, Buffer.from(JSON.stringify(about)));
}

function openAbout(keys: AccountKeys, id: number, about: Buffer | null): About {
  if (!about) return { name: '', clients: [] };
  return JSON.parse(keys.openRow('credential', id, about).toString('utf8')) as About;
}

/** 20261124 as `2026-11-24`. */
function dayOf(number: number): string {
  return String(number).replace(/(..)(..)$/, '-$1-$2');
}
