/**
 * Work on an account's contents that nobody waits for: what is unused is taken to pieces, small segments are merged.
 * In small steps, each a transaction of its own, so that no session waits long behind one. What is to be done is
 * told by the database itself, so that nothing is forgotten over a stop: it goes on at the next start.
 */
import { setImmediate } from 'node:timers/promises';
import { isMailError } from '../../mail/errors.js';
import type { Log } from '../../mail/log.js';
import type { Commits } from './commits.js';
import type { Connection } from './connection.js';
import { areaNumbers } from './contents.js';
import type { Purger } from './purger.js';
import type { Scope } from './scope.js';
import { dropUnused, mergeSome } from './segments.js';
import { contentStatements } from './statements/contents.js';

/** A step ends when it has worked for so long; what it is made of takes a few milliseconds at the most. */
const stepMs = 4;
/** Contents removed at a time, and their octets: what was deleted is overwritten, which is written down too. */
const removedAtOnce = 100;
const removedOctets = 1024 * 1024;

export class Sweeper {
  readonly #commits: Commits;
  readonly #purger: Purger;
  readonly #scopeOf: (account: number) => Scope;
  readonly #log: Log;
  readonly #accounts = new Set<number>();
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: {
    readonly commits: Commits;
    readonly purger: Purger;
    /** @throws MailError account-not-found */
    readonly scopeOf: (account: number) => Scope;
    readonly log: Log;
  }) {
    this.#commits = parts.commits;
    this.#purger = parts.purger;
    this.#scopeOf = parts.scopeOf;
    this.#log = parts.log;
  }

  /** At start: goes on where the last run stopped. */
  begin(db: Connection): void {
    for (const [account] of db.all(contentStatements.accountsWithUnused)) this.kick(account);
  }

  /** After a commit that left something to do. What fails is tried again at the next, or at the next start. */
  kick(account: number): void {
    if (this.#stopped) return;
    this.#accounts.add(account);
    this.#running ??= this.#run();
  }

  /** Ends when all that was asked for is done, blobs included. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running;
    await this.#purger.idle();
  }

  /** Ends after the present step; the rest waits for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let account = this.#next(); account !== undefined; account = this.#next()) {
      try {
        await this.#sweep(account);
      } catch (error) {
        // Deleted meanwhile: all that it had is gone, or will be.
        if (!isMailError(error, 'account-not-found')) {
          this.#log.warn('store.sweep-failed', { account, error: error instanceof Error ? error : undefined });
        }
      }
      this.#purger.kick();
    }
    this.#running = undefined;
  }

  async #sweep(account: number): Promise<void> {
    while (!this.#stopped && (await this.#step(account))) await setImmediate();
  }

  /** Quick: what a power cut brings back is swept once more. */
  #step(account: number): Promise<boolean> {
    return this.#commits.write(() => step(this.#scopeOf(account)), { quick: true });
  }

  #next(): number | undefined {
    const [account] = this.#accounts;
    if (account === undefined || this.#stopped) return undefined;
    this.#accounts.delete(account);
    return account;
  }
}

/** @returns whether there may be more to do */
function step(scope: Scope): boolean {
  const started = performance.now();
  while (performance.now() - started < stepMs) {
    if (!sweepSome(scope) && !mergeSome(scope, 'facts') && !mergeSome(scope, 'text')) return false;
  }
  return true;
}

/** Within a change: a segment loses what is unused, or contents that are in none any more are removed. */
function sweepSome(scope: Scope): boolean {
  const first = scope.db.get(contentStatements.firstUnused, scope.account);
  if (!first) return false;
  const [facts, text] = first;
  if (facts !== 0) dropUnused(scope, 'facts', facts);
  else if (text !== 0) dropUnused(scope, 'text', text);
  else removeEmptied(scope);
  return true;
}

function removeEmptied({ db, account }: Scope): void {
  const threads = new Set<number>();
  let octets = 0;
  for (const [content, size, thread, , blob] of db.all(contentStatements.emptied, account, removedAtOnce)) {
    octets += blob === null ? size : 0;
    if (octets > removedOctets && octets > size) break;
    threads.add(thread);
    if (blob !== null) db.run(contentStatements.insertPurge, account, areaNumbers.octets, blob);
    db.run(contentStatements.remove, account, content); // its inline octets go with it
  }
  for (const thread of threads) {
    if (!db.get(contentStatements.threadInUse, account, thread))
      db.run(contentStatements.removeThread, account, thread);
  }
}
