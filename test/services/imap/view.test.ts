/** A session's view against a model: whatever happens to the mailbox, the client's own book-keeping stays right. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { openMemoryStores } from '../../../src/adapters/memory/open.js';
import { FlagSet } from '../../../src/mail/flags.js';
import type { MailboxId, Uid } from '../../../src/mail/ids.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import { inbox } from '../../../src/mail/mailbox.js';
import { Dialect } from '../../../src/services/imap/dialect.js';
import { View } from '../../../src/services/imap/view.js';

/** What a client knows of its mailbox from the responses alone: flags by position. */
class Client {
  readonly flags: (string | undefined)[] = [];

  hear(line: string): void {
    const [, number, what] = /^\* (\d+) (EXISTS|EXPUNGE|RECENT|FETCH)/.exec(line) ?? [];
    const n = Number(number);
    if (what === 'EXISTS') {
      assert.ok(n >= this.flags.length, 'EXISTS never shrinks');
      while (this.flags.length < n) this.flags.push(undefined);
    } else if (what === 'EXPUNGE') {
      assert.ok(n >= 1 && n <= this.flags.length, line);
      this.flags.splice(n - 1, 1);
    } else if (what === 'FETCH') {
      assert.ok(n >= 1 && n <= this.flags.length, line);
      this.flags[n - 1] = /FLAGS \(([^)]*)\)/.exec(line)![1]!;
    }
  }
}

type Step =
  | { readonly kind: 'append'; readonly count: number }
  | { readonly kind: 'flag'; readonly uid: number; readonly flag: string; readonly add: boolean }
  | { readonly kind: 'expunge'; readonly uid: number }
  | { readonly kind: 'tell'; readonly expunges: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    kind: fc.constant('flag' as const),
    uid: fc.integer({ min: 1, max: 15 }),
    flag: fc.constantFrom('\\Seen', '\\Flagged', '$Work'),
    add: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('expunge' as const), uid: fc.integer({ min: 1, max: 15 }) }),
  fc.record({ kind: fc.constant('tell' as const), expunges: fc.boolean() }),
);

async function openStore() {
  const { stores, accounts } = await openMemoryStores({ clock: { now: () => 0 } });
  const none = Buffer.alloc(32);
  const { id } = await accounts.create({
    user: 'erika',
    language: 'de',
    name: 'Erika Mustermann',
    address: 'erika@example.com',
    verifier: { mechanism: 'SCRAM-SHA-256', iterations: 4096, salt: none, storedKey: none, serverKey: none },
    mark: none,
    createdMs: 0,
    mailboxes: [],
  });
  return { store: await stores.open(id), feed: stores.feed };
}

async function append(store: MailStore, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    async function* octets() {
      yield Buffer.from('a: b\r\n\r\n');
    }
    await store.append(inbox, [{ content: await store.stage(octets()), flags: FlagSet.none }]);
  }
}

async function openView({ recent = false } = {}) {
  const { store, feed } = await openStore();
  const mailbox = (await store.mailbox(inbox))!;
  const dialect = new Dialect(new Set());
  const options = { store, feed, account: store.account, mailbox, dialect, readOnly: false, recent, onNews: () => {} };
  return { store, mailbox, options, view: await View.open(options) };
}

describe('a view', () => {
  it('leaves the client with the mailbox as it is, whatever happened in between', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { store, mailbox, view } = await openView();
        const client = new Client();
        const tell = async (expunges: boolean) => {
          if (view.stale) await view.pull();
          for (const line of view.report({ expunges, uids: false })) {
            if (!expunges) assert.doesNotMatch(line, /EXPUNGE/);
            client.hear(line);
          }
          assert.equal(client.flags.length, view.exists);
        };
        for (const each of steps) {
          if (each.kind === 'append') await append(store, each.count);
          else if (each.kind === 'tell') await tell(each.expunges);
          else if (each.kind === 'flag') {
            const mode = each.add ? 'add' : 'remove';
            await store.storeFlags(mailbox.id, [each.uid as Uid], { mode, flags: FlagSet.of([each.flag]) });
          } else {
            const uids = [each.uid as Uid];
            await store.storeFlags(mailbox.id, uids, { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
            await store.expunge(mailbox.id, uids);
          }
        }
        await tell(true);
        const messages = [...(await store.messages(mailbox.id)).messages];
        assert.equal(view.exists, messages.length);
        for (const [index, message] of messages.entries()) {
          const number = view.seqOf(message.uid);
          assert.equal(number, index + 1);
          assert.ok(view.at(number).flags.equals(message.flags));
          // What was told was true; what was never told was not changed since the client could first ask for it.
          if (client.flags[index] !== undefined) assert.equal(client.flags[index], message.flags.text);
        }
        view.close();
      }),
      { numRuns: 150 },
    );
  });

  it('says nothing twice', async () => {
    const { store, view } = await openView();
    await append(store, 2);
    await view.pull();
    assert.deepEqual([...view.report({ expunges: true, uids: false })], ['* 2 EXISTS\r\n']);
    await view.pull();
    assert.deepEqual([...view.report({ expunges: true, uids: false })], []);
  });

  it('never tells of a message that came and went unseen', async () => {
    const { store, mailbox, view } = await openView({ recent: true });
    await append(store, 1);
    await view.pull();
    await store.storeFlags(mailbox.id, [1 as Uid], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
    await store.expunge(mailbox.id);
    await view.pull();
    assert.deepEqual([...view.report({ expunges: true, uids: false })], []);
    assert.equal(view.recentCount, 0);
    assert.equal(view.uidNext, 2);
  });

  it('forgets that a message was \\Recent when it goes', async () => {
    const { store, mailbox, view } = await openView({ recent: true });
    await append(store, 2);
    await view.pull();
    assert.deepEqual([...view.report({ expunges: true, uids: false })].at(-1), '* 2 RECENT\r\n');
    await store.storeFlags(mailbox.id, [1 as Uid], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
    view.dropped(await store.expunge(mailbox.id));
    assert.deepEqual([...view.report({ expunges: true, uids: false })], ['* 1 EXPUNGE\r\n']);
    assert.equal(view.recentCount, 1);
    await view.pull();
    assert.deepEqual([...view.report({ expunges: true, uids: false })], []);
  });

  it('gives \\Recent to one of two sessions only', async () => {
    const { store, options, view } = await openView({ recent: true });
    const other = await View.open(options);
    await append(store, 1);
    await view.pull();
    await other.pull();
    const told = [view, other].map((each) => [...each.report({ expunges: true, uids: false })]);
    assert.deepEqual(told, [
      ['* 1 EXISTS\r\n', '* 1 RECENT\r\n'],
      ['* 1 EXISTS\r\n', '* 0 RECENT\r\n'],
    ]);
  });

  it('hears of changes between its opening and the first look', async () => {
    const { store, feed } = await openStore();
    const mailbox = (await store.mailbox(inbox))!;
    let news = 0;
    const late: MailStore = Object.create(store, {
      messages: {
        value: async (id: MailboxId) => {
          const read = await store.messages(id);
          await append(store, 1);
          return read;
        },
      },
    }) as MailStore;
    const view = await View.open({
      store: late,
      feed,
      account: store.account,
      mailbox,
      dialect: new Dialect(new Set()),
      readOnly: false,
      recent: false,
      onNews: () => (news += 1),
    });
    assert.equal(view.exists, 0);
    assert.ok(view.stale);
    assert.equal(news, 1);
  });
});
