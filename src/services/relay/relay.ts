/**
 * The relay: what is in the queue reaches its recipients once, visibly, or the customer is told why not. docs/forwarding.md
 * has the picture.
 */
import { asError } from '../../lib/as-error.js';
import { settledWithin, systemTimers } from '../../lib/timers.js';
import { defaultRelayLimits, type RelayLimits } from './limits.js';
import { Notices, rememberNoticesMs, type NoticeFor, type NoticeSubject } from './notices.js';
import { OutboxWatcher } from './outbox-watcher.js';
import type { RelayPorts } from './ports.js';
import { postcardQuestion, unansweredNotice } from './postcard-question.js';
import { logOfDay, LogDays } from './protocol.js';
import { QueueRunner } from './queue-runner.js';

export interface RelayOptions extends Omit<RelayPorts, 'limits' | 'timers' | 'random' | 'otherNotices'> {
  readonly limits?: Partial<RelayLimits>;
  readonly timers?: RelayPorts['timers'];
  readonly random?: RelayPorts['random'];
  readonly otherNotices?: RelayPorts['otherNotices'];
}

export interface Relay {
  /** Begins with what is left from before. */
  start(): void;
  /** Gives back what is not handed over yet, and stops, within twice the limits' `closeMs`. */
  close(): Promise<void>;
  /** Something was done to the queue by command, or came into it held: look now rather than within a minute. */
  kick(): void;
}

const forgetEveryMs = 3600_000;

export function createRelay(options: RelayOptions): Relay {
  const limits = { ...defaultRelayLimits, ...options.limits };
  const ports: RelayPorts = {
    timers: systemTimers,
    random: Math.random,
    otherNotices: async () => undefined,
    ...options,
    limits,
  };
  return new RelayService(ports);
}

class RelayService implements Relay {
  readonly #ports: RelayPorts;
  readonly #notices: Notices;
  readonly #watcher: OutboxWatcher;
  readonly #runner: QueueRunner;
  readonly #logDays: LogDays;
  #stopListening = (): void => {};
  #stopForgetting = (): void => {};
  #stopKicking = (): void => {};
  #kickIsDue = false;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
    this.#notices = new Notices(ports, (subject, to) => this.#compose(subject, to));
    this.#watcher = new OutboxWatcher(ports, {
      onCancelled: (item) => this.#runner.stop(item),
      onQuestion: ({ account, id }) => this.#notices.ask(account, { kind: 'postcard', queue: id }),
      onUnanswered: ({ account, id }) => this.#notices.ask(account, { kind: 'unanswered', queue: id }),
    });
    this.#runner = new QueueRunner(ports, {
      isThere: async (item) => (await (await this.#watcher.desk(item.account))?.isThere(item)) ?? false,
      finish: async (account, id) => (await this.#watcher.desk(account))?.finish(id),
      changed: (account) => this.#watcher.lookAgain(account),
    });
    this.#logDays = new LogDays(ports, this.#notices);
  }

  start(): void {
    this.#stopListening = this.#ports.queue.onWork(() => this.#kickSoon());
    this.#notices.start();
    this.#watcher.start();
    this.#runner.start();
    this.#logDays.start();
    this.#forget();
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#stopForgetting();
    this.#stopKicking();
    await this.#runner.close();
    const { timers, limits } = this.#ports;
    const others = [this.#logDays.close(), this.#watcher.close(), this.#notices.close()];
    await settledWithin(Promise.all(others), limits.closeMs, timers);
  }

  kick(): void {
    this.#runner.kick();
    this.#watcher.kick();
  }

  /** Much comes at once; the runner has its own ear, and the outbox is looked at a little later. */
  #kickSoon(): void {
    if (this.#kickIsDue) return;
    this.#kickIsDue = true;
    this.#stopKicking = this.#ports.timers.after(this.#ports.limits.watchMs, () => {
      this.#kickIsDue = false;
      this.#watcher.kick();
    });
  }

  async #compose(subject: NoticeSubject, to: NoticeFor) {
    if (subject.kind === 'log') return logOfDay(subject.day, to, this.#ports);
    if (subject.kind === 'postcard') return postcardQuestion(subject.queue, to, this.#ports);
    if (subject.kind === 'unanswered') return unansweredNotice(subject.queue, to, this.#ports);
    return this.#ports.otherNotices(subject, to);
  }

  #forget(): void {
    const { queue, jobs, timers, limits, log } = this.#ports;
    const forgetting = Promise.all([queue.forget(limits.rememberMs), jobs.forget('notice', rememberNoticesMs)]);
    void forgetting.catch((error: unknown) => log.warn('relay.not-forgotten', { error: asError(error) }));
    this.#stopForgetting = timers.after(forgetEveryMs, () => this.#forget());
  }
}
