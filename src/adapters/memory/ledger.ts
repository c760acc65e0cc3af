/** The ledger in memory. */
import type { AccountId } from '../../mail/ids.js';
import type { Disclosure, Ledger } from '../../mail/queue-store.js';

interface Line {
  readonly account: AccountId;
  /** Of the recipient within its item. */
  readonly number: number;
  readonly disclosure: Disclosure;
}

export class MemoryLedger implements Ledger {
  #lines: readonly Line[] = [];

  async disclosures(
    account: AccountId,
    { fromMs = 0, toMs = Infinity }: { fromMs?: number; toMs?: number } = {},
  ): Promise<readonly Disclosure[]> {
    return this.#lines
      .filter((line) => line.account === account)
      .filter(({ disclosure }) => disclosure.atMs >= fromMs && disclosure.atMs < toMs)
      .sort((a, b) => a.disclosure.atMs - b.disclosure.atMs || byRecipient(a, b))
      .map(({ disclosure }) => disclosure);
  }

  async accountsWithEntries({
    fromMs,
    toMs,
  }: {
    readonly fromMs: number;
    readonly toMs: number;
  }): Promise<readonly AccountId[]> {
    const within = this.#lines.filter(({ disclosure: { atMs } }) => atMs >= fromMs && atMs < toMs);
    return [...new Set(within.map(({ account }) => account))].sort((a, b) => a - b);
  }

  /** Once for a recipient at a time. */
  add(line: Line): void {
    const same = ({ account, number, disclosure: { queue, atMs } }: Line) =>
      account === line.account &&
      number === line.number &&
      queue === line.disclosure.queue &&
      atMs === line.disclosure.atMs;
    if (!this.#lines.some(same)) this.#lines = [...this.#lines, line];
  }

  removeAccount(account: AccountId): void {
    this.#lines = this.#lines.filter((line) => line.account !== account);
  }
}

function byRecipient(a: Line, b: Line): number {
  return a.disclosure.queue - b.disclosure.queue || a.number - b.number;
}
