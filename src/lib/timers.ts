/** Waiting as a port, so that tests choose when time passes. */
export interface Timers {
  /** Runs `run` once after `ms`. @returns what cancels it; no error when it has run already */
  after(ms: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
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
