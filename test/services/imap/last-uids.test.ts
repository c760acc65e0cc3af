/** A mailbox at the end of its uids: RFC 9051 §2.3.1.1 has 32 bits for them, and for UIDNEXT. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { openSqliteStores } from '../../../src/adapters/sqlite/open.js';
import { silentLog } from '../../../src/mail/log.js';
import { type ImapHost, password, sampleMessage, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';
import { temporaryFolder } from '../../support/temp-folder.js';

const almostLast = 4_294_967_293;

describe('a mailbox whose uids come to their end', () => {
  const folder = temporaryFolder();
  let host: ImapHost;
  let client: LineClient;
  let tag = 0;
  const say = (text: string): Promise<readonly string[]> => client.command(`a${++tag}`, text);

  /** @returns the tagged response */
  const appendLast = async (): Promise<string> => (await say('APPEND INBOX {4+}\r\na: b')).at(-1)!;

  beforeEach(async () => {
    const dataDir = folder();
    host = await startImapHost({
      openStores: (options) =>
        openSqliteStores({ dataDir, masterKey: Buffer.alloc(32, 7), log: silentLog, ...options }),
    });
    // As if it had been in use for centuries.
    const database = new SqliteDatabase(join(dataDir, 'mail.db'));
    database.prepare('update mailboxes set uid_next = $1, first_recent = $1').run({ 1: almostLast });
    database.close();
    await host.deliver('INBOX', sampleMessage(1));
    client = await LineClient.connect(host.port);
    await client.next();
    await say(`LOGIN ${user} ${password}`);
    await say('SELECT INBOX');
  });
  afterEach(async () => {
    client.close();
    await host.close();
  });

  it('gives out the last one', async () => {
    assert.match(await appendLast(), / OK \[APPENDUID \d+ 4294967294\] /);
    const found = await say('UID SEARCH UID 4294967294:4294967295');
    assert.deepEqual(found.slice(-2), ['* SEARCH 4294967294', `a${tag} OK SEARCH completed`]);
    assert.deepEqual(await say('STATUS INBOX (UIDNEXT MESSAGES)'), [
      '* STATUS INBOX (UIDNEXT 4294967295 MESSAGES 2)',
      `a${tag} OK STATUS completed`,
    ]);
  });

  for (const [what, refused] of [
    ['APPEND', 'APPEND INBOX {4+}\r\na: b'],
    ['COPY', 'COPY 1 INBOX'],
    ['MOVE', 'MOVE 1 INBOX'],
  ] as const) {
    it(`refuses ${what} then, and changes nothing`, async () => {
      await appendLast();
      assert.equal(
        (await say(refused)).at(-1),
        `a${tag} NO [LIMIT] This mailbox has used up its numbers; move its messages to a new one.`,
      );
      assert.deepEqual(await say('STATUS INBOX (UIDNEXT MESSAGES)'), [
        '* STATUS INBOX (UIDNEXT 4294967295 MESSAGES 2)',
        `a${tag} OK STATUS completed`,
      ]);
    });
  }

  it('lets its messages be moved to another', async () => {
    await appendLast();
    await say('CREATE Neu');
    assert.match((await say('MOVE 1:* Neu')).join('\n'), /COPYUID \d+ 4294967293:4294967294 1:2\]/);
    assert.match(await appendLast(), / NO \[LIMIT\] /);
  });
});
