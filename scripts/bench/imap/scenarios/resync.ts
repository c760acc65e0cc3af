/** Catching up after a reconnect: QRESYNC and CONDSTORE, RFC 7162. */
import type { Answer, Connection } from '../connection.js';
import { bound, times } from '../goals.js';
import { big } from '../mail/mailboxes.js';
import type { Scenario } from '../scenario.js';
import { median } from '../../statistics.js';
import { closeAll, elapsed, listUids, ms, status } from './support.js';

interface Known {
  readonly uidValidity: number;
  readonly modSeq: number;
}

const changes = 10;
const reconnects = 5;

const resync = (
  capability: 'QRESYNC' | 'CONDSTORE',
  title: string,
  before: (connection: Connection) => Promise<unknown>,
  catchUp: (connection: Connection, known: Known) => Promise<Answer>,
): Scenario => ({
  id: capability.toLowerCase(),
  row: 'QRESYNC and CONDSTORE resync after 10 changes',
  title,
  // "No more octets": as many as Dovecot, or fewer.
  metrics: { main: ms(bound(2)), octets: { unit: 'octets', better: 'lower', goals: [times(1)] } },
  sides: ['ours', 'dovecot'],
  mailboxes: [big],
  needs: [capability],
  async prepare(target) {
    const writer = await target.openSelected(big);
    const uids = await listUids(writer);
    const changed = Array.from({ length: changes }, (_, i) => uids[Math.floor(((i + 0.5) * uids.length) / changes)]!);
    let turn = 0;
    return {
      async sample() {
        const taken: number[] = [];
        let octets = 0;
        let fetches = 0;
        for (let i = 0; i < reconnects; i += 1) {
          const known = {
            uidValidity: await status(writer, big, 'UIDVALIDITY'),
            modSeq: await status(writer, big, 'HIGHESTMODSEQ'),
          };
          turn += 1;
          const sign = turn % 2 === 1 ? '+' : '-';
          await writer.command(`UID STORE ${changed.join(',')} ${sign}FLAGS.SILENT (\\Answered)`);
          const connection = await target.open();
          await before(connection);
          const from = connection.octetsIn;
          taken.push(
            await elapsed(async () => {
              ({ fetches } = await catchUp(connection, known));
            }),
          );
          octets = connection.octetsIn - from;
          await connection.logout();
        }
        return { figures: { main: median(taken), octets }, ops: 0, facts: { fetches } };
      },
      close: () => closeAll([writer]),
    };
  },
});

export const resyncs: readonly Scenario[] = [
  resync(
    'QRESYNC',
    'after ENABLE QRESYNC: SELECT (QRESYNC (…))',
    (connection) => connection.command('ENABLE QRESYNC'),
    (connection, { uidValidity, modSeq }) => connection.select(big, ` (QRESYNC (${uidValidity} ${modSeq}))`),
  ),
  resync(
    'CONDSTORE',
    'SELECT (CONDSTORE), UID FETCH 1:* (FLAGS) (CHANGEDSINCE …)',
    async () => {},
    async (connection, { modSeq }) => {
      await connection.select(big, ' (CONDSTORE)');
      return connection.command(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${modSeq})`);
    },
  ),
];
