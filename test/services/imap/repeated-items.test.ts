import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { mostKept } from '../../support/memory.js';
import { type ImapHost, password, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

describe('a FETCH that names an item a thousand times', () => {
  let host: ImapHost;
  const long = Array.from({ length: 5_000 }, (_, n) => `"Name ${n}" <a${n}@example.org>`).join(',\r\n ');
  const message = `From: a@example.org\r\nTo: ${long}\r\nSubject: long\r\n\r\nbody\r\n`;

  before(async () => {
    host = await startImapHost();
    await host.deliver('INBOX', message);
  });
  after(() => host.close());

  for (const item of [
    'ENVELOPE',
    'BODY.PEEK[HEADER]',
    'BODY.PEEK[HEADER.FIELDS (To)]',
    'BODY.PEEK[HEADER.FIELDS.NOT (X)]',
  ]) {
    it(`${item}: costs no memory while the client does not read`, async () => {
      const client = await LineClient.connect(host.port);
      try {
        await client.next();
        await client.command('l', `LOGIN ${user} ${password}`);
        await client.command('s', 'SELECT INBOX');
        const kept = await mostKept(async () => {
          client.socket.pause();
          client.send(`f FETCH 1 (${Array(1_000).fill(item).join(' ')})\r\n`);
          await sleep(1_500);
        });
        assert.ok(kept < 80 * 1024 * 1024, `${Math.round(kept / 1024 / 1024)} MB`);
      } finally {
        client.close();
      }
    });
  }
});
