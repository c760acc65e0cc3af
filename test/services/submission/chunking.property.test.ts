/** However the network cuts what a client sends, the same is stored. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type SmtpHost, startSmtpHost, user } from '../../support/smtp/host.js';
import { begin } from '../../support/smtp/run.js';

const message = [
  `From: ${user}`,
  'Bcc: hidden@example.org,',
  '\tsecond@example.org',
  'Message-ID: <1@x>',
  'Date: Sun, 1 Feb 2026 12:59:00 +0100',
  '',
  '..dot',
  '...',
  '',
  'Bcc: text',
];
const sent = Buffer.from(
  `MAIL FROM:<${user}>\r\nRCPT TO:<hans@example.org>\r\nDATA\r\n${message.join('\r\n')}\r\n.\r\nNOOP\r\n`,
);
const stored = `${message.filter((_, at) => at !== 1 && at !== 2).join('\r\n')}\r\n`.replace(
  '\r\n..dot\r\n...',
  '\r\n.dot\r\n..',
);

describe('submission in pieces', () => {
  let host: SmtpHost;
  before(async () => {
    host = await startSmtpHost({ limits: { messagesPerHour: 1_000, messagesPerDay: 1_000 } });
  });
  after(() => host.close());

  it('stores the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: sent.length - 1 }), { maxLength: 6 }), async (cuts) => {
        const client = await begin(host);
        const places = [0, ...cuts.toSorted((a, b) => a - b), sent.length];
        for (const [index, end] of places.slice(1).entries()) {
          client.send(sent.subarray(places[index], end));
          await new Promise((resolve) => setImmediate(resolve));
        }
        await client.until('250 2.0.0 Queued');
        assert.equal(await client.next(), '250 2.0.0 OK');
        client.close();
        const { octets } = (await host.queued()).at(-1)!;
        const text = octets.toString('latin1');
        assert.equal(text.slice(text.indexOf('From:')), stored);
      }),
      { numRuns: 60 },
    );
  });
});
