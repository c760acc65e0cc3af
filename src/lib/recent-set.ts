/** Remembers what was added last, up to a number. */
export class RecentSet<Item> {
  readonly #most: number;
  readonly #items = new Set<Item>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#items.size;
  }

  has(item: Item): boolean {
    return this.#items.has(item);
  }

  /** @returns false when it was there: it counts as added last all the same */
  add(item: Item): boolean {
    const fresh = !this.#items.delete(item);
    this.#items.add(item);
    if (this.#items.size > this.#most) {
      for (const oldest of this.#items) {
        this.#items.delete(oldest);
        break;
      }
    }
    return fresh;
  }
}
