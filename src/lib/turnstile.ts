/** Lets so many at a time through, the others one after the other, and turns away who would wait behind too many. */
export class Turnstile {
  readonly #atOnce: number;
  readonly #waitingMost: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  constructor(options: { readonly atOnce: number; readonly waiting: number }) {
    this.#atOnce = options.atOnce;
    this.#waitingMost = options.waiting;
  }

  /** @returns undefined when too many wait: `work` was not begun */
  async run<Result>(work: () => Promise<Result>): Promise<{ readonly result: Result } | undefined> {
    if (this.#inside >= this.#atOnce) {
      if (this.#waiting.length >= this.#waitingMost) return undefined;
      // Whoever leaves hands his place over.
      await new Promise<void>((enter) => this.#waiting.push(enter));
    } else this.#inside += 1;
    try {
      return { result: await work() };
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside -= 1;
    }
  }
}
