/** Whatever clients send: every session goes on or ends, nothing fails inside, nothing is left behind. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Log } from '../../../src/mail/log.js';
import { until } from '../../support/fake-time.js';
import { type SmtpHost, password, startSmtpHost, user } from '../../support/smtp/host.js';
import { LineClient } from '../../support/transcript/line-client.js';

const token = Buffer.from(`\0${user}\0${password}`).toString('base64');

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'EHLO phone\r\n',
      `AUTH PLAIN ${token}\r\n`,
      'AUTH LOGIN\r\n',
      `MAIL FROM:<${user}>\r\n`,
      `MAIL FROM:<${user}> SIZE=10 SMTPUTF8 RET=FULL\r\n`,
      'RCPT TO:<hans@example.org>\r\n',
      'RCPT TO:<jürgen@bücher.example> NOTIFY=NEVER\r\n',
      'DATA\r\n',
      `From: ${user}\r\n`,
      'Content-Type: multipart/mixed; boundary=b\r\n',
      '--b\r\n',
      '\r\n',
      '.\r\n',
      '..\r\n',
      'RSET\r\n',
      'NOOP\r\n',
      'HELO phone\r\n',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('QUIT\r\n', '*\r\n', '\n', '\r', '\0', 'STARTTLS x\r\n', '\u{1f4e8}\r\n', '.', ' '),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }) },
);

describe('submission, whatever clients send', () => {
  const failures: string[] = [];
  const log: Log = {
    debug() {},
    info() {},
    warn() {},
    error: (event, fields) => void failures.push(`${event} ${String(fields?.['error'])}`),
  };
  const note = (fault: unknown): void => void failures.push(String(fault));
  let host: SmtpHost;
  before(async () => {
    process.on('unhandledRejection', note);
    host = await startSmtpHost({
      log,
      limits: { messagesPerHour: 1e6, messagesPerDay: 1e6, connectionsPerAccount: 1e6 },
    });
  });
  after(async () => {
    process.removeListener('unhandledRejection', note);
    await host.close();
  });

  it('goes on', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { minLength: 1, maxLength: 25 }),
        fc.boolean(),
        fc.boolean(),
        async (pieces, cut, hangsUp) => {
          const client = await LineClient.connect(host.port);
          client.socket.on('error', () => {});
          for (const each of cut ? pieces : [pieces.join('')]) {
            client.send(each);
            if (cut) await new Promise((resolve) => setImmediate(resolve));
          }
          if (hangsUp) client.close();
          else {
            client.end(); // all is answered, and then the connection ends
            for (let line = await client.next(); line !== undefined; line = await client.next()) {
              assert.match(line, /^[2-5]\d\d[ -]/);
            }
            client.close();
          }
          assert.deepEqual(failures, []);
        },
      ),
      { numRuns: 300 },
    );
    await until(() => host.server.sessions === 0);
    assert.equal(host.leftStaged, 0);
    assert.deepEqual(failures, []);
  });
});
