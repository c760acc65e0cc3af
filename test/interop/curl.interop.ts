/** curl: sections, searches, custom commands, upload, STARTTLS. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MailServer, letter, needs } from './support.js';

describe('curl', function () {
  this.timeout(120_000);
  const server = new MailServer();
  before(async () => {
    await server.start();
    await server.append('INBOX', letter('Erster'));
    await server.append('INBOX', letter('Große Straße', 400_000));
  });
  after(() => server.remove());

  const url = (path: string) => `imaps://localhost:${server.port}${path}`;
  const curl = async (...args: readonly string[]) => {
    const login = ['--silent', '--show-error', '--cacert', server.ca, '--user', `${server.user}:${server.password}`];
    return server.run(server.folder('curl'), 'curl', [...login, ...args]);
  };

  it('lists mailboxes, searches, and reads a whole message, a section and a part of one', async function () {
    needs(this, 'curl');
    assert.match(await curl(url('/')), /LIST \([^)]*\\Sent[^)]*\) "\/" /);
    assert.equal((await curl(url('/INBOX?SUBJECT%20Gro%C3%9Fe'))).trim(), '* SEARCH 2');
    assert.equal(await curl(url('/INBOX;MAILINDEX=2')), letter('Große Straße', 400_000));
    assert.match(await curl(url('/INBOX;MAILINDEX=2;SECTION=HEADER.FIELDS%20(DATE)')), /^Date: Sun, 1 Feb 2026/);
    assert.match(await curl(url('/INBOX;MAILINDEX=2;SECTION=1')), /^Sehr geehrte .*Große Straße\.$/);
  });

  it('runs commands of its user’s choice', async function () {
    needs(this, 'curl');
    await curl(url('/INBOX'), '--request', 'STORE 1 +FLAGS.SILENT (\\Flagged $Wichtig)');
    assert.match(await curl(url('/INBOX'), '--request', 'FETCH 1 FLAGS'), /\* 1 FETCH \(FLAGS \(\\Flagged \$Wichtig/);
    assert.match(await curl(url('/'), '--request', 'STATUS INBOX (MESSAGES UIDNEXT)'), /MESSAGES 2 UIDNEXT 3/);
    await assert.rejects(curl(url('/INBOX'), '--request', 'NONSENSE'), /ended with 21/); // CURLE_QUOTE_ERROR
  });

  it('uploads a message', async function () {
    needs(this, 'curl');
    const file = join(server.folder('curl'), 'mail.eml');
    writeFileSync(file, letter('Hochgeladen'));
    await curl(url('/Archiv'), '--upload-file', file);
    assert.deepEqual(await server.subjects('Archiv'), ['Hochgeladen']);
  });

  it('signs in over STARTTLS, and not without TLS', async function () {
    needs(this, 'curl');
    const plain = `imap://localhost:${server.endpoints.imap.port}/INBOX?ALL`;
    assert.match(await curl('--ssl-reqd', plain), /SEARCH 1 2/);
    await assert.rejects(curl(plain), /ended with 67/); // CURLE_LOGIN_DENIED
  });
});
