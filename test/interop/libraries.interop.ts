/** Client libraries of other languages: each works through mailboxes, messages and flags, and prints what it saw. */
import assert from 'node:assert/strict';
import { MailServer, letter, needs } from './support.js';

/** What every script of `programs/` prints. */
interface Seen {
  readonly mailboxes: readonly string[];
  /** Subjects in INBOX, decoded. */
  readonly subjects: readonly string[];
  /** UIDs found by SEARCH BODY "gebührenbescheid". */
  readonly found: readonly number[];
  /** Flags of message 1 after +FLAGS (\Flagged $Wichtig) and -FLAGS (\Seen). */
  readonly flags: readonly string[];
  /** Octets of the PDF of message 2, decoded. */
  readonly fileOctets: number;
  /** Messages in `Ablage` after an APPEND, a COPY of one and a MOVE of one. */
  readonly filed: number;
  /** Messages left in INBOX after the MOVE and an EXPUNGE of one. */
  readonly left: number;
  /** EXISTS heard in IDLE after another connection appended; -1 where the library has no IDLE. */
  readonly heard: number;
}

describe('client libraries', function () {
  this.timeout(120_000);
  const server = new MailServer();
  before(() => server.start());
  after(() => server.remove());

  const libraries = [
    { name: "Python's imaplib", interpreter: 'python3', script: 'imaplib_client.py', idles: false },
    { name: "Perl's Mail::IMAPClient", interpreter: 'perl', script: 'mail-imapclient.pl', idles: true },
    { name: "Ruby's net/imap", interpreter: 'ruby', script: 'net-imap.rb', idles: true },
  ];

  for (const { name, interpreter, script, idles } of libraries) {
    it(`${name} lists, searches, fetches, flags, appends, copies, moves and expunges`, async function () {
      needs(this, interpreter);
      await server.fill('INBOX', [letter('Eins'), letter('Große Straße', 100_000), letter('Drei'), letter('Vier')]);
      const uids = await server.with(async (client) => {
        const filed = (await client.list()).find(({ path }) => path === 'Ablage/Größe');
        if (filed) await client.mailboxDelete(filed.path);
        await client.mailboxOpen('INBOX');
        return (await client.search({ all: true }, { uid: true })) as number[];
      });
      const seen = await server.script<Seen>(interpreter, script);
      assert.ok(seen.mailboxes.includes('Ablage/Größe'), seen.mailboxes.join());
      assert.deepEqual(seen.subjects, ['Eins', 'Große Straße', 'Drei', 'Vier']);
      assert.deepEqual(seen.found, uids);
      assert.deepEqual([...seen.flags].filter((flag) => flag !== '\\Recent').sort(), ['$Wichtig', '\\Flagged']);
      assert.equal(seen.fileOctets, 100_000);
      assert.deepEqual([seen.filed, seen.left], [3, 2]);
      assert.equal(seen.heard, idles ? 3 : -1);
      assert.deepEqual(await server.subjects('Ablage/Größe'), ['Eins', 'Große Straße', 'Drei']);
    });
  }
});
