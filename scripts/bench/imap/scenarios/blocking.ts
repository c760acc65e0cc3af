/** What others notice of a slow command, and of slow clients: the time of their NOOPs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { quoted, type Connection } from '../connection.js';
import { bound } from '../goals.js';
import { big, huge, movable, scratch, watched } from '../mail/mailboxes.js';
import { noopsDuring } from '../noop-prober.js';
import { treeMemory } from '../../processes.js';
import type { Scenario } from '../scenario.js';
import { sipAnswer } from '../slow-reader.js';
import { percentile } from '../../statistics.js';
import type { Target } from '../target.js';
import { closeAll, emptyMailbox, ms, repeatFor } from './support.js';

const row = 'NOOP p99 of others during a slow command';

interface Slow {
  readonly id: string;
  readonly title: string;
  readonly mailboxes: readonly string[];
  readonly select: string;
  readonly act: (connection: Connection) => Promise<unknown>;
  readonly tidy?: (target: Target) => Promise<void>;
}

const during = ({ id, title, mailboxes, select, act, tidy }: Slow): Scenario => ({
  id,
  row,
  title,
  metrics: { p99: ms(bound(50)), max: ms() },
  sides: ['ours', 'dovecot'],
  mailboxes: [...mailboxes, watched],
  rounds: 2,
  async prepare(target, { settings }) {
    const connection = await target.openSelected(select);
    return {
      async sample() {
        const taken = await noopsDuring(target, watched, () =>
          repeatFor(2 * settings.seconds, [connection], () => act(connection)),
        );
        return { figures: { p99: percentile(taken, 0.99), max: percentile(taken, 1) }, ops: 0 };
      },
      async close() {
        await closeAll([connection]);
        await tidy?.(target);
      },
    };
  },
});

const slowReaders = 20;
/** What a reader takes at a time, and how often. */
const sip = { octets: 16, everyMs: 50 };
const readMs = 3000;

const readers: Scenario = {
  id: 'slow_readers',
  row: 'twenty readers of a 50 MB message, a few octets at a time',
  title: `memory for ${slowReaders} TLS connections that take ${sip.octets} octets every ${sip.everyMs} ms; NOOPs of others`,
  metrics: {
    memory: { unit: 'MB', better: 'lower', goals: [bound(30)] },
    'NOOP p99': ms(bound(50)),
  },
  sides: ['ours', 'dovecot'],
  mailboxes: [huge, watched],
  rounds: 1,
  warmUp: false,
  async prepare(target) {
    return {
      async sample() {
        // What it took to append the message is not the readers'.
        await target.restart();
        await (await target.openSelected(huge, 'tls')).logout();
        const before = treeMemory(target.pid);
        let peak = before.pssKiB;
        const taken = await noopsDuring(target, watched, async () => {
          const stops = await Promise.all(
            Array.from({ length: slowReaders }, () =>
              sipAnswer(target.endpoints.tls, target.login, { mailbox: huge, slow: 'FETCH 1 (BODY.PEEK[])' }, sip),
            ),
          );
          const end = performance.now() + readMs;
          while (performance.now() < end) {
            await sleep(200);
            peak = Math.max(peak, treeMemory(target.pid).pssKiB);
          }
          for (const stop of stops) stop();
        });
        const memory = ((peak - before.pssKiB) * 1024) / 1e6;
        return { figures: { memory, 'NOOP p99': percentile(taken, 0.99) }, ops: 0 };
      },
      close: async () => {},
    };
  },
};

export const blocking: readonly Scenario[] = [
  during({
    id: 'noop_during_fetch',
    title: 'FETCH of the whole big mailbox, with ENVELOPE, BODYSTRUCTURE and header fields',
    mailboxes: [big],
    select: big,
    act: (connection) =>
      connection.drain('UID FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS (SUBJECT REFERENCES)])'),
  }),
  during({
    id: 'noop_during_search',
    title: 'SEARCH that no index helps: a header that is nowhere, and a string in no text',
    mailboxes: [big],
    select: big,
    act: async (connection) => {
      await connection.drain('UID SEARCH HEADER X-Nowhere zzqz');
      await connection.drain('UID SEARCH TEXT zzqzzq');
    },
  }),
  during({
    id: 'noop_during_move',
    title: 'MOVE of 1,000 messages to another mailbox, and back',
    mailboxes: [movable, scratch],
    select: movable,
    act: async (connection) => {
      await connection.drain(`UID MOVE 1:* ${quoted(scratch)}`);
      await connection.select(scratch);
      await connection.drain(`UID MOVE 1:* ${quoted(movable)}`);
      await connection.select(movable);
    },
  }),
  during({
    id: 'noop_during_expunge',
    title: 'COPY of 1,000 messages, then EXPUNGE of the copies',
    mailboxes: [movable, scratch],
    select: movable,
    act: async (connection) => {
      await connection.drain(`UID COPY 1:* ${quoted(scratch)}`);
      await connection.select(scratch);
      await connection.drain('STORE 1:* +FLAGS.SILENT (\\Deleted)');
      await connection.drain('EXPUNGE');
      await connection.select(movable);
    },
    tidy: (target) => emptyMailbox(target, scratch),
  }),
  readers,
];
