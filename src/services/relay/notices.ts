/**
 * Writes what the service tells of its own accord: the question before a postcard, its end without an answer, the log of
 * a day. Each is a job, asked for as often as anybody likes, and ends in the commit with its message: exactly one.
 */
import { asError } from '../../lib/as-error.js';
import { Bell } from '../../lib/bell.js';
import { isMailError } from '../../mail/errors.js';
import { FlagSet } from '../../mail/flags.js';
import type { AccountId } from '../../mail/ids.js';
import type { Job } from '../../mail/job-queue.js';
import type { MailStore } from '../../mail/mail-store.js';
import type { Account } from '../../mail/accounts.js';
import type { ComposedNotice, RelayPorts } from './ports.js';

/** What a notice is about; kept in its job. */
export type NoticeSubject =
  | { readonly kind: 'postcard' | 'unanswered'; readonly queue: number }
  /** `YYYY-MM-DD` in the zone of the service. */
  | { readonly kind: 'log'; readonly day: string };

export interface NoticeFor {
  readonly account: Account;
  readonly address: string;
  readonly store: MailStore;
}

/** @returns undefined when there is nothing to tell any more */
export type Compose = (subject: NoticeSubject, to: NoticeFor) => Promise<ComposedNotice | undefined>;

const leaseMs = 5 * 60_000;
/** After a failure: a full account stays full until its customer deletes something. */
const againMs = 15 * 60_000;
/** Longer than anybody asks for the same one again. */
export const rememberNoticesMs = 62 * 24 * 3600_000;

export class Notices {
  readonly #ports: RelayPorts;
  readonly #compose: Compose;
  readonly #bell = new Bell();
  #loop: Promise<void> | undefined;
  #closing = false;
  #stopListening = (): void => {};
  #stopTimer = (): void => {};

  constructor(ports: RelayPorts, compose: Compose) {
    this.#ports = ports;
    this.#compose = compose;
  }

  start(): void {
    this.#stopListening = this.#ports.jobs.onWork(this.#bell.ring);
    this.#loop = this.#work();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#stopListening();
    this.#stopTimer();
    this.#bell.ring();
    await this.#loop;
  }

  /** Durable when resolved; the same again makes no second one. */
  async ask(account: AccountId, subject: NoticeSubject): Promise<void> {
    const about = subject.kind === 'log' ? subject.day : String(subject.queue);
    await this.#ports.jobs.enqueue({ account, kind: 'notice', key: `${subject.kind} ${about}`, payload: subject });
  }

  async #work(): Promise<void> {
    while (!this.#closing) {
      const job = await this.#claim();
      if (job) await this.#write(job);
      else if (!this.#closing) await this.#sleep();
    }
  }

  async #claim(): Promise<Job | undefined> {
    try {
      return (await this.#ports.jobs.claim('notice', { leaseMs, limit: 1 }))[0];
    } catch (error) {
      this.#ports.log.warn('relay.notice-not-claimed', { error: asError(error) });
      return undefined;
    }
  }

  async #write(job: Job): Promise<void> {
    const { jobs, log } = this.#ports;
    try {
      if (!(await this.#append(job))) await jobs.reject(job.id, 'moot', 'there is nothing to tell any more');
    } catch (error) {
      const code = isMailError(error) ? error.code : 'unexpected';
      log.warn('relay.notice-waits', { job: job.id, account: job.account, code, error: asError(error) });
      await jobs.release(job.id, againMs).catch(() => undefined); // its lease runs out by itself
    }
  }

  async #append(job: Job): Promise<boolean> {
    const { stores, accounts } = this.#ports;
    const account = await accounts.get(job.account);
    if (!account) return false;
    const store = await stores.open(job.account);
    const address = (await accounts.contract(job.account))?.address ?? account.user;
    const notice = await this.#compose(job.payload as NoticeSubject, { account, address, store });
    if (!notice) return false;
    const content = await store.stage(notice.octets);
    await store.append(notice.mailbox, [{ content, flags: FlagSet.none }], { completes: job.id });
    return true;
  }

  async #sleep(): Promise<void> {
    const { timers, limits } = this.#ports;
    this.#stopTimer = timers.after(limits.pollMs, this.#bell.ring);
    await this.#bell.next();
    this.#stopTimer();
  }
}
