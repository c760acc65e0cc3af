/** mbsync (Debian's isync): two-way, expunge both ways, and nothing to do the second time. */
import assert from 'node:assert/strict';
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MailServer, letter, maildir, needs, octetsOf, withoutCr } from './support.js';

describe('mbsync', function () {
  this.timeout(180_000);
  const server = new MailServer();
  let home: string;
  const box = (name: string) => join(home, 'mail', name);
  const find = (name: string, subject: string) => {
    const id = Buffer.from(subject).toString('hex');
    const found = maildir(box(name)).find(({ text }) => text.includes(`<${id}@example.com>`));
    assert.ok(found, `${subject} is not in the local ${name}`);
    return found;
  };

  before(async () => {
    await server.start();
    home = server.folder('mbsync');
    server.folder('mbsync', 'mail');
    server.file(home, 'rc', [
      'IMAPAccount a',
      'Host localhost',
      `Port ${server.port}`,
      `User ${server.user}`,
      `Pass ${server.password}`,
      'SSLType IMAPS',
      `CertificateFile ${server.ca}`,
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
    ]);
    for (const subject of ['Erster', 'Zweiter', 'Dritter', 'Große Straße']) {
      await server.append('INBOX', letter(subject));
    }
  });
  after(() => server.remove());

  const sync = () => server.run(home, 'mbsync', ['--config', join(home, 'rc'), '-V', 'all']);

  it('mirrors all mailboxes octet for octet, and transfers nothing the second time', async function () {
    needs(this, 'mbsync');
    await sync();
    assert.equal(maildir(box('INBOX')).length, 4);
    assert.ok(readdirSync(join(home, 'mail')).some((name) => /^Entw(ü|&APw-)rfe$/.test(name)));
    const copy = find('INBOX', 'Große Straße').text.replace(/^X-TUID:.*\n/m, '');
    assert.equal(copy, withoutCr(octetsOf(letter('Große Straße'))));
    const before = [await server.list('INBOX'), readdirSync(box('INBOX/cur')), readdirSync(box('INBOX/new'))];
    assert.doesNotMatch(await sync(), /[+*#][1-9]/);
    assert.deepEqual(
      [await server.list('INBOX'), readdirSync(box('INBOX/cur')), readdirSync(box('INBOX/new'))],
      before,
    );
  });

  it('carries flags both ways', async function () {
    needs(this, 'mbsync');
    const { file } = find('INBOX', 'Erster');
    renameSync(file, join(box('INBOX/cur'), `${basename(file).replace(/:2,.*$/, '')}:2,FS`));
    await server.with(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd({ header: { subject: 'Zweiter' } }, ['\\Answered']);
    });
    await sync();
    const far = new Map((await server.list('INBOX')).map(({ subject, flags }) => [subject, flags]));
    assert.deepEqual(far.get('Erster'), ['\\Flagged', '\\Seen']);
    assert.deepEqual(far.get('Zweiter'), ['\\Answered']);
    assert.match(find('INBOX', 'Zweiter').flags, /R/);
  });

  it('takes a message that was written here to the server', async function () {
    needs(this, 'mbsync');
    writeFileSync(join(box('INBOX/new'), '1700000000.1_1.here'), withoutCr(letter('Von hier')));
    await sync();
    assert.ok((await server.subjects('INBOX')).includes('Von hier'));
    assert.doesNotMatch(await sync(), /[+*#][1-9]/);
  });

  it('expunges there what was deleted here, and here what was expunged there', async function () {
    needs(this, 'mbsync');
    const { file } = find('INBOX', 'Erster');
    renameSync(file, join(box('INBOX/cur'), `${basename(file).replace(/:2,.*$/, '')}:2,ST`));
    await server.with(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete({ header: { subject: 'Dritter' } });
    });
    await sync();
    const left = ['Große Straße', 'Von hier', 'Zweiter'];
    assert.deepEqual([...(await server.subjects('INBOX'))].sort(), left);
    assert.deepEqual(maildir(box('INBOX')).length, left.length);
    assert.throws(() => find('INBOX', 'Dritter'));
  });

  it('makes mailboxes on the side that lacks them', async function () {
    needs(this, 'mbsync');
    for (const part of ['cur', 'new', 'tmp']) server.folder('mbsync', 'mail', 'Von hier', part);
    await server.with((client) => client.mailboxCreate('Steuer/2026'));
    await sync();
    const names = await server.with(async (client) => (await client.list()).map(({ path }) => path));
    assert.ok(names.includes('Von hier'));
    assert.ok(readdirSync(box('Steuer')).includes('2026'));
  });
});
