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

/** What one transaction takes of it. */
export interface Share {
  /** @param unknown recipients of the message whom the account has never written to. @throws Refusal */
  takeFirst(unknown: number): Promise<void>;
  /** Gives all back, once however often called: what was queued is counted by the queue. */
  end(): void;
}

export class Allowance {
  readonly #ports: AllowancePorts;
  readonly #limits: SubmissionLimits;
  /** Transactions under way: many connections at once do not get around the limits. */
  readonly #underWay = new Counter<AccountId>();
  /** Their new recipients. */
  readonly #firstUnderWay = new Counter<AccountId>();

  constructor(ports: AllowancePorts, limits: SubmissionLimits) {
    this.#ports = ports;
    this.#limits = limits;
  }

  /** @throws Refusal */
  async begin(account: AccountId): Promise<Share> {
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
      return this.#share(account, end);
    } catch (error) {
      end();
      throw error;
    }
  }

  #share(account: AccountId, end: () => void): Share {
    const { correspondents, clock } = this.#ports;
    const { firstRecipientsPerDay } = this.#limits;
    let first = 0;
    let ended = false;
    return {
      takeFirst: async (unknown) => {
        if (unknown === 0) return;
        const before = await correspondents.firstSince(account, clock.now() - dayMs);
        if (ended) return;
        if (before + this.#firstUnderWay.of(account) + unknown > firstRecipientsPerDay) {
          throw refuse('first-recipients', firstRecipientsPerDay);
        }
        this.#firstUnderWay.add(account, unknown);
        first += unknown;
      },
      end: () => {
        if (ended) return;
        ended = true;
        this.#firstUnderWay.add(account, -first);
        end();
      },
    };
  }
}
