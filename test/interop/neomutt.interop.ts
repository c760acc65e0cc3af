/** mutt and NeoMutt: search, read, flag, save, delete; NeoMutt with its header cache, CONDSTORE and QRESYNC. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MailServer, letter, needs } from './support.js';

describe('mutt and NeoMutt', function () {
  this.timeout(180_000);
  const server = new MailServer();
  before(() => server.start());
  after(() => server.remove());

  /** Presses keys in INBOX. @returns the program's home */
  async function press(program: string, keys: string, settings: readonly string[] = []): Promise<string> {
    const home = server.folder(program);
    const rc = server.file(home, 'rc', [
      // A folder that exists: mutt asks about one that does not, and takes the keys below as answers.
      `set folder="${home}"`,
      `set ssl_ca_certificates_file="${server.ca}" certificate_file="${join(home, 'known')}" ssl_force_tls=yes`,
      `set imap_user="${server.user}" imap_pass="${server.password}" charset=utf-8 quit=yes pipe_decode=yes`,
      'set wait_key=no confirmappend=no confirmcreate=no delete=yes move=no mark_old=no sleep_time=0 sort=mailbox-order',
      ...settings,
      `push "${keys}<quit>"`,
    ]);
    const command = `${program} -n -F ${rc} -f imaps://localhost:${server.port}/INBOX`;
    await server.run(home, 'script', ['--quiet', '--return', '--command', command, '/dev/null']);
    return home;
  }

  for (const program of ['mutt', 'neomutt']) {
    it(`${program} finds a letter by a part of its subject and shows the text`, async function () {
      needs(this, program, 'script');
      await server.fill('INBOX', [letter('Mahnung'), letter('Kündigungsbestätigung')]);
      const saved = join(server.folder(program), 'saved.txt');
      await press(program, `<search>~s digungsbest<enter><pipe-message>cat > ${saved}<enter>`);
      assert.match(readFileSync(saved, 'utf8'), /Gebührenbescheid: Kündigungsbestätigung/);
    });

    it(`${program} flags, saves to another mailbox and deletes`, async function () {
      needs(this, program, 'script');
      await server.fill('INBOX', [letter('Eins'), letter('Zwei'), letter('Drei')]);
      await server.fill('Ablage', []);
      const to = `imaps://localhost:${server.port}/Ablage`;
      await press(program, `1<enter><flag-message>3<enter><save-message>${to}<enter><sync-mailbox>`);
      assert.deepEqual(await server.subjects('INBOX'), ['Eins', 'Zwei']);
      assert.deepEqual(await server.subjects('Ablage'), ['Drei']);
      assert.ok((await server.list('INBOX'))[0]!.flags.includes('\\Flagged'));
    });
  }

  it('NeoMutt resynchronises its header cache by QRESYNC', async function () {
    needs(this, 'neomutt', 'script');
    await server.fill('INBOX', [letter('Eins'), letter('Zwei'), letter('Drei')]);
    const home = server.folder('neomutt');
    const settings = [
      `set header_cache="${server.folder('neomutt', 'cache')}/" imap_qresync=yes imap_condstore=yes`,
      'set index_format="%s %Z"',
    ];
    await press('neomutt', '', settings);
    await server.with(async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageDelete('2');
      await client.messageFlagsAdd('1', ['\\Flagged']);
      await client.append('INBOX', letter('Vier'));
    });
    const seen = join(home, 'seen.txt');
    const each = `<pipe-message>cat >> ${seen}<enter>`;
    await press('neomutt', `<limit>~F<enter>${each}<limit>all<enter><last-entry>${each}`, settings);
    const read = readFileSync(seen, 'utf8');
    assert.match(read, /Gebührenbescheid: Eins/, 'knows of the flag');
    assert.match(read, /Gebührenbescheid: Vier/, 'knows of the new one');
    assert.doesNotMatch(read, /Gebührenbescheid: Zwei/);
  });
});
