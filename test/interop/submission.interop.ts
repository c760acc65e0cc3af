/** Other people's clients hand mail to submission: curl, swaks, mutt, Python's smtplib. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { promisify } from 'node:util';
import { makeCa, makeServerCertificate } from '../../src/adapters/net/make-certificate.js';
import { type SmtpHost, nowMs, password, startSmtpHost, user } from '../support/smtp/host.js';
import { temporaryFolder } from '../support/temp-folder.js';
import { needs } from './support.js';

const execute = promisify(execFile);

describe('submission and other clients', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const ca = makeCa('test CA', nowMs);
  const { certificatePem, keyPem } = makeServerCertificate(ca.issuer, ['localhost'], Date.now());
  const context = createSecureContext({ cert: certificatePem, key: keyPem });
  const message = `From: ${user}\r\nTo: hans@example.org\r\nSubject: x\r\n\r\n.dot\r\n..\r\ntext\r\n`;
  let host: SmtpHost;
  let caFile: string;
  let messageFile: string;

  beforeEach(async () => {
    host = await startSmtpHost({ plaintextLogin: 'never', secureContext: () => context });
    caFile = join(folder(), 'ca.pem');
    messageFile = join(folder(), 'message.eml');
    writeFileSync(caFile, ca.certificatePem);
    writeFileSync(messageFile, message);
  });
  afterEach(() => host.close());

  /** The one message queued, and to whom it goes. */
  const arrived = async (): Promise<{ text: string; to: readonly string[] }> => {
    const queued = await host.queued();
    assert.equal(queued.length, 1);
    const { octets, item } = queued[0]!;
    return { text: octets.toString('latin1'), to: item.recipients.map(({ address }) => address) };
  };

  for (const tls of ['implicit', 'starttls'] as const) {
    it(`curl, ${tls}`, async function () {
      needs(this, 'curl');
      const url = tls === 'implicit' ? `smtps://localhost:${host.tlsPort}` : `smtp://localhost:${host.port}`;
      const login = ['--user', `${user}:${password}`, '--cacert', caFile, '--ssl-reqd'];
      const mail = ['--mail-from', user, '--mail-rcpt', 'hans@example.org', '--upload-file', messageFile];
      await execute('curl', ['--silent', '--show-error', url, ...login, ...mail]);
      assert.ok((await arrived()).text.endsWith('\r\n\r\n.dot\r\n..\r\ntext\r\n'));
    });

    it(`swaks, ${tls}`, async function () {
      needs(this, 'swaks');
      const port =
        tls === 'implicit' ? ['--tls-on-connect', '--port', `${host.tlsPort}`] : ['--tls', '--port', `${host.port}`];
      const login = ['--auth', 'LOGIN', '--auth-user', user, '--auth-password', password];
      const mail = ['--from', user, '--to', 'hans@example.org,anna@example.org', '--data', messageFile];
      const { stdout } = await execute('swaks', ['--server', 'localhost', ...port, ...login, ...mail]);
      assert.match(stdout, /250 2\.0\.0 Queued as 1\./);
      assert.deepEqual((await arrived()).to, ['hans@example.org', 'anna@example.org']);
    });

    it(`smtplib, ${tls}`, async function () {
      needs(this, 'python3');
      const script = join(folder(), 'send.py');
      writeFileSync(
        script,
        [
          'import smtplib, ssl, sys',
          'ca, port, tls, user, password, path = sys.argv[1:]',
          'context = ssl.create_default_context(cafile=ca)',
          "if tls == 'implicit': smtp = smtplib.SMTP_SSL('localhost', int(port), context=context)",
          "else: smtp = smtplib.SMTP('localhost', int(port)); smtp.starttls(context=context)",
          'smtp.login(user, password)',
          "smtp.sendmail(user, ['hans@example.org'], open(path, 'rb').read(), mail_options=['BODY=8BITMIME', 'RET=HDRS'], rcpt_options=['NOTIFY=DELAY'])",
          'smtp.quit()',
        ].join('\n'),
      );
      const port = tls === 'implicit' ? host.tlsPort : host.port;
      await execute('python3', [script, caFile, `${port}`, tls, user, password, messageFile]);
      assert.ok((await arrived()).text.endsWith('\r\n\r\n.dot\r\n..\r\ntext\r\n'));
    });
  }

  for (const program of ['mutt', 'neomutt']) {
    it(`${program}, with an attachment and a Bcc`, async function () {
      needs(this, program);
      const home = join(folder(), program);
      mkdirSync(home);
      const settings = [
        `set smtp_url="smtps://${user}@localhost:${host.tlsPort}"`,
        `set smtp_pass="${password}"`,
        `set ssl_ca_certificates_file="${caFile}"`,
        `set certificate_file="${caFile}"`,
        `set from="${user}"`,
        'set copy=no',
        'set ssl_starttls=yes',
      ];
      const rc = join(home, 'muttrc');
      writeFileSync(rc, settings.join('\n'));
      const running = execute(
        program,
        ['-F', rc, '-s', 'Scan', '-b', 'secret@example.org', '-a', messageFile, '--', 'hans@example.org'],
        { env: { ...process.env, HOME: home } },
      );
      running.child.stdin!.end('For you\n');
      await running;
      const { text, to } = await arrived();
      assert.deepEqual(to.toSorted(), ['hans@example.org', 'secret@example.org']);
      assert.doesNotMatch(text, /secret/);
    });
  }
});
