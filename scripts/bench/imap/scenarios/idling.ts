/** Connections that idle (RFC 2177): what they cost, and how soon they hear of new mail. */
import { setTimeout as sleep } from 'node:timers/promises';
import { quoted, type Connection } from '../connection.js';
import { bound, type Goal } from '../goals.js';
import { letter } from '../mail/letters.js';
import { big, watched } from '../mail/mailboxes.js';
import { openFilesLimit, treeMemory } from '../../processes.js';
import type { Scenario } from '../scenario.js';
import { percentile } from '../../statistics.js';
import type { Side, Target, Transport } from '../target.js';
import { closeAll, emptyMailbox, ms, openGradually } from './support.js';

const watchers = 200;
const appendsPerSample = 5;
const heardMs = 60_000;
/** Opened at once by clients that come back all together. */
const atOnce = 16;

async function openIdle(target: Target, mailbox: string, transport: Transport): Promise<Connection> {
  const connection = await target.openSelected(mailbox, transport);
  await connection.idle();
  return connection;
}

/** @returns when it hears of a new message, as ms of `performance.now()` */
export function hears(connection: Connection): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`heard nothing for ${heardMs / 1000} s`)), heardMs);
    connection.onExists = () => {
      connection.onExists = undefined;
      clearTimeout(timer);
      resolve(performance.now());
    };
  });
}

const notices: Scenario = {
  id: 'exists_at_200',
  row: 'EXISTS at 200 idling sessions after an APPEND',
  title: `from the first octet of the APPEND to the EXISTS at each of ${watchers} idling sessions`,
  metrics: { p50: ms(bound(10)), p99: ms(bound(50)) },
  sides: ['ours', 'dovecot'],
  mailboxes: [watched],
  rounds: 3,
  async prepare(target) {
    const idle = await openGradually(watchers, atOnce, () => openIdle(target, watched, 'plain'));
    const writer = await target.open();
    const { octets } = letter(0, { seed: 8, textOctets: 500, pdfOctets: 512 });
    return {
      async sample() {
        const taken: number[] = [];
        for (let i = 0; i < appendsPerSample; i += 1) {
          const heard = Promise.all(idle.map(hears));
          const start = performance.now();
          await writer.command([`APPEND ${quoted(watched)} `, octets]);
          taken.push(...(await heard).map((at) => at - start));
          // Unevenly, so that no timer of a server falls into step.
          await sleep(60 + i * 17);
        }
        return { figures: { p50: percentile(taken, 0.5), p99: percentile(taken, 0.99) }, ops: taken.length };
      },
      async close() {
        for (const connection of idle) connection.destroy();
        await closeAll([writer]);
        await emptyMailbox(target, watched);
      },
    };
  },
};

/** Beside this many connections both sides need a few more files. */
const spareFiles = 1000;

const memory = (id: string, beside: Side, settleMs: number, ...goals: readonly Goal[]): Scenario => ({
  id,
  row: 'memory of an idle TLS connection; 5,000 open at once',
  title: 'PSS of the process tree for each TLS connection that idles in the big mailbox',
  metrics: {
    main: { unit: 'KiB', better: 'lower', goals },
    open: { unit: 'connections', better: 'higher', goals: [] },
  },
  sides: ['ours', beside],
  mailboxes: [big],
  rounds: 1,
  warmUp: false,
  async prepare(target, { settings, progress }) {
    const wanted = target.side !== 'ours' || settings.quick ? (settings.quick ? 100 : 300) : 5000;
    const count = Math.min(wanted, openFilesLimit() - spareFiles);
    if (count < wanted) progress(`${id}: only ${count} connections: ulimit -n ${wanted + spareFiles} allows ${wanted}`);
    return {
      async sample() {
        // What earlier scenarios left in our heap would be given back meanwhile, and hide what connections cost.
        if (target.side === 'ours') await target.restart();
        // Buffers and code that the first connections of a server's life bring are not the connections'.
        for (const first of await openGradually(atOnce, atOnce, () => openIdle(target, big, 'tls'))) first.destroy();
        await sleep(settleMs);
        const before = treeMemory(target.pid);
        const idle = await openGradually(count, atOnce, () => openIdle(target, big, 'tls'));
        await sleep(settleMs);
        const after = treeMemory(target.pid);
        for (const connection of idle) connection.destroy();
        const grownKiB = after.pssKiB - before.pssKiB;
        if (grownKiB <= 0) throw new Error(`no measurement: ${grownKiB} KiB more with ${count} connections`);
        return { figures: { main: grownKiB / count, open: idle.length }, ops: 0 };
      },
      async close() {
        // A server with processes to let go of needs a moment.
        await sleep(1000);
      },
    };
  },
});

export const idling: readonly Scenario[] = [
  notices,
  memory('idle_tls', 'dovecot', 2_000, bound(60)),
  memory('idle_tls_hibernated', 'hibernate', 8_000),
];
