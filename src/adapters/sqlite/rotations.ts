/** Rotation runs on SQLite: a row for each account that waits, taken away in the commit that gives it its password. */
import { accountId } from '../../mail/ids.js';
import type { AccountId } from '../../mail/ids.js';
import { rotationReasons } from '../../mail/rotation.js';
import type { IssuedCredential, NewRotation, Rotation, RotationEntry, RotationStore } from '../../mail/rotation.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import type { SqliteCredentials } from './credentials.js';
import type { SqliteSetupLinks } from './setup-links.js';
import { rotationStatements } from './statements/rotations.js';
import type { RotationRow } from './statements/rotations.js';

export class SqliteRotations implements RotationStore {
  readonly #db: Connection;
  readonly #commits: Commits;
  readonly #credentials: SqliteCredentials;
  readonly #setupLinks: SqliteSetupLinks;

  constructor(parts: {
    readonly db: Connection;
    readonly commits: Commits;
    readonly credentials: SqliteCredentials;
    readonly setupLinks: SqliteSetupLinks;
  }) {
    this.#db = parts.db;
    this.#commits = parts.commits;
    this.#credentials = parts.credentials;
    this.#setupLinks = parts.setupLinks;
  }

  async begin(rotation: NewRotation, accounts: readonly AccountId[]): Promise<Rotation> {
    const { reason, startedMs, overlapMs, graceMs } = rotation;
    const each = [...new Set(accounts)];
    return this.#commits.write((db) => {
      const number = rotationReasons.indexOf(reason);
      const [id] = db.get(rotationStatements.insert, number, startedMs, overlapMs, graceMs, each.length)!;
      db.run(rotationStatements.insertAccounts, id, JSON.stringify(each));
      return this.#view(db.get(rotationStatements.get, id)!);
    });
  }

  async get(id: number): Promise<Rotation | undefined> {
    const row = this.#db.get(rotationStatements.get, id);
    return row && this.#view(row);
  }

  async open(): Promise<readonly Rotation[]> {
    return this.#db.all(rotationStatements.open).map((row) => this.#view(row));
  }

  async pending(id: number, limit: number): Promise<readonly AccountId[]> {
    return this.#db.all(rotationStatements.pending, id, limit).map(([account]) => accountId(account));
  }

  async issue(id: number, entries: readonly RotationEntry[]): Promise<readonly IssuedCredential[]> {
    return this.#commits.write((db) => {
      const issued = entries.flatMap((entry) => this.#issueOne(id, entry));
      db.run(rotationStatements.addDone, id, issued.length);
      return issued;
    });
  }

  #issueOne(id: number, { account, credential: fresh, link }: RotationEntry): readonly IssuedCredential[] {
    if (!this.#db.get(rotationStatements.isPending, id, account)) return [];
    const { credential, cut } = this.#credentials.insert(account, fresh);
    if (!credential) return [];
    this.#db.run(rotationStatements.removePending, id, account);
    if (link) this.#setupLinks.insert(link);
    return [{ account, credential: credential.id, cut }];
  }

  async end(id: number, nowMs: number): Promise<void> {
    await this.#commits.write((db) => {
      db.run(rotationStatements.removeAccounts, id);
      db.run(rotationStatements.end, id, nowMs);
    });
  }

  async forget(nowMs: number, ageMs: number): Promise<void> {
    await this.#commits.write((db) => db.run(rotationStatements.removeEnded, nowMs - ageMs));
  }

  #view([id, reason, startedMs, overlapMs, graceMs, total, done, endedMs]: RotationRow): Rotation {
    const [waiting] = this.#db.get(rotationStatements.countPending, id)!;
    return {
      ...{ id, reason: rotationReasons[reason]!, startedMs, overlapMs, graceMs, total, done },
      skipped: total - done - waiting,
      endedMs: endedMs ?? undefined,
    };
  }
}
