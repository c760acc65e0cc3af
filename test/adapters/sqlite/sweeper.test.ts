import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { FlagSet } from '../../../src/mail/flags.js';
import { isMailError } from '../../../src/mail/errors.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import {
  allOctets,
  append,
  letter,
  mailboxOf,
  newAccount,
  pieces,
  messagesIn,
} from '../../support/contracts/opened.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { everyFile, openStores } from './open-for-test.js';

const deleted = FlagSet.of(['\\Deleted']);

/** Every third in a file, every second to be deleted. */
async function fill(store: MailStore, count: number): Promise<void> {
  const messages = [];
  for (let i = 0; i < count; i++) {
    const body = `wort${i}ende `.repeat(i % 3 === 0 ? 500 : 20);
    const content = await store.stage(pieces(letter({ Subject: `Nr. ${i}`, 'Message-ID': `<${i}@x>` }, body)));
    messages.push({ content, flags: i % 2 === 0 ? deleted : FlagSet.none });
  }
  await store.append(mailboxName('INBOX'), messages);
}

function countRows(folder: string): { unused: number; contents: number; blobs: number; threads: number } {
  const database = new SqliteDatabase(join(folder, 'mail.db'), { readonly: true });
  const count = (from: string) => database.prepare(`select count(*) from ${from}`).pluck().get() as number;
  try {
    return {
      unused: count('contents where unused = 1'),
      contents: count('contents'),
      blobs: count('contents where blob is not null') + count('purges'),
      threads: count('threads'),
    };
  } finally {
    database.close();
  }
}

describe('sweeper', () => {
  const folder = temporaryFolder();
  const limits = { inlineOctets: 2000 };

  it('frees what is deleted after the commit; until then nobody sees it and it counts for nothing', async () => {
    const small = letter({ Subject: 'x' }, 'x'.repeat(1000));
    const opened = await openStores(folder(), { limits: { ...limits, quotaOctets: small.length * 2 } });
    const store = await opened.stores.open(await newAccount(opened));
    const { mailbox } = await append(store, 'INBOX', small, ['\\Deleted']);
    await append(store, 'INBOX', small, ['\\Deleted']);
    const messages = await messagesIn(store, mailbox);
    await store.expunge(mailbox);
    assert.equal(countRows(folder()).unused, 2, 'still there');
    const contents = messages.map(({ content }) => content);
    assert.deepEqual(await store.facts(contents), [undefined, undefined]);
    await assert.rejects(allOctets(store.octets(contents[0]!)), (error) => isMailError(error, 'message-gone'));
    await append(store, 'INBOX', small);
    await append(store, 'INBOX', small); // the quota has room for these two only
    assert.equal((await store.search([{ field: 'subject', needle: 'x' }]))[0]!.size, 2);
    await opened.drained();
    assert.deepEqual(countRows(folder()), { unused: 0, contents: 2, blobs: 0, threads: 0 });
    await opened.close();
  });

  it('goes on at the next start where a crash stopped it', async () => {
    const opened = await openStores(folder(), { limits });
    const account = await newAccount(opened);
    const store = await opened.stores.open(account);
    await fill(store, 60);
    await store.expunge((await mailboxOf(store, 'INBOX')).id);
    assert.equal(countRows(folder()).unused, 30);
    const crashed = join(folder(), 'crashed');
    for (const name of ['mail.db', 'mail.db-wal', 'contracts.db', 'contracts.db-wal', 'octets']) {
      cpSync(join(folder(), name), join(crashed, name), { recursive: true });
    }
    await opened.close();

    const again = await openStores(crashed, { limits });
    await again.drained();
    assert.deepEqual(countRows(crashed), { unused: 0, contents: 30, blobs: 10, threads: 30 });
    const reopened = await again.stores.open(account);
    const messages = await messagesIn(reopened, (await mailboxOf(reopened, 'INBOX')).id);
    const facts = await reopened.facts(messages.map(({ content }) => content));
    facts.forEach((each, i) => assert.match(each!.header.toString(), new RegExp(`Nr\\. ${i * 2 + 1}\\r`)));
    const found = await reopened.search(
      [0, 1, 58, 59].map((i) => ({ field: 'body', needle: `wort${i}ende` }) as const),
    );
    assert.deepEqual(
      found.map((set) => set.size),
      [0, 1, 0, 1],
    );
    for (const { content } of messages) assert.ok((await allOctets(reopened.octets(content))).length > 0);
    await again.close();
    const files = (await everyFile(join(crashed, 'octets'))).filter(({ octets }) => octets.length > 0);
    assert.equal(files.length, 10);
  });

  it('leaves a content alone that another message still has', async () => {
    const opened = await openStores(folder(), { limits });
    const store = await opened.stores.open(await newAccount(opened));
    await fill(store, 20);
    const { id } = await mailboxOf(store, 'INBOX');
    const messages = await messagesIn(store, id);
    await store.create(mailboxName('Archiv'));
    const uids = messages.map(({ uid }) => uid);
    // Copied by one, deleted by another, in the same commit.
    await Promise.all([store.copy(id, uids, mailboxName('Archiv')), store.expunge(id)]);
    await opened.drained();
    assert.equal(countRows(folder()).contents, 20);
    await store.delete(mailboxName('Archiv'));
    await opened.drained();
    assert.deepEqual(countRows(folder()), { unused: 0, contents: 10, blobs: 3, threads: 10 });
    await opened.close();
  });
});
