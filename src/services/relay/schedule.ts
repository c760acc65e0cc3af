/** When to try again, and when to give up: RFC 5321 §4.5.4.1. */

const minuteMs = 60_000;

/** Most trouble of a moment (a restart, a greylist) is over after these; they are tries of the first half hour. */
const firstWaitsMs = [1 * minuteMs, 5 * minuteMs, 15 * minuteMs] as const;

/** §4.5.4.1: "The retry interval SHOULD be at least 30 minutes". */
const leastWaitMs = 30 * minuteMs;
const mostWaitMs = 4 * 60 * minuteMs;

/** §4.5.4.1: "the give-up time generally needs to be at least 4-5 days". */
export const giveUpMs = 5 * 24 * 60 * minuteMs;

/** When the sender is told that it takes longer; as other servers do. */
export const delayNoticeMs = 4 * 60 * minuteMs;

/**
 * How long to wait before the next try: 1, 5 and 15 minutes, then 30 minutes doubling up to 4 hours.
 *
 * @param failures tries that failed so far, 1 or more
 * @param ageMs    since the message was queued
 * @param random   uniform in [0, 1); adds up to 10 % so that retries spread out
 * @returns ms; `undefined` when it is time to give up
 */
export function retryDelay(failures: number, ageMs: number, random: () => number): number | undefined {
  if (ageMs >= giveUpMs) return undefined;
  const doublings = Math.max(0, failures - firstWaitsMs.length - 1);
  // 2 ** 3 is 4 hours already; more would only overflow.
  const waitMs = firstWaitsMs[failures - 1] ?? Math.min(leastWaitMs * 2 ** Math.min(doublings, 3), mostWaitMs);
  const spreadMs = Math.round(waitMs * (1 + random() / 10));
  // There is a try when the sender should hear of the delay, and one at the end: no later than that by half an hour.
  const next = [delayNoticeMs, giveUpMs].find((markMs) => ageMs < markMs) ?? giveUpMs;
  return ageMs + spreadMs <= next + leastWaitMs ? spreadMs : Math.max(next - ageMs, Math.min(waitMs, leastWaitMs));
}

/** Whether the sender should hear of the delay by now. */
export function isLate(ageMs: number): boolean {
  return ageMs >= delayNoticeMs;
}
