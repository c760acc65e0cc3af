/** How much an account may send: messages in an hour and a day, and new recipients. */
import { Counter } from '../../lib/counter.js';
import type { Clock } from '../../mail/clock.js';
import type { AccountId } from '../../mail/ids.js';
import type { Correspondents, QueueStore } from '../../mail/queue-store.js';
import { refuse } from './errors.js';
import type { SubmissionLimits } from './limits.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface AllowancePorts {
  readonly queue: Pick<QueueStore, 'usage'>;
  readonly correspondents: Pick<Correspondents, 'firstSince'>;
  readonly clock: Clock;
}

export class Allowance {
  readonly #ports: AllowancePorts;
  readonly #limits: SubmissionLimits;
  /** Transactions under way: many connections at once do not get around the limits. */
  readonly #underWay = new Counter<AccountId>();

  constructor(ports: AllowancePorts, limits: SubmissionLimits) {
    this.#ports = ports;
    this.#limits = limits;
  }

  /** @returns what ends the transaction, once however often called. @throws Refusal */
  async begin(account: AccountId): Promise<() => void> {
    const { queue, clock } = this.#ports;
    const { messagesPerHour, messagesPerDay } = this.#limits;
    const end = this.#underWay.take(account, Infinity)!;
    try {
      const now = clock.now();
      const within = async (ms: number): Promise<number> =>
        (await queue.usage(account, now - ms)).messages + this.#underWay.of(account);
      const inDay = await within(dayMs);
      if (inDay > messagesPerDay) throw refuse('day', messagesPerDay);
      // An hour has no more than its day: hardly ever is it asked for.
      if (inDay > messagesPerHour && (await within(hourMs)) > messagesPerHour) throw refuse('hour', messagesPerHour);
      return end;
    } catch (error) {
      end();
      throw error;
    }
  }

  /** @param unknown recipients of a message whom the account has never written to. @throws Refusal */
  async checkFirst(account: AccountId, unknown: number): Promise<void> {
    if (unknown === 0) return;
    const { correspondents, clock } = this.#ports;
    const { firstRecipientsPerDay } = this.#limits;
    const before = await correspondents.firstSince(account, clock.now() - dayMs);
    if (before + unknown > firstRecipientsPerDay) throw refuse('first-recipients', firstRecipientsPerDay);
  }
}
