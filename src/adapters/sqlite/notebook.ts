/** The notebook: areas and keys as keyed hashes, values sealed, by keys made from the master key. */
import type { Clock } from '../../mail/clock.js';
import { noteText } from '../../mail/note-text.js';
import type { Notebook } from '../../mail/queue-store.js';
import { keyedHash, sealText, unsealText } from '../seal/box.js';
import type { MasterKeys } from './account-keys.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import { notebookStatements } from './statements/notebook.js';

export class SqliteNotebook implements Notebook {
  readonly #db: Connection;
  readonly #commits: Commits;
  readonly #master: MasterKeys;
  readonly #clock: Clock;

  constructor(parts: {
    readonly db: Connection;
    readonly commits: Commits;
    readonly master: MasterKeys;
    readonly clock: Clock;
  }) {
    this.#db = parts.db;
    this.#commits = parts.commits;
    this.#master = parts.master;
    this.#clock = parts.clock;
  }

  async get(area: string, key: string): Promise<unknown> {
    const [areaHash, keyHash] = this.#hashes(area, key);
    const row = this.#db.get(notebookStatements.get, areaHash, keyHash, this.#clock.now());
    return row && this.#open(areaHash, keyHash, row[0])[1];
  }

  async put(area: string, key: string, value: unknown, expiresMs: number): Promise<void> {
    const [areaHash, keyHash] = this.#hashes(area, key);
    const note = `[${JSON.stringify(key)},${noteText(value)}]`;
    const sealed = sealText(this.#master.notes, placeOf(areaHash, keyHash), note);
    await this.#commits.write((db) => {
      db.run(notebookStatements.removeExpired, this.#clock.now());
      db.run(notebookStatements.put, areaHash, keyHash, sealed, Math.floor(expiresMs));
    });
  }

  async remove(area: string, key: string): Promise<void> {
    const [areaHash, keyHash] = this.#hashes(area, key);
    await this.#commits.write((db) => db.run(notebookStatements.remove, areaHash, keyHash));
  }

  async list(area: string): Promise<ReadonlyMap<string, unknown>> {
    const areaHash = this.#hash(area);
    const rows = this.#db.all(notebookStatements.list, areaHash, this.#clock.now());
    return new Map(rows.map(([keyHash, sealed]) => this.#open(areaHash, keyHash, sealed)));
  }

  #hashes(area: string, key: string): [area: Buffer, key: Buffer] {
    return [this.#hash(area), this.#hash(`${area} ${key}`)];
  }

  #hash(value: string): Buffer {
    return keyedHash(this.#master.noteNames, value);
  }

  #open(areaHash: Buffer, keyHash: Buffer, sealed: Buffer): [key: string, value: unknown] {
    return JSON.parse(unsealText(this.#master.notes, placeOf(areaHash, keyHash), sealed)) as [string, unknown];
  }
}

function placeOf(areaHash: Buffer, keyHash: Buffer): string {
  return `note ${areaHash.toString('hex')} ${keyHash.toString('hex')}`;
}
