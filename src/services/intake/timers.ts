/** Waiting as a port, so that tests choose when time passes. */
export interface Timers {
  /** Runs `run` once after `ms`. @returns what cancels it; no error when it has run already */
  after(ms: number, run: () => void): () => void;
}

/** These timers alone keep no process alive: whoever waits for work has a listener or a promise of its own. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves when `promise` has settled, either way, or after `ms`. */
export async function settledWithin(promise: Promise<unknown>, ms: number, timers: Timers): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = timers.after(ms, resolve);
    const settled = () => {
      cancel();
      resolve();
    };
    promise.then(settled, settled);
  });
}
