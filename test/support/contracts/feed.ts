/** The change feed's contract. */
import assert from 'node:assert/strict';
import type { Change } from '../../../src/mail/change-feed.js';
import { FlagSet } from '../../../src/mail/flags.js';
import { accountId, uid } from '../../../src/mail/ids.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { freshStores } from './context.js';
import { append, letter, mailboxOf } from './opened.js';
import type { OpenEmpty } from './opened.js';

export function feedContract(openEmpty: OpenEmpty): void {
  describe('change feed', () => {
    const context = freshStores(openEmpty);
    let heard: Change[];
    let end: () => void;
    beforeEach(() => {
      heard = [];
      end = context.opened.stores.feed.subscribe(context.account, (change) => heard.push(change));
    });
    const told = () =>
      heard.splice(0).map((each) => (each.kind === 'mailbox' ? `${each.mailbox} ${each.highestModSeq}` : each.kind));
    const now = async (name: string) => {
      const { id, highestModSeq } = await mailboxOf(context.store, name);
      return `${id} ${highestModSeq}`;
    };

    it('tells every change of messages with the mailbox and its modseq, once it is committed', async () => {
      const { mailbox } = await append(context.store, 'INBOX', letter({ Subject: 'x' }));
      assert.deepEqual(told(), [await now('INBOX')]);
      await context.store.storeFlags(mailbox, [uid(1)], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
      assert.deepEqual(told(), [await now('INBOX')]);
      await context.store.copy(mailbox, [uid(1)], mailboxName('INBOX'));
      assert.deepEqual(told(), [await now('INBOX')]);
      await context.store.expunge(mailbox, [uid(1)]);
      assert.deepEqual(told(), [await now('INBOX')]);
      await context.store.create(mailboxName('Haus'));
      assert.deepEqual(told(), ['mailbox-list']);
      await context.store.move(mailbox, [uid(2)], mailboxName('Haus'));
      assert.deepEqual(told().sort(), [await now('INBOX'), await now('Haus')].sort());
    });

    it('lets a listener read the change at once', async () => {
      const seen: Promise<number>[] = [];
      const { feed } = context.opened.stores;
      feed.subscribe(context.account, (change) => {
        if (change.kind === 'mailbox')
          seen.push(context.store.messages(change.mailbox).then(({ messages }) => messages.length));
      });
      await append(context.store, 'INBOX', letter({ Subject: 'x' }));
      assert.deepEqual(await Promise.all(seen), [1]);
    });

    it('is silent when nothing changed or a change failed', async () => {
      const { id } = await mailboxOf(context.store, 'INBOX');
      await context.store.expunge(id);
      await context.store.storeFlags(id, [uid(1)], { mode: 'add', flags: FlagSet.of(['\\Seen']) });
      await assert.rejects(append(context.store, 'Fern', letter({ Subject: 'x' })));
      assert.deepEqual(told(), []);
    });

    it('tells that the list changed, and sessions of a deleted mailbox to look again', async () => {
      await context.store.subscribe(mailboxName('Haus'), true);
      const { id } = await context.store.create(mailboxName('Haus'));
      await context.store.rename(mailboxName('Haus'), mailboxName('Heim'));
      assert.deepEqual(told(), ['mailbox-list', 'mailbox-list', 'mailbox-list']);
      await context.store.delete(mailboxName('Heim'));
      const [first, second] = told();
      assert.ok(first!.startsWith(`${id} `));
      assert.equal(second, 'mailbox-list');
    });

    it('reaches each subscription of the account until it ends, and no other account', () => {
      const { feed } = context.opened.stores;
      const second: Change[] = [];
      const endSecond = feed.subscribe(context.account, (change) => second.push(change));
      feed.publish(context.account, { kind: 'access-ended', credential: undefined });
      feed.publish(accountId(context.account + 1), { kind: 'mailbox-list' });
      assert.deepEqual([told(), second.length], [['access-ended'], 1]);
      end();
      feed.publish(context.account, { kind: 'mailbox-list' });
      assert.deepEqual([told(), second.length], [[], 2]);
      endSecond();
      endSecond();
    });
  });
}
