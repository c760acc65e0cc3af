/** nodemailer as a stock client: TLS both ways, attachments, UTF-8 addresses, DSN, refusals. */
import assert from 'node:assert/strict';
import { createSecureContext } from 'node:tls';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { makeCa, makeServerCertificate } from '../../../src/adapters/net/make-certificate.js';
import { type SmtpHost, nowMs, password, startSmtpHost, user } from '../../support/smtp/host.js';

describe('nodemailer', () => {
  const ca = makeCa('test CA', nowMs);
  const { certificatePem, keyPem } = makeServerCertificate(ca.issuer, ['localhost'], Date.now());
  const context = createSecureContext({ cert: certificatePem, key: keyPem });
  const pdf = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 31) % 256));
  let host: SmtpHost;
  beforeEach(async () => {
    host = await startSmtpHost({ plaintextLogin: 'never', secureContext: () => context });
  });
  afterEach(() => host.close());

  const connected = (secure: boolean, auth = { user, pass: password }) =>
    createTransport({
      host: 'localhost',
      port: secure ? host.tlsPort : host.port,
      secure,
      requireTLS: !secure,
      auth,
      tls: { ca: ca.certificatePem },
    });

  for (const secure of [true, false]) {
    it(`forwards a scan over ${secure ? 'implicit TLS' : 'STARTTLS'}`, async () => {
      const transport = connected(secure);
      const info = await transport.sendMail({
        from: { name: 'Erika', address: user },
        to: 'hans@example.org',
        bcc: ['secret@example.org'],
        subject: 'Für dich',
        text: 'Anbei.\n.\n..\n',
        attachments: [{ filename: 'Übersicht.pdf', content: pdf, contentType: 'application/pdf' }],
      });
      transport.close();
      assert.equal(info.response, '250 2.0.0 Queued as 1.');
      const [queued] = await host.queued();
      assert.deepEqual(
        queued!.item.recipients.map(({ address }) => address),
        ['hans@example.org', 'secret@example.org'],
      );
      const parsed = await simpleParser(queued!.octets);
      assert.equal(parsed.subject, 'Für dich');
      assert.equal(parsed.text, 'Anbei.\n.\n..\n');
      assert.deepEqual(parsed.attachments[0]!.content, pdf);
      assert.equal(parsed.bcc, undefined);
      assert.equal(parsed.messageId, info.messageId);
      assert.doesNotMatch(queued!.octets.toString('latin1'), /secret/);
    });
  }

  it('sends to addresses beyond ASCII, with DSN', async () => {
    const transport = connected(true);
    await transport.sendMail({
      from: user,
      to: 'jürgen@bücher.example',
      subject: 'x',
      text: 'y',
      dsn: { id: 'a b+c', return: 'headers', notify: ['failure', 'delay'], recipient: 'jürgen@bücher.example' },
    });
    transport.close();
    const [{ item }] = (await host.queued()) as [Awaited<ReturnType<SmtpHost['queued']>>[0]];
    assert.equal(item.envelope.smtpUtf8, true);
    assert.equal(item.envelope.ret, 'HDRS');
    assert.equal(item.envelope.envid, 'a b+c');
    assert.deepEqual(item.recipients[0]!.notify, ['FAILURE', 'DELAY']);
    assert.equal(item.recipients[0]!.address.split('@')[0], 'jürgen');
  });

  it('sends many over one connection', async () => {
    const pool = createTransport({
      pool: true,
      maxConnections: 3,
      host: 'localhost',
      port: host.tlsPort,
      secure: true,
      auth: { user, pass: password },
      tls: { ca: ca.certificatePem },
    });
    await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        pool.sendMail({ from: user, to: `r${n}@example.org`, subject: `${n}`, text: '' }),
      ),
    );
    pool.close();
    assert.equal((await host.queued()).length, 30);
  });

  it('tells its user why a message was refused', async () => {
    const transport = connected(true);
    await assert.rejects(
      transport.sendMail({ from: 'chef@example.com', to: 'hans@example.org', text: '' }),
      /550 5\.7\.1 The sender is not an address of your account/,
    );
    await assert.rejects(
      transport.sendMail({
        envelope: { from: user, to: 'hans@example.org' },
        raw: 'From: chef@example.com\r\n\r\nPay at once',
      }),
      /550 5\.7\.1 From: has an address that is not of your account/,
    );
    transport.close();
    const wrong = connected(true, { user, pass: 'gehiem' });
    await assert.rejects(wrong.verify(), /535 5\.7\.8 Password mistyped: group 2 is wrong/);
    wrong.close();
    assert.deepEqual(await host.queued(), []);
  });
});
