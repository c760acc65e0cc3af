/** Listing the big mailbox, as a mail app does at its first sync and afterwards. */
import { times } from '../goals.js';
import { big } from '../mail/mailboxes.js';
import type { Scenario } from '../scenario.js';
import { closeAll, perSecond, repeatFor } from './support.js';

const phoneHeaders = 'DATE FROM SUBJECT TO CC MESSAGE-ID REFERENCES CONTENT-TYPE';

const fetchAll = (id: string, row: string, items: string, least: number): Scenario => ({
  id,
  row,
  title: `UID FETCH 1:* (${items})`,
  metrics: { main: perSecond('msgs', times(least)) },
  sides: ['ours', 'dovecot', 'bare'],
  mailboxes: [big],
  async prepare(target, { settings }) {
    const connection = await target.openSelected(big);
    const command = `UID FETCH 1:* (${items})`;
    // Counted once; the timed ones are known to be the same by their octets.
    const counted = await connection.command(command);
    return {
      async sample() {
        let strayed = 0;
        const { count, seconds } = await repeatFor(settings.seconds, [connection], async () => {
          const { octets } = await connection.drain(command);
          // Tags and Dovecot's timing differ in some octets.
          if (Math.abs(octets - counted.octets) > 100) strayed += 1;
        });
        const messages = count * counted.fetches;
        return {
          figures: { main: messages / seconds },
          ops: messages,
          facts: { fetches: counted.fetches, 'answers of another size': strayed },
        };
      },
      close: () => closeAll([connection]),
    };
  },
});

export const listing: readonly Scenario[] = [
  fetchAll('fetch_flags', 'UID FETCH 1:* (FLAGS)', 'FLAGS', 1),
  fetchAll(
    'fetch_envelope',
    'UID FETCH 1:* (… ENVELOPE BODYSTRUCTURE)',
    'UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE',
    3,
  ),
  fetchAll(
    'fetch_headers',
    'the same with BODY.PEEK[HEADER.FIELDS (…)]',
    `UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (${phoneHeaders})]`,
    2,
  ),
];
