/** Passwords that were made and are not issued yet: what is kept of them, in memory, for a while. */
import { randomUUID } from 'node:crypto';
import type { RotationEntry } from '../../mail/rotation.js';

/** Time to write the letters of a batch. */
export const batchLastsMs = 30 * 60_000;

interface Batch {
  readonly id: string;
  readonly entries: readonly RotationEntry[];
  readonly untilMs: number;
}

/** One for each run: who prepares anew takes the run over from whoever was at it. */
export class PreparedBatches {
  readonly #byRun = new Map<number, Batch>();

  put(run: number, entries: readonly RotationEntry[], nowMs: number): string {
    for (const [other, { untilMs }] of this.#byRun) if (untilMs <= nowMs) this.#byRun.delete(other);
    const id = randomUUID();
    this.#byRun.set(run, { id, entries, untilMs: nowMs + batchLastsMs });
    return id;
  }

  /** Once. @returns undefined: another took its place, or it has waited too long */
  take(run: number, id: string, nowMs: number): readonly RotationEntry[] | undefined {
    const batch = this.#byRun.get(run);
    if (batch?.id !== id || batch.untilMs <= nowMs) return undefined;
    this.#byRun.delete(run);
    return batch.entries;
  }

  drop(run: number): void {
    this.#byRun.delete(run);
  }
}
