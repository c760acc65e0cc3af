/** One SQLite connection: how it is set up, and statements typed by what they take and give. */
import { chmodSync, closeSync, existsSync, openSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { MailError } from '../../mail/errors.js';

export type SqlValue = number | string | Buffer | null;

/**
 * A statement with its parameters and the columns of a row, as labelled tuples in the order of the text. Parameters
 * are written `$1`, `$2`: SQLite takes PostgreSQL's way, so one text serves both.
 */
export interface Statement<Parameters extends readonly SqlValue[], Row extends readonly SqlValue[]> {
  readonly text: string;
  /** Only for the type checker. */
  readonly types?: (parameters: Parameters) => Row;
}

export function sql<Parameters extends readonly SqlValue[] = [], Row extends readonly SqlValue[] = []>(
  text: string,
): Statement<Parameters, Row> {
  return { text };
}

const totalChanges = sql<[], [changes: number]>('select total_changes()');

export class Connection {
  readonly #database: SqliteDatabase.Database;
  readonly #prepared = new Map<string, Prepared>();

  constructor(database: SqliteDatabase.Database) {
    this.#database = database;
  }

  all<P extends readonly SqlValue[], R extends readonly SqlValue[]>(statement: Statement<P, R>, ...values: P): R[] {
    return this.#prepare(statement.text).all(values) as R[];
  }

  get<P extends readonly SqlValue[], R extends readonly SqlValue[]>(
    statement: Statement<P, R>,
    ...values: P
  ): R | undefined {
    return this.#prepare(statement.text).get(values) as R | undefined;
  }

  /** @returns how many rows were changed */
  run<P extends readonly SqlValue[], R extends readonly SqlValue[]>(statement: Statement<P, R>, ...values: P): number {
    return this.#prepare(statement.text).run(values);
  }

  begin(): void {
    this.#prepare('begin immediate').run([]);
  }

  commit(): void {
    this.#prepare('commit').run([]);
  }

  rollback(): void {
    this.#prepare('rollback').run([]);
  }

  /** Rows inserted, updated and deleted by this connection. */
  get totalChanges(): number {
    return this.get(totalChanges)![0];
  }

  /** Plain commands: savepoints, schema. */
  exec(text: string): void {
    this.#database.exec(text);
  }

  pragma(text: string): unknown {
    return this.#database.pragma(text, { simple: true });
  }

  /** All columns of the one row that a pragma gives. */
  pragmaRow(text: string): readonly SqlValue[] {
    return this.#prepare(`pragma ${text}`).get([]) as SqlValue[];
  }

  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(text: string): Prepared {
    if (!this.#database.open) throw new MailError('unavailable', 'The store is closed.');
    let prepared = this.#prepared.get(text);
    if (!prepared) {
      prepared = new Prepared(this.#database, text);
      this.#prepared.set(text, prepared);
    }
    return prepared;
  }
}

/**
 * A statement that is prepared once. Rows come as arrays, which costs half of objects; and values are bound by their
 * place, since better-sqlite3 makes a string of each name at each call: half of what a small insert costs.
 */
class Prepared {
  readonly #statement: SqliteDatabase.Statement;
  /** Where each `?` finds its value; undefined when they are used in order, each once. */
  readonly #places: readonly number[] | undefined;

  constructor(database: SqliteDatabase.Database, text: string) {
    const places: number[] = [];
    const byPlace = text.replace(/\$(\d+)/g, (_, number: string) => {
      places.push(Number(number) - 1);
      return '?';
    });
    this.#statement = database.prepare(byPlace);
    if (this.#statement.reader) this.#statement.raw();
    this.#places = places.every((place, i) => place === i) ? undefined : places;
  }

  all(values: readonly SqlValue[]): unknown[] {
    return this.#statement.all(this.#placed(values));
  }

  get(values: readonly SqlValue[]): unknown {
    return this.#statement.get(this.#placed(values));
  }

  /** @returns how many rows were changed */
  run(values: readonly SqlValue[]): number {
    return this.#statement.run(this.#placed(values)).changes;
  }

  #placed(values: readonly SqlValue[]): readonly SqlValue[] {
    return this.#places ? this.#places.map((place) => values[place]!) : values;
  }
}

/** full: each commit syncs. normal: only what the database's soundness asks for; see `WriteAheadLog`. */
export type Synchronous = 'full' | 'normal';

/**
 * Opens a database file for its only user, with everything that durability and deletion ask for.
 *
 * @param path created with mode 0600 when missing; `-wal` and `-shm` take their mode from it
 */
export function openConnection(path: string, synchronous: Synchronous): Connection {
  if (!existsSync(path)) closeSync(openSync(path, 'wx', 0o600));
  chmodSync(path, 0o600);
  const connection = new Connection(new SqliteDatabase(path, { fileMustExist: true, timeout: 5000 }));
  connection.pragma('journal_mode = wal');
  // After journal_mode: this build turns WAL into NORMAL by itself.
  connection.pragma(`synchronous = ${synchronous}`);
  connection.pragma('foreign_keys = on');
  // What was deleted is overwritten, not only unlinked: it is sealed, but its key may live on. Costs one more write
  // of the pages that a merge or a deletion frees, about a tenth of what appends write.
  connection.pragma('secure_delete = on');
  connection.pragma('temp_store = memory');
  connection.pragma('cache_size = -32000');
  return connection;
}

/** Opens a database that is open for writing elsewhere in this process, to read what is committed. */
export function openReader(path: string): Connection {
  const connection = new Connection(new SqliteDatabase(path, { readonly: true, timeout: 5000 }));
  connection.pragma('query_only = on');
  // What is read is kept elsewhere, opened. Out of the system's own cache it comes three times as fast as by reading
  // page after page; beyond two gigabytes it is read so.
  connection.pragma('cache_size = -1000');
  connection.pragma(`mmap_size = ${2 ** 31 - 65_536}`);
  return connection;
}

/** The version of the schema in a file, 0 for none; the file is not changed. */
export function schemaVersion(path: string): number {
  if (!existsSync(path)) return 0;
  const database = new SqliteDatabase(path, { readonly: true, timeout: 5000 });
  try {
    return database.pragma('user_version', { simple: true }) as number;
  } finally {
    database.close();
  }
}

/** SHMSIZE: the `-shm` file, which grows by itself, found no room. */
const diskFullCodes: ReadonlySet<string> = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT']);

/** Errors of a full disk, from SQLite or from files, in the domain's words; others as they are. */
export function translateStorageError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && diskFullCodes.has(code)) {
    return new MailError('storage-full', 'The disk of the mail store is full; nothing was changed.', { cause: error });
  }
  return error;
}
