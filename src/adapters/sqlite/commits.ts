/**
 * Group commit, in two lanes.
 *
 * *Durable* changes that wait at the same time share one transaction and one sync of the log; their callers are
 * answered when that has ended. The next group gathers meanwhile. *Quick* ones (flags) are answered once they are
 * committed: they survive the end of the process, and a power cut when they are older than `quickSyncMs`.
 *
 * What is committed and not yet durable is shown to nobody: quick changes of an account wait behind its durable ones,
 * and `settled` lets readers wait. See docs/adr/0004.
 */
import { MailError } from '../../mail/errors.js';
import { translateStorageError } from './connection.js';
import type { Connection } from './connection.js';

/** What makes commits durable. */
export interface Durability {
  /** Ends when every commit made before the call survives a power cut. @throws the disk's error */
  sync(): Promise<void>;
  /** After each commit. */
  grown(): void;
}

export interface WriteOptions<T> {
  /** Whose data it is; undefined for what belongs to no account, or is not read before its promise resolves. */
  readonly account?: number;
  /** Need not survive a power cut before it is told. */
  readonly quick?: boolean;
  /** Told what `work` returned as soon as others may see it; in the order of the commits. Must not throw. */
  readonly committed?: (value: T) => void;
}

interface Waiting {
  readonly work: (db: Connection) => unknown;
  readonly account: number | undefined;
  readonly committed: ((value: never) => void) | undefined;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

interface Answer {
  /** False when the work was undone. */
  readonly done: boolean;
  readonly give: () => void;
  readonly fail: (error: unknown) => void;
}

/** Callers in one transaction; more would only keep the first of them waiting. */
const batchSize = 64;
/** With the time that a sync takes, flags are durable within half a second. */
const quickSyncMs = 400;
/** After an unclean stop, mod-sequences jump by this: more than can have been given out without being durable. */
export const modSeqJump = 2 ** 20;
/** Each quick change raises a mod-sequence by one at most. */
const maxUnsynced = modSeqJump / 2;

export class Commits {
  readonly #db: Connection;
  readonly #durability: Durability;
  readonly #quick: Waiting[] = [];
  readonly #waiting: Waiting[] = [];
  /** How many changes of an account wait, or wait for the sync. */
  readonly #busy = new Map<number, number>();
  #syncing: { readonly accounts: ReadonlySet<number | undefined>; readonly ended: Promise<void> } | undefined;
  /** Quick changes since the last sync began, and before that one ends. */
  #unsynced = 0;
  #unsyncedBefore = 0;
  #quickTimer: NodeJS.Timeout | undefined;
  #scheduled = false;
  #held = false;
  #closed = false;
  #failure: MailError | undefined;

  constructor(db: Connection, durability: Durability) {
    this.#db = db;
    this.#durability = durability;
  }

  /**
   * Runs `work` in a transaction; what it throws undoes its own changes only. It may be run again when the whole
   * transaction failed, so it changes nothing but the database.
   *
   * @returns what `work` returned, once that is durable (committed, when quick)
   * @throws MailError storage-full, unavailable (closed, or the disk failed)
   */
  write<T>(work: (db: Connection) => T, options: WriteOptions<T> = {}): Promise<T> {
    const { account, quick = false, committed } = options;
    return new Promise<T>((resolve, reject) => {
      if (this.#closed || this.#failure) {
        reject(this.#failure ?? new MailError('unavailable', 'The store is closed.'));
        return;
      }
      const waiting = { work, account, committed, resolve, reject };
      const mayOvertake = account === undefined || !this.#busy.has(account);
      if (quick && mayOvertake && this.#unsynced + this.#unsyncedBefore < maxUnsynced) {
        this.#quick.push(waiting);
      } else {
        if (account !== undefined) this.#busy.set(account, (this.#busy.get(account) ?? 0) + 1);
        this.#waiting.push(waiting);
      }
      this.#schedule();
    });
  }

  /**
   * Ends when what can be read of an account is durable, or was quick. Until the next turn of the event loop.
   * @throws MailError unavailable: the disk failed
   */
  async settled(account: number): Promise<void> {
    // One wait is enough: no other durable change is committed before who waited has had its turn.
    if (this.#syncing?.accounts.has(account)) await this.#syncing.ended;
    if (this.#failure) throw this.#failure;
  }

  /**
   * Ends when all that was committed before the call is durable: what is read now may be acted upon outside of the
   * database.
   * @throws MailError unavailable: the disk failed
   */
  async synced(): Promise<void> {
    // The sync under way may have begun before the last commit; one that begins after it covers all.
    for (let pass = 0; pass < 2; pass += 1) {
      if (!this.#syncing && this.#unsynced > 0) this.#sync([], []);
      await this.#syncing?.ended;
      if (this.#failure) throw this.#failure;
    }
  }

  /** Nobody knows what is on disk. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** No transaction begins before `during` has ended. */
  async hold(during: () => Promise<void>): Promise<void> {
    this.#held = true;
    try {
      await during();
    } finally {
      this.#held = false;
      this.#schedule();
    }
  }

  /** Commits what waits and makes all durable; nothing is taken after. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#quick.length > 0 || this.#waiting.length > 0 || this.#syncing || this.#unsynced > 0) {
      this.#turn();
      if (!this.#syncing && this.#unsynced > 0) this.#sync([], []);
      await (this.#syncing?.ended ?? new Promise<void>((resolve) => setImmediate(resolve)));
    }
    clearTimeout(this.#quickTimer);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // All that this turn of the event loop asks for gets into the same transaction.
    setImmediate(() => {
      this.#scheduled = false;
      this.#turn();
    });
  }

  #turn(): void {
    if (this.#held) return;
    if (this.#failure) this.#refuseAll(this.#failure);
    if (this.#quick.length > 0) this.#commitQuick(this.#quick.splice(0, batchSize));
    if (this.#waiting.length > 0 && !this.#syncing) this.#commitDurable(this.#waiting.splice(0, batchSize));
    if (this.#quick.length > 0 || (this.#waiting.length > 0 && !this.#syncing)) this.#schedule();
  }

  #commitQuick(batch: readonly Waiting[]): void {
    const answers = this.#transact(batch);
    this.#unsynced += batch.length;
    this.#syncSoon();
    for (const { give } of answers) give();
  }

  #commitDurable(batch: readonly Waiting[]): void {
    const before = this.#db.totalChanges;
    const answers = this.#transact(batch);
    const accounts = batch.map(({ account }) => account);
    const changed = this.#db.totalChanges !== before && answers.some(({ done }) => done);
    if (!changed) this.#end(accounts, () => answers.forEach(({ give }) => give()));
    else this.#sync(accounts, answers);
  }

  #end(accounts: readonly (number | undefined)[], answer: () => void): void {
    for (const account of accounts) {
      if (account === undefined) continue;
      const left = this.#busy.get(account)! - 1;
      if (left > 0) this.#busy.set(account, left);
      else this.#busy.delete(account);
    }
    answer();
  }

  #syncSoon(): void {
    if (this.#quickTimer || this.#unsynced === 0) return;
    this.#quickTimer = setTimeout(() => {
      this.#quickTimer = undefined;
      if (this.#syncing) this.#syncSoon();
      else if (this.#unsynced > 0) this.#sync([], []);
    }, quickSyncMs);
  }

  #sync(accounts: readonly (number | undefined)[], answers: readonly Answer[]): void {
    this.#unsyncedBefore = this.#unsynced;
    this.#unsynced = 0;
    const end = (answer: () => void) => {
      this.#syncing = undefined;
      this.#unsyncedBefore = 0;
      this.#end(accounts, answer);
      this.#schedule();
    };
    const ended = this.#durability.sync().then(
      () => end(() => answers.forEach(({ give }) => give())),
      (error: unknown) => {
        this.#failure ??= diskFailed(error);
        end(() => answers.forEach(({ fail }) => fail(this.#failure)));
      },
    );
    this.#syncing = { accounts: new Set(accounts), ended };
  }

  /** After a sync has failed nobody knows what is on disk, and a second one that succeeds would prove nothing. */
  #refuseAll(failure: MailError): void {
    this.#unsynced = 0;
    const refused = [...this.#quick.splice(0), ...this.#waiting.splice(0)];
    for (const { reject } of refused) reject(failure);
  }

  #transact(batch: readonly Waiting[]): readonly Answer[] {
    try {
      this.#db.begin();
      const answers = batch.length === 1 ? [this.#runAlone(batch[0]!)] : batch.map((each) => this.#runOne(each));
      this.#db.commit();
      this.#durability.grown();
      return answers;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.rollback();
      // One that fills the disk does not take the others with it.
      if (batch.length > 1) return batch.flatMap((each) => this.#transact([each]));
      return batch.map((each) => refusal(each, translateStorageError(error)));
    }
  }

  /** What it throws undoes the transaction, which has nothing else in it. */
  #runAlone(waiting: Waiting): Answer {
    return acceptance(waiting, waiting.work(this.#db) as never);
  }

  #runOne(waiting: Waiting): Answer {
    this.#db.exec('savepoint caller');
    try {
      const value = waiting.work(this.#db) as never;
      this.#db.exec('release caller');
      return acceptance(waiting, value);
    } catch (error) {
      // A full disk can make SQLite give up the whole transaction by itself.
      if (!this.#db.inTransaction) throw error;
      this.#db.exec('rollback to caller');
      this.#db.exec('release caller');
      return refusal(waiting, translateStorageError(error));
    }
  }
}

function acceptance({ committed, resolve, reject }: Waiting, value: never): Answer {
  const give = () => {
    committed?.(value);
    resolve(value);
  };
  return { done: true, give, fail: reject };
}

function refusal({ reject }: Waiting, error: unknown): Answer {
  return { done: false, give: () => reject(error), fail: reject };
}

function diskFailed(cause: unknown): MailError {
  return new MailError(
    'unavailable',
    'The disk of the mail store failed while a change was made durable. It may or may not be there after a restart; ' +
      'until then nothing more is changed.',
    { cause },
  );
}
