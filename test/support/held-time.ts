/**
 * The clock that sessions measure their limits with, `performance.now`, held by a test. What a short limit is not meant
 * for, such as a login, takes no time then, however busy the machine is; the timers go on, and find that nothing is due.
 */
const real = performance.now.bind(performance);

/** It stands still, until `release`. */
export function holdTime(): void {
  const heldMs = performance.now();
  performance.now = () => heldMs;
}

/** Goes forward while it is held. */
export function passTime(ms: number): void {
  const heldMs = performance.now() + ms;
  performance.now = () => heldMs;
}

/** Goes on as ever. Harmless when nothing is held. */
export function releaseTime(): void {
  performance.now = real;
}
