/** Wakes a loop. A ring while nobody listens is kept, many rings are one: nothing is missed and nothing piles up. */
export class Bell {
  #rung = false;
  #listener: (() => void) | undefined;

  readonly ring = (): void => {
    this.#rung = true;
    this.#listener?.();
  };

  /** Resolves at the next ring, at once if it rang since the last time. One listener at a time. */
  async next(): Promise<void> {
    if (!this.#rung) await new Promise<void>((resolve) => (this.#listener = resolve));
    this.#listener = undefined;
    this.#rung = false;
  }
}
