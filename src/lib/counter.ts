/** How many there are of each; what is at zero takes no memory. */
export class Counter<Key> {
  readonly #counts = new Map<Key, number>();

  of(key: Key): number {
    return this.#counts.get(key) ?? 0;
  }

  add(key: Key, change: number): void {
    const count = this.of(key) + change;
    if (count > 0) this.#counts.set(key, count);
    else this.#counts.delete(key);
  }

  /** @returns what gives the place back, once however often called; undefined when there are `limit` already */
  take(key: Key, limit: number): (() => void) | undefined {
    if (this.of(key) >= limit) return undefined;
    this.add(key, 1);
    let held = true;
    return () => {
      if (held) this.add(key, -1);
      held = false;
    };
  }
}
