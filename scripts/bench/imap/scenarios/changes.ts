/** Changing flags, appending, moving and copying. */
import { quoted } from '../connection.js';
import { times } from '../goals.js';
import { letter } from '../mail/letters.js';
import { big, movable, scratch } from '../mail/mailboxes.js';
import type { Player, Scenario } from '../scenario.js';
import { openSyncedFile } from '../synced-file.js';
import { closeAll, elapsed, emptyMailbox, listUids, perSecond, repeatFor } from './support.js';

const storeMany: Scenario = {
  id: 'store_1000',
  row: 'STORE on 1,000 messages at once',
  title: 'UID STORE of 1,000 messages, +FLAGS (\\Flagged) and -FLAGS (\\Flagged) in turn',
  metrics: { main: perSecond('msgs', times(0.5)) },
  sides: ['ours', 'dovecot'],
  mailboxes: [big],
  async prepare(target, { settings }) {
    const connection = await target.openSelected(big);
    const uids = await listUids(connection);
    const set = `${uids[0]}:${uids[Math.min(999, uids.length - 1)]}`;
    return {
      async sample() {
        let stored = 0;
        let fetches = 0;
        const { seconds } = await repeatFor(settings.seconds, [connection], async () => {
          for (const sign of '+-') {
            ({ fetches } = await connection.command(`UID STORE ${set} ${sign}FLAGS (\\Flagged)`));
            stored += fetches;
          }
        });
        return { figures: { main: stored / seconds }, ops: stored, facts: { fetches } };
      },
      close: () => closeAll([connection]),
    };
  },
};

const storeOne = (connections: number): Scenario => ({
  id: `store_single_c${connections}`,
  row: 'single STOREs/s',
  title: `UID STORE of one message of the big mailbox, each changing something; ${connections} connections`,
  metrics: { main: perSecond('stores', times(1)) },
  sides: ['ours', 'dovecot'],
  mailboxes: [big],
  async prepare(target, { settings }) {
    const open = await target.openMany(connections, big);
    const uids = await listUids(open[0]!);
    const turns = open.map(() => 0);
    return {
      async sample() {
        const { count, seconds } = await repeatFor(settings.seconds, open, (connection, index) => {
          const turn = turns[index]!;
          turns[index] = turn + 1;
          // Each connection has messages of its own.
          const uid = uids[(index * 100 + ((turn >> 1) % 100)) % uids.length];
          return connection.drain(`UID STORE ${uid} ${turn % 2 === 0 ? '+' : '-'}FLAGS (\\Flagged)`);
        });
        return { figures: { main: count / seconds }, ops: count };
      },
      close: () => closeAll(open),
    };
  },
});

const appendOctets = 100_000;

/** The same message again and again but for its Message-ID and some of its attachment: nothing can be shared. */
function differentMessages(): () => Buffer {
  const { octets } = letter(0, { seed: 9, textOctets: 3000, pdfOctets: Math.round(appendOctets * 0.71) });
  const id = octets.indexOf('<scan.9.0@') + 1;
  const noise = octets.indexOf('JVBERi0') + 200;
  const run = String(Date.now() % 1e8).padStart(8, '0');
  let serial = 0;
  return () => {
    serial += 1;
    const copy = Buffer.from(octets);
    const stamp = String(serial).padStart(6, '0');
    copy.write(stamp, id, 'latin1');
    copy.write(`${run}${stamp}`, noise, 'latin1');
    return copy;
  };
}

const append = (connections: number): Scenario => ({
  id: `append_c${connections}`,
  row: 'durable APPEND of 100 KB',
  title: `APPEND of ${appendOctets / 1000} KB; ${connections} connections (bare Node: write and fdatasync)`,
  metrics: { main: perSecond('msgs', times(1.2)) },
  sides: ['ours', 'dovecot', 'bare'],
  mailboxes: [scratch],
  async prepare(target, { settings }): Promise<Player> {
    if (target.side === 'bare') {
      const file = openSyncedFile(settings.folder, appendOctets);
      return {
        async sample() {
          const { count, seconds } = await repeatFor(settings.seconds, [file], async () => file.write());
          return { figures: { main: count / seconds }, ops: 0 };
        },
        close: async () => file.remove(),
      };
    }
    const open = await Promise.all(Array.from({ length: connections }, () => target.open()));
    const next = differentMessages();
    return {
      async sample() {
        const { count, seconds } = await repeatFor(settings.seconds, open, (connection) =>
          connection.drain([`APPEND ${quoted(scratch)} `, next()]),
        );
        return { figures: { main: count / seconds }, ops: count };
      },
      afterSample: () => emptyMailbox(target, scratch),
      close: () => closeAll(open),
    };
  },
});

/** How often a sample moves or copies everything. */
const passes = 3;

const move: Scenario = {
  id: 'move_1000',
  row: 'MOVE and COPY of 1,000',
  title: 'UID MOVE of 1,000 messages to another mailbox, and back',
  metrics: { main: perSecond('msgs', times(1)) },
  sides: ['ours', 'dovecot'],
  mailboxes: [movable, scratch],
  needs: ['MOVE'],
  async prepare(target) {
    const connection = await target.open();
    return {
      async sample() {
        let moved = 0;
        let takenMs = 0;
        for (let pass = 0; pass < passes; pass += 1) {
          for (const [from, to] of [
            [movable, scratch],
            [scratch, movable],
          ] as const) {
            await connection.select(from);
            moved += connection.exists;
            takenMs += await elapsed(() => connection.command(`UID MOVE 1:* ${quoted(to)}`));
          }
        }
        return { figures: { main: (moved * 1000) / takenMs }, ops: moved, facts: { moved } };
      },
      close: () => closeAll([connection]),
    };
  },
};

const copy: Scenario = {
  id: 'copy_1000',
  row: 'MOVE and COPY of 1,000',
  title: 'UID COPY of 1,000 messages to another mailbox',
  metrics: { main: perSecond('msgs', times(1)) },
  sides: ['ours', 'dovecot'],
  mailboxes: [movable, scratch],
  async prepare(target) {
    const connection = await target.openSelected(movable);
    return {
      async sample() {
        const takenMs = await elapsed(async () => {
          for (let pass = 0; pass < passes; pass += 1) await connection.command(`UID COPY 1:* ${quoted(scratch)}`);
        });
        const copied = connection.exists * passes;
        return { figures: { main: (copied * 1000) / takenMs }, ops: copied, facts: { copied } };
      },
      afterSample: () => emptyMailbox(target, scratch),
      close: () => closeAll([connection]),
    };
  },
};

export const changes: readonly Scenario[] = [storeMany, storeOne(1), storeOne(8), append(1), append(8), move, copy];
