/**
 * The demo mailbox read with other people's programs: curl, mutt, mbsync, imapflow, and the PDF with poppler and qpdf.
 * Needs Debian's curl, mutt, isync, poppler-utils, qpdf; what is not installed is skipped, and said.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import { simpleParser, type ParsedMail } from 'mailparser';
import { projectPath } from '../../src/lib/project-path.js';
import { RunningServer, type Endpoints } from '../support/running-server.js';

const execute = promisify(execFile);

describe('other people’s programs', function () {
  this.timeout(180_000);
  const server = new RunningServer();
  let endpoints: Endpoints;
  let user: string;
  let password: string;

  before(async () => {
    endpoints = await server.start();
    const issued = await server.addAccount('Jürgen Möllenkamp');
    ({ user, password } = issued);
    const scans = ['14-schulbrief-exif.jpg', '10-kuendigungsbestaetigung.pdf'].map((name) =>
      projectPath(`test/fixtures/scans/${name}`),
    );
    const lines = await server.run('intake', '--account', String(issued.account), ...scans, '--wait', '--json');
    const results = lines
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { result: string }).result);
    assert.deepEqual(results, ['delivered', 'delivered']);
  });
  after(() => server.remove());

  const needs = (context: Mocha.Context, ...programs: readonly string[]) => {
    const folders = (process.env['PATH'] ?? '').split(':');
    const missing = programs.filter((program) => !folders.some((folder) => exists(join(folder, program))));
    if (missing.length === 0) return;
    process.stdout.write(`skipped: not installed: ${missing.join(', ')}\n`);
    context.skip();
  };

  const curl = async (path: string, ...options: readonly string[]) => {
    const url = `imaps://localhost:${endpoints.imaps.port}${path}`;
    const args = [
      '--silent',
      '--show-error',
      '--cacert',
      endpoints.ca,
      '--user',
      `${user}:${password}`,
      ...options,
      url,
    ];
    return (await execute('curl', args, { encoding: 'buffer', maxBuffer: 1e8 })).stdout;
  };

  const letter = async (): Promise<ParsedMail> => {
    for (const index of [1, 2]) {
      const mail = await simpleParser(await curl(`/INBOX;MAILINDEX=${index}`));
      if (mail.text?.includes('Kündigung')) return mail;
    }
    throw new Error('no letter with that word');
  };

  it('curl lists INBOX and reads a letter with umlauts, preview and PDF', async function () {
    needs(this, 'curl');
    assert.equal((await curl('/INBOX?ALL')).toString().trim(), '* SEARCH 1 2');
    const mail = await letter();
    assert.match(mail.subject ?? '', /Kündigung/);
    const [preview, pdf] = [mail.attachments.find(({ related }) => related), mail.attachments.at(-1)];
    assert.equal(preview?.contentType, 'image/jpeg');
    assert.equal(preview.content.subarray(0, 2).toString('hex'), 'ffd8');
    assert.equal(pdf?.contentType, 'application/pdf');
  });

  it('curl signs in over STARTTLS, and not without TLS', async function () {
    needs(this, 'curl');
    const url = `imap://localhost:${endpoints.imap.port}/INBOX?ALL`;
    const args = ['--silent', '--cacert', endpoints.ca, '--user', `${user}:${password}`, url];
    assert.match((await execute('curl', ['--ssl-reqd', ...args])).stdout, /SEARCH 1 2/);
    await assert.rejects(execute('curl', args), { code: 67 }); // login denied
  });

  it('poppler finds the recognised words in the PDF, and qpdf is content with it', async function () {
    needs(this, 'curl', 'pdftotext', 'qpdf');
    const file = join(server.dataDir, 'letter.pdf');
    writeFileSync(file, (await letter()).attachments.at(-1)!.content);
    assert.match((await execute('pdftotext', [file, '-'])).stdout, /Kündigung/);
    assert.match((await execute('qpdf', ['--check', file])).stdout, /No syntax or stream encoding errors found/);
  });

  it('mutt shows subjects and text', async function () {
    needs(this, 'mutt', 'script');
    const home = join(server.dataDir, 'mutt');
    mkdirSync(home);
    const saved = join(home, 'saved.txt');
    const rc = [
      // A folder that exists: mutt asks about one that does not, and takes the keys below as answers.
      `set folder="${home}"`,
      `set ssl_ca_certificates_file="${endpoints.ca}" certificate_file="${join(home, 'known')}" ssl_force_tls=yes`,
      `set imap_user="${user}" imap_pass="${password}" charset=utf-8 quit=yes pipe_decode=yes wait_key=no header_cache=""`,
      `push "<search>~s digung<enter><pipe-message>cat > ${saved}<enter><quit>"`,
    ].join('\n');
    writeFileSync(join(home, 'rc'), `${rc}\n`);
    const command = `mutt -n -F ${join(home, 'rc')} -f imaps://localhost:${endpoints.imaps.port}/INBOX`;
    const env = { ...process.env, TERM: 'xterm', LC_ALL: 'C.UTF-8', HOME: home };
    await execute('script', ['--quiet', '--return', '--command', command, '/dev/null'], { env, timeout: 60_000 });
    assert.match(readFileSync(saved, 'utf8'), /Kündigung/);
  });

  it('mbsync mirrors everything, transfers nothing the second time, and carries flags both ways', async function () {
    needs(this, 'mbsync');
    const home = join(server.dataDir, 'mbsync');
    mkdirSync(join(home, 'mail'), { recursive: true });
    const rc = [
      'IMAPAccount a',
      'Host localhost',
      `Port ${endpoints.imaps.port}`,
      `User ${user}`,
      `Pass ${password}`,
      'SSLType IMAPS',
      `CertificateFile ${endpoints.ca}`,
      '',
      'IMAPStore far',
      'Account a',
      '',
      'MaildirStore near',
      `Path ${home}/mail/`,
      `Inbox ${home}/mail/INBOX`,
      'SubFolders Verbatim',
      '',
      'Channel all',
      'Far :far:',
      'Near :near:',
      'Patterns *',
      'Create Both',
      'Expunge Both',
      'SyncState *',
      '',
    ].join('\n');
    writeFileSync(join(home, 'rc'), rc, { mode: 0o600 });
    const sync = async () => (await execute('mbsync', ['--config', join(home, 'rc'), '-V', 'all'])).stdout;
    await sync();
    const messages = () => ['new', 'cur'].flatMap((folder) => readdirSync(join(home, 'mail/INBOX', folder)));
    assert.equal(messages().length, 2);
    assert.ok(
      readdirSync(join(home, 'mail')).includes('Entwürfe') || readdirSync(join(home, 'mail')).includes('Entw&APw-rfe'),
    );
    const before = messages().sort();
    const far = await curl('/INBOX', '--request', 'FETCH 1:* (UID FLAGS)');
    const again = await sync();
    assert.doesNotMatch(again, /\+[1-9]|\*[1-9]|#[1-9]/);
    assert.deepEqual(messages().sort(), before);
    assert.deepEqual(await curl('/INBOX', '--request', 'FETCH 1:* (UID FLAGS)'), far);
    // Each message comes octet for octet.
    const octets = await curl('/INBOX;MAILINDEX=1');
    const copies = ['new', 'cur'].flatMap((folder) => {
      return readdirSync(join(home, 'mail/INBOX', folder)).map((name) =>
        readFileSync(join(home, 'mail/INBOX', folder, name)),
      );
    });
    // mbsync writes lines without CR, and adds a header of its own.
    const plain = (text: Buffer) =>
      text
        .toString('latin1')
        .replace(/\r\n/g, '\n')
        .replace(/^X-TUID:.*\n/m, '');
    assert.ok(copies.some((copy) => plain(copy) === plain(octets)));
  });

  it('imapflow hears by IDLE within a second of a flag that another client sets', async () => {
    const client = () =>
      new ImapFlow({
        host: 'localhost',
        port: endpoints.imaps.port,
        secure: true,
        auth: { user, pass: password },
        tls: { ca: readFileSync(endpoints.ca) },
        logger: false,
      });
    const [one, two] = [client(), client()];
    try {
      await Promise.all([one.connect(), two.connect()]);
      await one.mailboxOpen('INBOX');
      await two.mailboxOpen('INBOX');
      const heard = new Promise<number>((resolve) => {
        one.on('flags', ({ flags }: { flags: Set<string> }) => {
          if (flags.has('\\Flagged')) resolve(Date.now());
        });
      });
      void one.idle();
      const set = Date.now();
      await two.messageFlagsAdd({ uid: '1:*' }, ['\\Flagged'], { uid: true });
      assert.ok((await heard) - set < 1000);
    } finally {
      one.close();
      two.close();
    }
  });
});

function exists(file: string): boolean {
  try {
    return readFileSync(file).length > 0;
  } catch {
    return false;
  }
}
