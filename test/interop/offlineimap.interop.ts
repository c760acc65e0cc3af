/** OfflineIMAP 3: two-way, with flags and deletions in both directions. */
import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MailServer, letter, maildir, needs, octetsOf, withoutCr } from './support.js';

describe('OfflineIMAP', function () {
  this.timeout(180_000);
  const server = new MailServer();
  let home: string;
  const inbox = () => join(home, 'mail', 'INBOX');
  const find = (subject: string) => {
    const id = Buffer.from(subject).toString('hex');
    const found = maildir(inbox()).find(({ text }) => text.includes(`<${id}@example.com>`));
    assert.ok(found, `${subject} is not in the local INBOX`);
    return found;
  };

  before(async () => {
    await server.start();
    home = server.folder('offlineimap');
    server.file(home, 'rc', [
      '[general]',
      'accounts = a',
      `metadata = ${join(home, 'state')}`,
      'ui = basic',
      '[Account a]',
      'localrepository = near',
      'remoterepository = far',
      '[Repository near]',
      'type = Maildir',
      `localfolders = ${join(home, 'mail')}`,
      'sync_deletes = yes',
      '[Repository far]',
      'type = IMAP',
      'remotehost = localhost',
      `remoteport = ${server.port}`,
      'ssl = yes',
      `sslcacertfile = ${server.ca}`,
      `remoteuser = ${server.user}`,
      `remotepass = ${server.password}`,
      'sync_deletes = yes',
      'expunge = yes',
    ]);
    for (const subject of ['Erster', 'Zweiter', 'Große Straße']) await server.append('INBOX', letter(subject));
  });
  after(() => server.remove());

  const sync = () => server.run(home, 'offlineimap', ['-o', '-c', join(home, 'rc')]);

  it('mirrors the mail octet for octet', async function () {
    needs(this, 'offlineimap');
    await sync();
    assert.equal(maildir(inbox()).length, 3);
    const copy = withoutCr(find('Große Straße').text).replace(/^X-OfflineIMAP:.*\n/m, '');
    assert.equal(copy, withoutCr(octetsOf(letter('Große Straße'))));
  });

  it('carries flags and new messages both ways', async function () {
    needs(this, 'offlineimap');
    const { file } = find('Erster');
    renameSync(file, join(inbox(), 'cur', `${basename(file).replace(/:2,.*$/, '')}:2,FS`));
    writeFileSync(join(inbox(), 'new', '1700000000.1_1.here'), withoutCr(letter('Von hier')));
    await server.append('INBOX', letter('Von dort'), ['\\Flagged']);
    await sync();
    const far = new Map((await server.list('INBOX')).map(({ subject, flags }) => [subject, flags]));
    assert.deepEqual(far.get('Erster'), ['\\Flagged', '\\Seen']);
    assert.ok(far.has('Von hier'));
    assert.match(find('Von dort').flags, /F/);
    const before = await server.list('INBOX');
    await sync();
    assert.deepEqual(await server.list('INBOX'), before, 'a second run changes nothing');
  });

  it('deletes there what is gone here, and here what is gone there', async function () {
    needs(this, 'offlineimap');
    rmSync(find('Erster').file);
    await server.with(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete({ header: { subject: 'Zweiter' } });
    });
    await sync();
    const left = ['Große Straße', 'Von dort', 'Von hier'];
    assert.deepEqual([...(await server.subjects('INBOX'))].sort(), left);
    assert.equal(maildir(inbox()).length, left.length);
    assert.throws(() => find('Zweiter'));
  });
});
