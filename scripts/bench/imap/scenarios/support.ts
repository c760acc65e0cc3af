/** What the scenarios share. */
import { quoted, type Connection } from '../connection.js';
import type { Goal, Metric } from '../goals.js';
import type { Target } from '../target.js';

export const perSecond = (unit: string, ...goals: readonly Goal[]): Metric => ({
  unit: `${unit}/s`,
  better: 'higher',
  goals,
});

export const ms = (...goals: readonly Goal[]): Metric => ({ unit: 'ms', better: 'lower', goals });

/** Repeats an operation on each worker until the time is up. */
export async function repeatFor<W>(
  seconds: number,
  workers: readonly W[],
  operation: (worker: W, index: number) => Promise<unknown>,
): Promise<{ count: number; seconds: number }> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let count = 0;
  await Promise.all(
    workers.map(async (worker, index) => {
      do {
        await operation(worker, index);
        count += 1;
      } while (performance.now() < end);
    }),
  );
  return { count, seconds: (performance.now() - start) / 1000 };
}

/** @returns ms that the action took */
export async function elapsed(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

export async function closeAll(connections: readonly Connection[]): Promise<void> {
  await Promise.all(connections.map((connection) => connection.logout()));
}

/** UIDs of the selected mailbox, ascending. */
export async function listUids(connection: Connection): Promise<number[]> {
  const { lines } = await connection.command('UID FETCH 1:* (UID RFC822.SIZE)', { collect: true });
  return lines.flatMap((line) => Number(/\bUID (\d+)/.exec(line)?.[1] ?? []));
}

export async function emptyMailbox(target: Target, name: string): Promise<void> {
  const connection = await target.openSelected(name);
  if (connection.exists > 0) {
    await connection.command('STORE 1:* +FLAGS.SILENT (\\Deleted)');
    await connection.command('EXPUNGE');
  }
  await connection.logout();
}

/** Opens connections a few at a time, as clients come. */
export async function openGradually(
  count: number,
  atOnce: number,
  open: () => Promise<Connection>,
): Promise<Connection[]> {
  const connections: Connection[] = [];
  let begun = 0;
  await Promise.all(
    Array.from({ length: Math.min(atOnce, count) }, async () => {
      while (begun < count) {
        begun += 1;
        connections.push(await open());
      }
    }),
  );
  return connections;
}

export async function status(connection: Connection, mailbox: string, item: string): Promise<number> {
  const { lines } = await connection.command(`STATUS ${quoted(mailbox)} (${item})`, { collect: true });
  const told = new RegExp(`${item} (\\d+)`, 'i').exec(lines.join('\n'))?.[1];
  if (told === undefined) throw new Error(`STATUS tells no ${item}`);
  return Number(told);
}
