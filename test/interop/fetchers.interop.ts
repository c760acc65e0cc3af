/** Programs that fetch mail and go: fetchmail, getmail, s-nail. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MailServer, letter, maildir, needs, octetsOf, withoutCr } from './support.js';

describe('programs that fetch', function () {
  this.timeout(180_000);
  const server = new MailServer();
  before(() => server.start());
  after(() => server.remove());

  it('fetchmail takes what is new, leaves it with `keep`, and deletes without', async function () {
    needs(this, 'fetchmail');
    await server.fill('INBOX', [letter('Erster'), letter('Große Straße', 300_000)]);
    const home = server.folder('fetchmail');
    const got = join(home, 'got');
    const fetch = async (option: string) => {
      const rc = server.file(home, 'rc', [
        `poll localhost protocol IMAP port ${server.port}`,
        `  user "${server.user}" password "${server.password}"`,
        `  ssl sslcertck sslcertfile "${server.ca}" ${option}`,
        `  mda "cat >> ${got}"`,
      ]);
      const none = 1; // fetchmail's exit code for "no mail"
      return server
        .run(home, 'fetchmail', ['--fetchmailrc', rc, '--nosyslog'], { FETCHMAILHOME: home })
        .then(() => 0)
        .catch((error: Error) => {
          if ((error.cause as { code: number }).code !== none) throw error;
          return none;
        });
    };
    assert.equal(await fetch('keep'), 0);
    const text = readFileSync(got, 'latin1');
    const attachment = withoutCr(letter('Große Straße', 300_000)).split('base64\n\n')[1]!;
    assert.ok(text.includes('Subject: =?utf-8?B?RXJzdGVy?='));
    assert.ok(text.includes(attachment), 'the large part came whole');
    assert.equal(await fetch('keep'), 1, 'nothing is new any more');
    assert.ok((await server.list('INBOX')).every(({ flags }) => flags.includes('\\Seen')));
    assert.equal(await fetch('fetchall nokeep'), 0);
    assert.deepEqual(await server.subjects('INBOX'), []);
  });

  it('getmail takes each message once, from two mailboxes, and deletes when told', async function () {
    needs(this, 'getmail');
    await server.fill('INBOX', [letter('Erster'), letter('Große Straße')]);
    await server.fill('Ablage', [letter('Alt')]);
    const home = server.folder('getmail');
    const target = join(home, 'mail');
    for (const part of ['cur', 'new', 'tmp']) server.folder('getmail', 'mail', part);
    const rc = (options: string) =>
      server.file(home, 'getmailrc', [
        '[retriever]',
        'type = SimpleIMAPSSLRetriever',
        'server = localhost',
        `port = ${server.port}`,
        `username = ${server.user}`,
        `password = ${server.password}`,
        'mailboxes = ("INBOX", "Ablage")',
        `ca_certs = ${server.ca}`,
        '[destination]',
        // Not getmail's own maildir: it refuses to write one as root, and tests run as root in containers.
        'type = MDA_external',
        'path = /bin/sh',
        `arguments = ("-c", "cat > $(mktemp ${target}/new/XXXXXXXX)")`,
        'allow_root_commands = true',
        '[options]',
        'delivered_to = false',
        'received = false',
        options,
      ]);
    const fetch = () => server.run(home, 'getmail', ['--getmaildir', home, '--rcfile', 'getmailrc']);
    rc('read_all = false');
    await fetch();
    assert.equal(maildir(target).length, 3);
    // getmail writes the header anew; the body is as it was.
    const [, body] = withoutCr(octetsOf(letter('Große Straße'))).split(/\n\n(.*)/s);
    assert.ok(maildir(target).some(({ text }) => text.includes(body!.trimEnd())));
    await fetch();
    assert.equal(maildir(target).length, 3, 'none came twice');
    rc('delete = true');
    await fetch();
    assert.deepEqual([await server.subjects('INBOX'), await server.subjects('Ablage')], [[], []]);
  });

  it('s-nail searches, reads, copies, flags and deletes', async function () {
    needs(this, 's-nail');
    await server.fill('INBOX', [letter('Eins'), letter('Zwei'), letter('Drei')]);
    await server.fill('Ablage', []);
    const home = server.folder('s-nail');
    const saved = join(home, 'saved.txt');
    const url = `imaps://${encodeURIComponent(server.user)}:${encodeURIComponent(server.password)}@localhost:${server.port}`;
    const commands = server.file(home, 'commands', [
      `folder ${url}/INBOX`,
      `pipe 2 "cat > ${saved}"`,
      'flag 1',
      `copy 3 ${url}/Ablage`,
      'delete 2',
      'quit',
    ]);
    const settings = ['-S', 'v15-compat', '-S', `tls-ca-file=${server.ca}`, '-S', 'tls-verify=strict'];
    // `-#`: batch mode, commands from standard input
    await server.run(home, 'sh', ['-c', `s-nail -n -# ${settings.join(' ')} < ${commands}`]);
    assert.ok(existsSync(saved));
    assert.match(readFileSync(saved, 'utf8'), /Gebührenbescheid: Zwei/);
    assert.deepEqual(await server.subjects('INBOX'), ['Eins', 'Drei']);
    assert.deepEqual(await server.subjects('Ablage'), ['Drei']);
    assert.ok((await server.list('INBOX'))[0]!.flags.includes('\\Flagged'));
  });
});
