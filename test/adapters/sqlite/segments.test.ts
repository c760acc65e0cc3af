import assert from 'node:assert/strict';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { FlagSet } from '../../../src/mail/flags.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { letter, mailboxOf, messagesIn, newAccount, pieces } from '../../support/contracts/opened.js';
import { temporaryFolder } from '../../support/temp-folder.js';
import { openStores } from './open-for-test.js';

describe('segments', () => {
  const folder = temporaryFolder();

  it('stay few, hold each content once, and lose what is deleted', async () => {
    const opened = await openStores(folder());
    const store = await opened.stores.open(await newAccount(opened));
    const count = 300;
    for (let batch = 0; batch < count; batch += 50) {
      const numbers = Array.from({ length: 50 }, (_, i) => batch + i);
      const contents = await Promise.all(
        numbers.map((i) =>
          store.stage(pieces(letter({ Subject: `Nr. ${i}` }, `wort${i}ende `.repeat(i % 7 === 0 ? 3000 : 30)))),
        ),
      );
      const flags = (i: number) => FlagSet.of(numbers[i]! % 3 === 0 ? ['\\Deleted'] : []);
      await Promise.all(
        contents.map((content, i) => store.append(mailboxName('INBOX'), [{ content, flags: flags(i) }])),
      );
    }
    const { id } = await mailboxOf(store, 'INBOX');
    const database = new SqliteDatabase(join(folder(), 'mail.db'), { readonly: true });
    const segments = database.prepare('select count(*) from segments').pluck();
    const dangling = database
      .prepare(
        'select count(*) from contents c where not exists (select 1 from segments s where s.account = c.account and ' +
          's.kind = 0 and s.segment = c.facts_segment) or not exists (select 1 from segments s where ' +
          's.account = c.account and s.kind = 1 and s.segment = c.text_segment)',
      )
      .pluck();
    try {
      await opened.drained();
      assert.ok((segments.get() as number) < 100, `${segments.get() as number} segments`);
      assert.equal(dangling.get(), 0);
      assert.equal((await store.expunge(id)).length, 100);
      await opened.drained();
      assert.equal(dangling.get(), 0);
      const messages = await messagesIn(store, id);
      const facts = await store.facts(messages.map(({ content }) => content));
      assert.deepEqual(
        facts.map((each) => /Nr\. (\d+)/.exec(each!.header.toString())![1]),
        Array.from({ length: count }, (_, i) => i)
          .filter((i) => i % 3 > 0)
          .map(String),
      );
      const found = await store.search([3, 4, 7, 299].map((i) => ({ field: 'body', needle: `wort${i}ende` }) as const));
      assert.deepEqual(
        found.map((set) => set.size),
        [0, 1, 1, 1],
      );
      await store.storeFlags(
        id,
        messages.map(({ uid }) => uid),
        { mode: 'add', flags: FlagSet.of(['\\Deleted']) },
      );
      await store.expunge(id);
      await opened.drained();
      assert.equal(segments.get(), 0);
    } finally {
      database.close();
      await opened.close();
    }
  });
});
