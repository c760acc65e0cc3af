/** SCRAM-SHA-256 and -PLUS with other people's code: GNU SASL (gsasl, mutt), Cyrus SASL (mbsync), slixmpp in Python. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../src/lib/project-path.js';
import { MailServer, letter, maildir, needs } from './support.js';

const cyrusScram = [
  '/usr/lib/x86_64-linux-gnu/sasl2/libscram.so',
  '/usr/lib/aarch64-linux-gnu/sasl2/libscram.so',
  '/usr/lib/sasl2/libscram.so',
];
const slixmpp = '/usr/lib/python3/dist-packages/slixmpp';

/** Skips the test, and says so, when none of the files is there. */
function needsFile(context: Mocha.Context, what: string, files: readonly string[]): void {
  if (files.some((file) => existsSync(file))) return;
  process.stdout.write(`skipped: not installed: ${what}\n`);
  context.skip();
}

describe('SCRAM-SHA-256', function () {
  this.timeout(180_000);
  const server = new MailServer({ UNPAPERME_SUBMISSION_CHANNEL_BINDING: 'yes' });
  before(async () => {
    await server.start();
    await server.append('INBOX', letter('Mahnung'));
  });
  after(() => server.remove());

  /** @returns the dialog */
  const gsasl = (protocol: 'imap' | 'smtp', mechanism: string, password: string, ...more: readonly string[]) => {
    const port = String(server.endpoints[protocol].port);
    const who = ['--authentication-id', server.user, '--password', password];
    const how = ['--starttls', '--x509-ca-file', server.ca, '--mechanism', mechanism, '--verbose', ...more];
    return server.run(server.folder('gsasl'), 'gsasl', [`--${protocol}`, ...how, ...who, 'localhost', port]);
  };

  for (const protocol of ['imap', 'smtp'] as const) {
    const done = protocol === 'imap' ? /^\. OK .*Logged in$/m : /^235 2\.7\.0 /m;
    const refused = protocol === 'imap' ? /NO \[AUTHENTICATIONFAILED\]/ : /535 5\.7\.8/;
    const wrong = 'acde-fghj-kmnp-rtuv-wxyz-3474';

    it(`GNU SASL logs in over ${protocol}, bound to the TLS connection by tls-exporter`, async function () {
      needs(this, 'gsasl');
      const dialog = await gsasl(protocol, 'SCRAM-SHA-256-PLUS', server.password);
      assert.match(dialog, done);
      const [clientFirst] = /^cD1[A-Za-z0-9+/=]+$/m.exec(dialog) ?? [];
      assert.match(Buffer.from(clientFirst!, 'base64').toString(), /^p=tls-exporter,,n=/);
    });

    it(`GNU SASL logs in over ${protocol} without a binding`, async function () {
      needs(this, 'gsasl');
      assert.match(await gsasl(protocol, 'SCRAM-SHA-256', server.password, '--no-cb'), done);
    });

    it(`GNU SASL is refused over ${protocol} with a wrong password`, async function () {
      needs(this, 'gsasl');
      await assert.rejects(gsasl(protocol, 'SCRAM-SHA-256-PLUS', wrong), refused);
    });
  }

  it('mutt, with GNU SASL, reads mail', async function () {
    needs(this, 'mutt', 'script');
    const home = server.folder('mutt-scram');
    const saved = join(home, 'saved.txt');
    const rc = server.file(home, 'rc', [
      `set folder="${home}" ssl_ca_certificates_file="${server.ca}" certificate_file="${join(home, 'known')}"`,
      `set imap_user="${server.user}" imap_pass="${server.password}" imap_authenticators="scram-sha-256"`,
      'set wait_key=no quit=yes sleep_time=0 ssl_force_tls=yes charset=utf-8',
      `push "<pipe-message>cat > ${saved}<enter><quit>"`,
    ]);
    const command = `mutt -n -F ${rc} -f imaps://localhost:${server.port}/INBOX`;
    await server.run(home, 'script', ['--quiet', '--return', '--command', command, '/dev/null']);
    assert.ok(existsSync(saved));
  });

  it('mbsync, with Cyrus SASL, fetches mail', async function () {
    needs(this, 'mbsync');
    needsFile(this, 'libsasl2-modules', cyrusScram);
    const home = server.folder('mbsync-scram');
    server.folder('mbsync-scram', 'mail');
    const rc = server.file(home, 'rc', [
      'IMAPAccount a',
      'Host localhost',
      `Port ${server.port}`,
      `User ${server.user}`,
      `Pass ${server.password}`,
      'SSLType IMAPS',
      `CertificateFile ${server.ca}`,
      'AuthMechs SCRAM-SHA-256',
      '',
      'IMAPStore far',
      'Account a',
      '',
      'MaildirStore near',
      `Inbox ${home}/mail/INBOX`,
      '',
      'Channel one',
      'Far :far:INBOX',
      'Near :near:INBOX',
      'Create Near',
      'SyncState *',
    ]);
    await server.run(home, 'mbsync', ['--config', rc, 'one']);
    assert.equal(maildir(join(home, 'mail', 'INBOX')).length, 1);
  });

  it('slixmpp logs in over imaplib and smtplib, and is refused with a wrong password', async function () {
    needs(this, 'python3');
    needsFile(this, 'python3-slixmpp', [slixmpp]);
    const home = server.folder('slixmpp');
    const script = projectPath('test/interop/programs/scram_client.py');
    const printed = await server.run(home, 'python3', [script], {
      IMAP_PORT: String(server.port),
      SMTP_PORT: String(server.endpoints.smtps.port),
      IMAP_CA: server.ca,
      IMAP_USER: server.user,
      IMAP_PASSWORD: server.password,
    });
    const { right, wrong } = JSON.parse(printed) as { right: [string, number]; wrong: [string, number] };
    assert.deepEqual(right, ['OK', 235]);
    assert.match(wrong[0], /AUTHENTICATIONFAILED/);
    assert.equal(wrong[1], 535);
  });
});
