/** Logging in, the smallest command there is, and SELECT. */
import { bound, times } from '../goals.js';
import { big } from '../mail/mailboxes.js';
import type { Scenario } from '../scenario.js';
import { median } from '../../statistics.js';
import { closeAll, elapsed, ms, perSecond, repeatFor } from './support.js';

const logins = (connections: number): Scenario => ({
  id: `login_tls_c${connections}`,
  row: 'logins/s over TLS',
  title: `connects, TLS handshake, login, logout; ${connections} at a time`,
  metrics: { main: perSecond('logins', times(1.2)) },
  sides: ['ours', 'dovecot', 'bare'],
  mailboxes: [],
  async prepare(target, { settings }) {
    const workers = Array.from({ length: connections });
    return {
      async sample() {
        const { count, seconds } = await repeatFor(settings.seconds, workers, async () =>
          (await target.open('tls')).logout(),
        );
        return { figures: { main: count / seconds }, ops: count };
      },
      close: async () => {},
    };
  },
});

const noops = (connections: number): Scenario => ({
  id: `noop_c${connections}`,
  row: 'NOOP round trips/s',
  title: `NOOP with the big mailbox selected; ${connections} connections`,
  metrics: { main: perSecond('commands', times(1.2)) },
  sides: ['ours', 'dovecot', 'bare'],
  mailboxes: [big],
  async prepare(target, { settings }) {
    const open = await target.openMany(connections, big);
    return {
      async sample() {
        const { count, seconds } = await repeatFor(settings.seconds, open, (connection) => connection.drain('NOOP'));
        return { figures: { main: count / seconds }, ops: count };
      },
      close: () => closeAll(open),
    };
  },
});

const selectBig: Scenario = {
  id: 'select_big',
  row: 'SELECT of the big mailbox after reconnect',
  title: 'SELECT right after a login, median of 10',
  metrics: { main: ms(bound(2)) },
  sides: ['ours', 'dovecot'],
  mailboxes: [big],
  async prepare(target) {
    return {
      async sample() {
        const taken: number[] = [];
        let exists = 0;
        for (let i = 0; i < 10; i += 1) {
          const connection = await target.open();
          taken.push(await elapsed(() => connection.select(big)));
          exists = connection.exists;
          await connection.logout();
        }
        return { figures: { main: median(taken) }, ops: 0, facts: { exists } };
      },
      close: async () => {},
    };
  },
};

export const sessions: readonly Scenario[] = [logins(1), logins(8), logins(32), noops(1), noops(8), selectBig];
