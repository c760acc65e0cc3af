/** Where new passwords go. Each is written before they become valid, so that none can be lost. */
import type { PreparedBatch, PreparedPassword } from '../../mail/admin.js';

export interface RotationOutput {
  /** Wants one-time links to set phones up. */
  readonly setupLinks: boolean;
  /** What a run that was interrupted left without a valid password goes. @param before as in `PreparedBatch` */
  clean(run: number, before: number): Promise<void>;
  /**
   * Durable when resolved, as far as it goes to a disk. What earlier tries wrote for these accounts is void, and goes.
   * @param each called for each password that is written
   */
  write(run: number, batch: PreparedBatch, each: () => void): Promise<void>;
  /** Only these became valid; what was written of the others goes. */
  settle(run: number, batch: PreparedBatch, issued: readonly PreparedPassword[]): Promise<void>;
  /** None of these became valid; only what this call of `write` wrote goes. */
  discard(run: number, batch: PreparedBatch): Promise<void>;
  /**
   * The run is over: what it has left of passwords that never became valid goes.
   * @param issued numbers of all passwords of an account that became valid
   */
  finish(run: number, issued: (account: number) => Promise<ReadonlySet<number>>): Promise<void>;
  /** These accounts get none from this run: what was written for them goes. @param before as in `PreparedBatch` */
  abandon(run: number, accounts: readonly number[], before: number): Promise<void>;
}

/** At the end of file names, ascending as printed. */
export function padded(value: number): string {
  return String(value).padStart(6, '0');
}
