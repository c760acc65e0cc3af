/** The keys of an account: one data key, wrapped by the master key, and a key for each purpose derived from it. */
import { MailError } from '../../mail/errors.js';
import { OctetLru } from '../../lib/octet-lru.js';
import { deriveKey, keyedHash, seal, sealText, unseal, unsealText } from '../seal/box.js';
import type { Connection } from './connection.js';
import { accountStatements } from './statements/accounts.js';

/** Keys made from the master key. */
export class MasterKeys {
  /** Wraps the accounts' data keys. */
  readonly wrap: Buffer;
  /** Seals what must be readable before an account's key is: its user name, and its verifiers. */
  readonly accounts: Buffer;
  readonly users: Buffer;
  readonly contracts: Buffer;
  readonly check: Buffer;
  /** Of recipients in the queue: their domains are compared over all accounts. */
  readonly domains: Buffer;
  readonly notes: Buffer;
  readonly noteNames: Buffer;
  /** For what signing in must know again without keeping it: see `OpenedStores.loginSecret`. */
  readonly logins: Buffer;

  constructor(master: Buffer) {
    this.wrap = deriveKey(master, 'data keys');
    this.accounts = deriveKey(master, 'accounts');
    this.users = deriveKey(master, 'user names');
    this.contracts = deriveKey(master, 'contracts');
    this.check = deriveKey(master, 'check');
    this.domains = deriveKey(master, 'domains');
    this.notes = deriveKey(master, 'notes');
    this.noteNames = deriveKey(master, 'note names');
    this.logins = deriveKey(master, 'logins');
  }
}

export const dataKeyPlace = (account: number) => `data key ${account}`;

const nameKinds = ['mailbox', 'subscription', 'keyword', 'metadata'] as const;
type NameKind = (typeof nameKinds)[number];

type HashKind = 'mailbox' | 'keyword' | 'thread' | 'job' | 'metadata' | 'correspondent' | 'attachment' | 'document';

type RowKind = 'queue item' | 'attempt' | 'disclosure' | 'document' | 'credential';

/** Names by their place: mail apps list all mailboxes again and again. */
type OpenedNames = OctetLru<string, { readonly sealed: Buffer; readonly name: string }>;

/** Those of some 50,000 mailboxes; most accounts have ten. */
const openedNames = (): OpenedNames => new OctetLru(16 * 1024 * 1024);
/** What an entry takes beside its octets. */
const openedNameOctets = 200;

export class AccountKeys {
  readonly account: number;
  /** Opens text segments; the only key that the search thread gets. */
  readonly text: Buffer;
  readonly facts: Buffer;
  readonly #names: Buffer;
  readonly #hashes: Buffer;
  readonly #contents: Buffer;
  readonly #jobs: Buffer;
  readonly #rows: Buffer;
  readonly #opened: OpenedNames;

  constructor(account: number, dataKey: Buffer, opened: OpenedNames = openedNames()) {
    this.account = account;
    this.#opened = opened;
    this.text = deriveKey(dataKey, 'text segments');
    this.facts = deriveKey(dataKey, 'facts segments');
    this.#names = deriveKey(dataKey, 'names');
    this.#hashes = deriveKey(dataKey, 'hashes');
    this.#contents = deriveKey(dataKey, 'content keys');
    this.#jobs = deriveKey(dataKey, 'jobs');
    this.#rows = deriveKey(dataKey, 'rows');
  }

  /** To find something by its name, or message id, without knowing it. */
  hash(kind: HashKind, value: string): Buffer {
    return keyedHash(this.#hashes, `${kind} ${value}`);
  }

  sealName(kind: NameKind, id: number | string, name: string): Buffer {
    return sealText(this.#names, `${kind} ${this.account} ${id}`, name);
  }

  openName(kind: NameKind, id: number | string, sealed: Buffer): string {
    const place = `${kind} ${this.account} ${id}`;
    const known = this.#opened.get(place);
    if (known?.sealed.equals(sealed)) return known.name;
    const name = unsealText(this.#names, place, sealed);
    this.#opened.set(place, { sealed, name }, sealed.length + 2 * name.length + openedNameOctets);
    return name;
  }

  /** The value of an annotation. @param place tells it from all others of the account */
  sealMetadata(place: string, value: Buffer): Buffer {
    return seal(this.#names, `metadata value ${this.account} ${place}`, value);
  }

  openMetadata(place: string, sealed: Buffer): Buffer {
    return unseal(this.#names, `metadata value ${this.account} ${place}`, sealed);
  }

  wrapContentKey(content: number, key: Buffer): Buffer {
    return seal(this.#contents, `content key ${this.account} ${content}`, key);
  }

  unwrapContentKey(content: number, wrapped: Buffer): Buffer {
    return unseal(this.#contents, `content key ${this.account} ${content}`, wrapped);
  }

  /** @param place for what is sealed before the job has its number: the hash of its key */
  sealJob(what: 'payload' | 'result' | 'scan key', place: string, plain: Buffer): Buffer {
    return seal(this.#jobs, `job ${what} ${this.account} ${place}`, plain);
  }

  openJob(what: 'payload' | 'result' | 'scan key', place: string, sealed: Buffer): Buffer {
    return unseal(this.#jobs, `job ${what} ${this.account} ${place}`, sealed);
  }

  /** What forwarding keeps in a row. @param place tells it from all others of its kind in the account */
  sealRow(kind: RowKind, place: number | string, plain: Buffer): Buffer {
    return seal(this.#rows, `${kind} ${this.account} ${place}`, plain);
  }

  openRow(kind: RowKind, place: number | string, sealed: Buffer): Buffer {
    return unseal(this.#rows, `${kind} ${this.account} ${place}`, sealed);
  }
}

/** Keys of accounts in use, unwrapped once; the oldest are dropped. */
export class KeyRing {
  readonly #db: Connection;
  readonly #master: MasterKeys;
  readonly #keys = new Map<number, AccountKeys>();
  readonly #names = openedNames();
  readonly #limit = 10_000;

  constructor(db: Connection, master: MasterKeys) {
    this.#db = db;
    this.#master = master;
  }

  /** @throws MailError account-not-found: never made, or its key destroyed */
  of(account: number): AccountKeys {
    const known = this.#keys.get(account);
    if (known) return known;
    const wrapped = this.#db.get(accountStatements.get, account)?.[5];
    if (!wrapped) throw new MailError('account-not-found', 'There is no such account.');
    const keys = new AccountKeys(account, unseal(this.#master.wrap, dataKeyPlace(account), wrapped), this.#names);
    if (this.#keys.size >= this.#limit) this.#keys.delete(this.#keys.keys().next().value!);
    this.#keys.set(account, keys);
    return keys;
  }

  forget(account: number): void {
    this.#keys.delete(account);
    const places = nameKinds.map((kind) => `${kind} ${account} `);
    for (const place of [...this.#names.keys()]) {
      if (places.some((start) => place.startsWith(start))) this.#names.delete(place);
    }
  }
}
