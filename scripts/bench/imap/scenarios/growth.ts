/** How ours grows with the mailbox: each at 1,000, 20,000 and 200,000 messages. */
import { quoted, type Connection } from '../connection.js';
import { bound, type Goal, type Metric } from '../goals.js';
import { letter } from '../mail/letters.js';
import { treeMemory } from '../../processes.js';
import type { Bench, Scenario } from '../scenario.js';
import { median } from '../../statistics.js';
import type { Target } from '../target.js';
import { closeAll, elapsed, ms } from './support.js';
import { hears } from './idling.js';

const sizes = [1_000, 20_000, 200_000] as const;
const largest = sizes[2];
const named = (size: number): string => `Bench/Growth ${size}`;

/** Noise that a flat figure may have. */
const flat = 1.5;

const message = Buffer.from(
  ['From: a@post.example', 'To: b@post.example', 'Subject: Wachstum', '', 'Ein kurzer Brief.', ''].join('\r\n'),
);
const appendedAtOnce = 500;

/** Fills the mailboxes that are not there yet. */
async function grow(target: Target, { progress }: Bench): Promise<void> {
  const connection = await target.open();
  for (const size of sizes) {
    const { lines } = await connection.command(`LIST "" ${quoted(named(size))}`, { collect: true });
    if (lines.some((line) => line.startsWith('* LIST'))) continue;
    await connection.command(`CREATE ${quoted(named(size))}`);
    for (let done = 0; done < size; done += appendedAtOnce) {
      const messages = Array.from({ length: Math.min(appendedAtOnce, size - done) }, () => [' ', message]).flat();
      await connection.command([`APPEND ${quoted(named(size))}`, ...messages]);
      progress(`seeding ${named(size)}: ${done} of ${size} messages`);
    }
  }
  await connection.logout();
}

interface Step {
  readonly id: string;
  readonly title: string;
  /** How much more than at 1,000 messages it may take at 200,000. */
  readonly most: number;
  /** One measurement at one size. @returns ms */
  readonly once: (target: Target, connection: Connection, mailbox: string, turn: number) => Promise<number>;
}

const repeats = 15;

const growth = ({ id, title, most, once }: Step): Scenario => ({
  id: `growth_${id}`,
  row: 'growth at 1,000, 20,000, 200,000 messages',
  title,
  metrics: {
    ...Object.fromEntries(sizes.map((size) => [`at ${size}`, ms()])),
    'growth 1,000 to 200,000': timesMore(bound(most)),
  },
  sides: ['ours'],
  mailboxes: [],
  rounds: 1,
  long: true,
  async prepare(target, bench) {
    await grow(target, bench);
    return {
      async sample() {
        const taken = sizes.map((): number[] => []);
        const connections = await Promise.all(sizes.map((size) => target.openSelected(named(size))));
        // Turn about, so that a slow moment hits all sizes.
        for (let turn = 0; turn < repeats; turn += 1) {
          for (const [index, size] of sizes.entries()) {
            taken[index]!.push(await once(target, connections[index]!, named(size), turn));
          }
        }
        await closeAll(connections);
        const medians = taken.map(median);
        const figures = Object.fromEntries(sizes.map((size, index) => [`at ${size}`, medians[index]!]));
        return { figures: { ...figures, 'growth 1,000 to 200,000': medians[2]! / medians[0]! }, ops: 0 };
      },
      close: async () => {},
    };
  },
});

function timesMore(...goals: readonly Goal[]): Metric {
  return { unit: '× the time', better: 'lower', goals };
}

/** Memory of one more session beyond what all sessions of a mailbox share. */
const session: Scenario = {
  id: 'session_200000',
  row: 'memory of a session that selects 200,000 messages',
  title: 'PSS for each of 10 more sessions that select what another one has selected',
  metrics: { main: { unit: 'MB', better: 'lower', goals: [bound(4)] } },
  sides: ['ours'],
  mailboxes: [],
  rounds: 1,
  warmUp: false,
  long: true,
  async prepare(target, bench) {
    await grow(target, bench);
    return {
      async sample() {
        const first = await target.openSelected(named(largest));
        await first.command('UID FETCH 1:* (FLAGS)');
        const idle = await Promise.all(Array.from({ length: 10 }, () => target.open()));
        const before = treeMemory(target.pid);
        for (const connection of idle) await connection.select(named(largest));
        const after = treeMemory(target.pid);
        await closeAll([first, ...idle]);
        return { figures: { main: ((after.pssKiB - before.pssKiB) * 1024) / 1e6 / idle.length }, ops: 0 };
      },
      close: async () => {},
    };
  },
};

export const growing: readonly Scenario[] = [
  growth({
    id: 'login',
    title: 'connect, login, logout',
    most: flat,
    once: (target) => elapsed(async () => (await target.open()).logout()),
  }),
  growth({
    id: 'select',
    title: 'login and SELECT',
    most: largest / sizes[0],
    once: async (target, _, mailbox) => {
      const connection = await target.open();
      const taken = await elapsed(() => connection.select(mailbox));
      await connection.logout();
      return taken;
    },
  }),
  growth({
    id: 'store',
    title: 'UID STORE of the last message',
    most: flat,
    once: (_, connection, __, turn) =>
      elapsed(() => connection.command(`STORE * ${turn % 2 === 0 ? '+' : '-'}FLAGS (\\Flagged)`)),
  }),
  growth({
    id: 'append',
    title: 'APPEND of a letter to the selected mailbox',
    most: flat,
    once: (_, connection, mailbox) => elapsed(() => connection.command([`APPEND ${quoted(mailbox)} `, shortLetter])),
  }),
  growth({
    id: 'idle_notice',
    title: 'from an APPEND to the EXISTS of another session that idles',
    most: flat,
    once: async (target, connection, mailbox) => {
      const done = await connection.idle();
      const writer = await target.open();
      const heard = hears(connection);
      const start = performance.now();
      await writer.command([`APPEND ${quoted(mailbox)} `, shortLetter]);
      const taken = (await heard) - start;
      await done();
      await writer.logout();
      return taken;
    },
  }),
  growth({
    id: 'fetch_window',
    title: 'FETCH of the last 50 messages, FLAGS ENVELOPE BODYSTRUCTURE',
    most: flat,
    once: (_, connection) =>
      elapsed(() =>
        connection.command(`FETCH ${connection.exists - 49}:${connection.exists} (UID FLAGS ENVELOPE BODYSTRUCTURE)`),
      ),
  }),
  session,
];

const shortLetter = letter(0, { seed: 8, textOctets: 500, pdfOctets: 512 }).octets;
