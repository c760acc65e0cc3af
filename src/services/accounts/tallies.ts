/**
 * Counts by key that go down with time: as many as there is room for. When it is full the lowest of those that were
 * touched longest ago goes, so that who has a high count is rid of it only by bringing about as many higher ones.
 */

interface Tally {
  readonly level: number;
  readonly atMs: number;
}

/** How many are looked at to find one that may go. */
const looks = 16;

export class Tallies {
  readonly #most: number;
  readonly #drainPerMs: number;
  readonly #tallies = new Map<string, Tally>();

  /** @param drainPerHour by how much each count goes down; 0: not at all */
  constructor(options: { readonly most: number; readonly drainPerHour: number }) {
    this.#most = options.most;
    this.#drainPerMs = options.drainPerHour / 3_600_000;
  }

  get size(): number {
    return this.#tallies.size;
  }

  level(key: string, nowMs: number): number {
    const tally = this.#tallies.get(key);
    return tally ? this.#levelOf(tally, nowMs) : 0;
  }

  /** @returns the count now */
  add(key: string, change: number, nowMs: number): number {
    const level = Math.max(0, this.level(key, nowMs) + change);
    this.#tallies.delete(key); // what is touched goes to the end
    if (level > 0) {
      if (this.#tallies.size >= this.#most) this.#makeRoom(nowMs);
      this.#tallies.set(key, { level, atMs: nowMs });
    }
    return level;
  }

  clear(): void {
    this.#tallies.clear();
  }

  #levelOf({ level, atMs }: Tally, nowMs: number): number {
    return Math.max(0, level - Math.max(0, nowMs - atMs) * this.#drainPerMs);
  }

  #makeRoom(nowMs: number): void {
    let lowest: { key: string; level: number } | undefined;
    const looked: [string, Tally][] = [];
    for (const [key, tally] of this.#tallies) {
      const level = this.#levelOf(tally, nowMs);
      if (!lowest || level < lowest.level) lowest = { key, level };
      looked.push([key, tally]);
      if (level === 0 || looked.length >= looks) break;
    }
    for (const [key, tally] of looked) {
      this.#tallies.delete(key);
      if (key !== lowest?.key) this.#tallies.set(key, tally);
    }
  }
}
