/** What bounds the relay, each with its default. Times in ms. */

export interface RelayLimits {
  /** Deliveries at a time, all together and to one destination. */
  readonly concurrency: number;
  readonly perDomain: number;
  /** How long recipients stay with a process that no longer answers: until then they are not tried again after a crash. */
  readonly leaseMs: number;
  /** For one transaction, from connecting to the last reply. */
  readonly deliverMs: number;
  /** How often to look for what is due, or was done by command, without anybody having said so. */
  readonly pollMs: number;
  /** A destination that cannot be reached rests so long: first, and at most after doubling. */
  readonly pauseMs: number;
  readonly mostPauseMs: number;
  /** How long a message that has come to its end waits in the outbox for others: what leaves together is one commit. */
  readonly gatherMs: number;
  /** How long `close` waits for outcomes that are just being recorded, and again for the rest: within the server's time. */
  readonly closeMs: number;
  /** Octets of a message that go back whole with RET=FULL; of a larger one, its header. */
  readonly returnOctets: number;
  /** Between two looks at what a customer does in the outbox. */
  readonly watchMs: number;
  /** How long a held message waits for the customer's answer. */
  readonly answerMs: number;
  /** How long the mail app's own copy among the sent ones is looked for. */
  readonly ownCopyMs: number;
  /** How long ended items are remembered. */
  readonly rememberMs: number;
  /** How long after midnight the log of the day before is written: what happened just before it is recorded by then. */
  readonly logDelayMs: number;
  /** Days without their log that are caught up on when nothing is known of the last one written. */
  readonly logDays: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

export const defaultRelayLimits: RelayLimits = {
  concurrency: 20,
  perDomain: 5,
  leaseMs: minuteMs,
  deliverMs: 30 * minuteMs,
  pollMs: minuteMs,
  pauseMs: minuteMs,
  mostPauseMs: 30 * minuteMs,
  gatherMs: 100,
  closeMs: 1_500,
  returnOctets: 1024 * 1024,
  watchMs: 500,
  answerMs: 14 * dayMs,
  ownCopyMs: dayMs,
  rememberMs: 7 * dayMs,
  logDelayMs: 5 * minuteMs,
  logDays: 31,
};
