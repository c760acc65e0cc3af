/** Messages with a large PDF: whole ones, and parts in pieces. */
import { ofBare, times, type Goal } from '../goals.js';
import { pdf } from '../mail/mailboxes.js';
import type { Scenario } from '../scenario.js';
import type { Transport } from '../target.js';
import { closeAll, listUids, perSecond, repeatFor } from './support.js';

const bodies = (transport: Transport, connections: number, row: string, ...goals: readonly Goal[]): Scenario => ({
  id: `bodies_${transport}_c${connections}`,
  row,
  title: `BODY.PEEK[], a message a command, ${transport}; ${connections} connections`,
  metrics: { main: perSecond('MB', ...goals) },
  sides: ['ours', 'dovecot', 'bare'],
  mailboxes: [pdf],
  async prepare(target, { settings }) {
    const open = await target.openMany(connections, pdf, transport);
    const uids = await listUids(open[0]!);
    const { literalOctets } = await open[0]!.command(`UID FETCH ${uids[0]} (BODY.PEEK[])`);
    let next = 0;
    return {
      async sample() {
        let octets = 0;
        const { count, seconds } = await repeatFor(settings.seconds, open, async (connection) => {
          const uid = uids[(next += 1) % uids.length];
          octets += (await connection.drain(`UID FETCH ${uid} (BODY.PEEK[])`)).octets;
        });
        // All messages are about as long as the first.
        const short = octets < 0.9 * count * literalOctets ? 1 : 0;
        return {
          figures: { main: octets / 1e6 / seconds },
          ops: count,
          facts: { messages: uids.length, 'short answers': short },
        };
      },
      close: () => closeAll(open),
    };
  },
});

const pieceOctets = 65_536;

const pieces = (connections: number): Scenario => ({
  id: `part_64k_c${connections}`,
  row: '64 KB partial fetches of a part',
  title: `BODY.PEEK[2]<0.${pieceOctets}>, another message each time; ${connections} connections`,
  metrics: { main: perSecond('fetches', times(3)) },
  sides: ['ours', 'dovecot', 'bare'],
  mailboxes: [pdf],
  async prepare(target, { settings }) {
    const open = await target.openMany(connections, pdf);
    const uids = await listUids(open[0]!);
    const command = (uid: number): string => `UID FETCH ${uid} (BODY.PEEK[2]<0.${pieceOctets}>)`;
    const { literalOctets } = await open[0]!.command(command(uids[0]!));
    let next = 0;
    return {
      async sample() {
        let octets = 0;
        const { count, seconds } = await repeatFor(settings.seconds, open, async (connection) => {
          octets += (await connection.drain(command(uids[(next += 1) % uids.length]!))).octets;
        });
        const short = octets < count * literalOctets ? 1 : 0;
        return { figures: { main: count / seconds }, ops: count, facts: { literalOctets, 'short answers': short } };
      },
      close: () => closeAll(open),
    };
  },
});

/** A phone downloads an attachment piece by piece. */
const walk: Scenario = {
  id: 'part_64k_walk',
  row: '64 KB partial fetches of a part',
  title: `a PDF from start to end, BODY.PEEK[2]<n.${pieceOctets}>`,
  metrics: { main: perSecond('fetches', times(3)) },
  sides: ['ours', 'dovecot'],
  mailboxes: [pdf],
  async prepare(target, { settings }) {
    const connection = await target.openSelected(pdf);
    const uids = await listUids(connection);
    let next = 0;
    return {
      async sample() {
        let count = 0;
        let octets = 0;
        const { seconds } = await repeatFor(settings.seconds, [connection], async () => {
          const uid = uids[(next += 1) % uids.length];
          octets = 0;
          for (let got = pieceOctets; got === pieceOctets; count += 1) {
            got = (await connection.command(`UID FETCH ${uid} (BODY.PEEK[2]<${octets}.${pieceOctets}>)`)).literalOctets;
            octets += got;
          }
        });
        return { figures: { main: count / seconds }, ops: count, facts: { 'octets of a PDF': octets } };
      },
      close: () => closeAll([connection]),
    };
  },
};

const tlsRow = 'whole messages of 500 KB over TLS';
const plainRow = 'the same in plain';

export const transfer: readonly Scenario[] = [
  bodies('tls', 1, tlsRow, times(3), ofBare(0.7)),
  bodies('tls', 8, tlsRow, times(3), ofBare(0.7)),
  bodies('plain', 1, plainRow, times(2)),
  bodies('plain', 8, plainRow, times(2)),
  pieces(1),
  pieces(8),
  walk,
];
