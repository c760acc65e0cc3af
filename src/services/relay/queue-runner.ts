/**
 * Takes what is due from the queue and has it delivered, several at a time.
 *
 * One loop claims; each delivery runs beside it with a lease that is renewed. Whatever dies in between, the lease runs
 * out and the recipients are claimed again. A fault in one delivery ends that one and no other.
 */
import { once } from 'node:events';
import { asError } from '../../lib/as-error.js';
import { Bell } from '../../lib/bell.js';
import { Counter } from '../../lib/counter.js';
import { settledWithin } from '../../lib/timers.js';
import { isMailError } from '../../mail/errors.js';
import type { AccountId, QueueId } from '../../mail/ids.js';
import { isFinal, type Delivery, type QueueItem } from '../../mail/queue.js';
import { Deliverer, leaving, notOurs } from './delivery.js';
import { Destinations } from './destinations.js';
import type { RelayPorts } from './ports.js';
import { Settler, type Outcomes } from './settler.js';

/** Until the next look when something is due and yet was not claimed; it becomes `pollMs` when that goes on. */
const shortMs = 1000;

const tooLong = new Error('the transaction took too long');

/** What the runner asks of those who look after the outbox. */
export interface RunnerDesk {
  isThere(item: QueueItem): Promise<boolean>;
  /** All recipients are final, as far as the runner knows. */
  finish(account: AccountId, id: QueueId): Promise<void>;
  /** The item's state has changed in a way that is shown. */
  changed(account: AccountId): Promise<void>;
}

interface Running {
  readonly delivery: Delivery;
  readonly abort: AbortController;
  done: Promise<void>;
  /** Another one has the lease, and waits for this one to end. */
  isAwaited: boolean;
  /** An outcome is just being recorded, which is not to be given up. */
  isRecording: boolean;
}

export class QueueRunner {
  readonly #ports: RelayPorts;
  readonly #desk: RunnerDesk;
  readonly #destinations: Destinations;
  readonly #deliverer: Deliverer;
  readonly #settler: Settler;
  readonly #bell = new Bell();
  readonly #running = new Set<Running>();
  readonly #finishing = new Set<Promise<void>>();
  readonly #perDestination = new Counter<string>();
  readonly #closing = new AbortController();
  #loop: Promise<void> | undefined;
  /** Something was due at the last look already. */
  #isOverdue = false;
  #stopListening = (): void => {};
  #stopTimer = (): void => {};

  constructor(ports: RelayPorts, desk: RunnerDesk) {
    this.#ports = ports;
    this.#desk = desk;
    this.#destinations = new Destinations(ports);
    this.#deliverer = new Deliverer(ports, this.#destinations);
    this.#settler = new Settler(ports);
  }

  start(): void {
    this.#stopListening = this.#ports.queue.onWork(this.#bell.ring);
    this.#loop = this.#work();
  }

  /** Gives back what is not handed over, and waits for outcomes that are being recorded, up to `closeMs`. */
  async close(): Promise<void> {
    const { timers, limits } = this.#ports;
    this.#stopListening();
    this.#stopTimer();
    const running = [...this.#running];
    for (const { abort } of running) abort.abort(leaving);
    this.#bell.ring();
    this.#closing.abort(leaving);
    const all = Promise.all([this.#loop, ...running.map(({ done }) => done)]).then(() => Promise.all(this.#finishing));
    await settledWithin(all, limits.closeMs, timers);
  }

  /** Something may be due, or rest no more. */
  kick(): void {
    this.#destinations.wake();
    this.#bell.ring();
  }

  /** Gives up what is on the wire of an item. */
  stop(id: QueueId): void {
    for (const { delivery, abort } of this.#running) if (delivery.item.id === id) abort.abort(notOurs);
  }

  async #work(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const dueMs = await this.#nextDue();
      // A claim is a commit: none where there is nothing to claim.
      const claimed = dueMs !== undefined && dueMs <= this.#ports.clock.now() ? await this.#claim() : [];
      if (claimed.length > 0) for (const delivery of claimed) this.#begin(delivery);
      else await this.#sleep(dueMs);
    }
  }

  async #claim(): Promise<readonly Delivery[]> {
    const { queue, limits, transport, log } = this.#ports;
    try {
      const skip = new Set(await this.#destinations.pausedByAdmin());
      let room = limits.concurrency - this.#running.size;
      if (transport.by === 'domain') {
        // As many as fit wherever they go: one claim may bring all for one destination.
        for (const { delivery } of this.#running) {
          const free = limits.perDomain - this.#perDestination.of(delivery.domain);
          if (free <= 0) skip.add(delivery.domain);
          else room = Math.min(room, free);
        }
        room = Math.min(room, limits.perDomain);
      }
      if (room <= 0) return [];
      return await queue.claim({ by: transport.by, leaseMs: limits.leaseMs, limit: room, skip });
    } catch (error) {
      log.warn('relay.not-claimed', { error: asError(error) });
      return [];
    }
  }

  async #nextDue(): Promise<number | undefined> {
    try {
      return await this.#ports.queue.nextDue();
    } catch (error) {
      this.#ports.log.warn('relay.not-claimed', { error: asError(error) });
      return undefined;
    }
  }

  /** Until something is due, comes due, or a delivery ends. */
  async #sleep(dueMs: number | undefined): Promise<void> {
    const { clock, timers, limits } = this.#ports;
    const untilDueMs = dueMs === undefined ? limits.pollMs : dueMs - clock.now();
    // Due, and yet not claimed: it came due just now, or else it waits for a place or a paused destination.
    const overdueMs = this.#isOverdue ? limits.pollMs : shortMs;
    this.#isOverdue = untilDueMs <= 0;
    const waitMs = this.#isOverdue ? overdueMs : Math.min(untilDueMs, limits.pollMs);
    if (this.#closing.signal.aborted) return;
    this.#stopTimer = timers.after(waitMs, this.#bell.ring);
    await this.#bell.next();
    this.#stopTimer();
  }

  #begin(delivery: Delivery): void {
    const abort = new AbortController();
    const running: Running = { delivery, abort, done: Promise.resolve(), isAwaited: false, isRecording: false };
    const destination = this.#deliverer.destination(delivery);
    this.#running.add(running);
    this.#perDestination.add(destination, 1);
    running.done = this.#run(running).finally(() => {
      this.#running.delete(running);
      this.#perDestination.add(destination, -1);
      this.#bell.ring();
    });
  }

  /** Never rejects. */
  async #run(running: Running): Promise<void> {
    const { clock } = this.#ports;
    const { delivery, abort } = running;
    const endLease = this.#keepLease(running);
    const settled = new Set<number>();
    const record = async (outcomes: Outcomes): Promise<void> => {
      for (const number of outcomes.keys()) settled.add(number);
      running.isRecording = true;
      await this.#settler.settle(delivery.item, outcomes, this.#closing.signal);
      running.isRecording = false;
    };
    try {
      if (await this.#awaitEarlier(running)) {
        // What became of them is recorded; of the others nothing has left yet.
        await record(new Map(delivery.numbers.map((number) => [number, { kind: 'returned', dueMs: clock.now() }])));
      } else if (this.#closing.signal.aborted) abort.abort(leaving);
      else if (await this.#desk.isThere(delivery.item)) {
        for await (const outcomes of this.#deliverer.deliver(delivery, abort.signal)) {
          await record(outcomes);
          await this.#told(delivery, outcomes);
        }
        // Every recipient is in a copy, and every copy has a result: else it is a fault of ours.
        if (settled.size < delivery.numbers.length && !abort.signal.aborted)
          throw new Error('recipients without result');
      } else await record(new Map(delivery.numbers.map((number) => [number, { kind: 'cancelled' }])));
    } catch (error) {
      await record(this.#afterError(running, error, settled));
    } finally {
      endLease();
    }
    // The next delivery need not wait for it: much mail that ends together leaves the outbox together.
    const finishing = this.#finish(delivery).finally(() => this.#finishing.delete(finishing));
    this.#finishing.add(finishing);
  }

  /**
   * The same recipients may be on the wire still: held and released meanwhile, or their lease ran out while the store was
   * in trouble. Nothing is sent beside that.
   * @returns whether there were such
   */
  async #awaitEarlier(running: Running): Promise<boolean> {
    const { item, numbers } = running.delivery;
    const earlier = [...this.#running].filter(
      (each) =>
        each !== running &&
        (each.isRecording || !each.abort.signal.aborted) &&
        each.delivery.item.id === item.id &&
        each.delivery.numbers.some((number) => numbers.includes(number)),
    );
    for (const each of earlier) each.isAwaited = true;
    // One that is given up, and does not listen, is not waited for.
    const ended = ({ done, abort, isRecording }: Running) =>
      isRecording ? done : Promise.race([done, once(abort.signal, 'abort')]);
    await Promise.all(earlier.map(ended));
    return earlier.length > 0;
  }

  /** What to make of recipients without an outcome. */
  #afterError({ delivery, abort }: Running, error: unknown, settled: ReadonlySet<number>): Outcomes {
    const { clock, log, limits } = this.#ports;
    const open = { ...delivery, numbers: delivery.numbers.filter((number) => !settled.has(number)) };
    const returned = (dueMs: number): Outcomes =>
      new Map(open.numbers.map((number) => [number, { kind: 'returned', dueMs }]));
    if (abort.signal.reason === notOurs) return new Map();
    if (abort.signal.reason === leaving) return returned(clock.now());
    // Trouble of the store, or the message is gone: the next look at the item says which.
    if (isMailError(error)) {
      log.warn('relay.delivery-stopped', { queue: delivery.item.id, code: error.code });
      return returned(clock.now() + limits.pollMs);
    }
    log.error('relay.delivery-failed', { queue: delivery.item.id, error: asError(error) });
    return this.#deliverer.failedOurselves(open);
  }

  async #told({ item }: Delivery, outcomes: Outcomes): Promise<void> {
    const shown = [...outcomes.values()].some((outcome) => outcome.kind === 'deferred' && outcome.delayTold);
    if (shown) await this.#desk.changed(item.account);
  }

  async #finish({ item }: Delivery): Promise<void> {
    try {
      const now = await this.#ports.queue.get(item.id);
      if (now?.recipients.every(isFinal)) await this.#desk.finish(item.account, item.id);
    } catch (error) {
      // The watcher finds it at its next look.
      this.#ports.log.warn('relay.not-finished', { queue: item.id, error: asError(error) });
    }
  }

  #keepLease(running: Running): () => void {
    const { delivery, abort } = running;
    const { queue, timers, limits, log } = this.#ports;
    let cancel = (): void => {};
    let ended = false;
    const renew = async (): Promise<void> => {
      try {
        const isOurs = (await queue.renew(delivery, limits.leaseMs)) || running.isAwaited || running.isRecording;
        if (!isOurs) abort.abort(notOurs);
      } catch (error) {
        log.debug('relay.lease-not-renewed', { queue: delivery.item.id, error: asError(error) });
      }
      if (!ended) again();
    };
    const again = () => (cancel = timers.after(limits.leaseMs / 3, () => void renew()));
    const checkLimit = (): void => {
      if (!running.isRecording) abort.abort(tooLong);
      else cancelLimit = timers.after(limits.deliverMs, checkLimit);
    };
    let cancelLimit = timers.after(limits.deliverMs, checkLimit);
    const end = () => {
      ended = true;
      cancel();
      cancelLimit();
    };
    again();
    // A transport that does not listen keeps nobody else from trying: the lease runs out.
    abort.signal.addEventListener('abort', end, { once: true });
    return end;
  }
}
