/** Messages, flags, modseqs and the expunge journal: a part of the mail store's contract. */
import assert from 'node:assert/strict';
import { FlagSet } from '../../../src/mail/flags.js';
import { modSeq, uid } from '../../../src/mail/ids.js';
import type { Uid } from '../../../src/mail/ids.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { freshStores } from './context.js';
import { fails } from './mailboxes.js';
import { append, letter, listing, mailboxOf, mark, messagesIn, pieces, verifier } from './opened.js';
import type { OpenEmpty } from './opened.js';

const mail = letter({ Subject: 'x' });
const uids = (...numbers: number[]): Uid[] => numbers.map(uid);

export function messagesContract(openEmpty: OpenEmpty): void {
  describe('messages', () => {
    const context = freshStores(openEmpty);
    const inbox = () => mailboxOf(context.store, 'INBOX');
    const flag = async (set: Uid[], mode: 'add' | 'remove' | 'replace', ...flags: string[]) =>
      context.store.storeFlags((await inbox()).id, set, { mode, flags: FlagSet.of(flags) });

    it('appends several at once with ascending uids, one modseq and the flags given', async () => {
      const contents = [await context.store.stage(pieces(mail)), await context.store.stage(pieces(mail))];
      const before = await inbox();
      const appended = await context.store.append(mailboxName('INBOX'), [
        { content: contents[0]!, flags: FlagSet.of(['\\Seen', '$Todo']) },
        { content: contents[1]!, flags: FlagSet.none, internalDate: { epochMs: 1_700_000_000_000, zoneMinutes: -90 } },
      ]);
      assert.deepEqual([...appended.uids], [1, 2]);
      assert.equal(appended.uidValidity, before.uidValidity);
      const { highestModSeq, uidNext } = await context.store.messages(appended.mailbox);
      const messages = await messagesIn(context.store, appended.mailbox);
      assert.equal(uidNext, 3);
      assert.ok(highestModSeq > before.highestModSeq);
      assert.deepEqual(
        messages.map((each) => each.modSeq),
        [highestModSeq, highestModSeq],
      );
      assert.equal(messages[0]!.flags.text, '\\Seen $Todo');
      assert.equal(messages[0]!.sizeOctets, mail.length);
      assert.equal(messages[0]!.saveDateMs, context.clock.now());
      // RFC 9051 §6.3.12: the date and time of now when none is given; INTERNALDATE has whole seconds.
      assert.deepEqual(messages[0]!.internalDate, { epochMs: Date.UTC(2026, 10, 24, 12), zoneMinutes: 0 });
      assert.deepEqual(messages[1]!.internalDate, { epochMs: 1_700_000_000_000, zoneMinutes: -90 });
    });

    it('appends nothing to a mailbox that is missing, and uses the content up', async () => {
      const content = await context.store.stage(pieces(mail));
      const message = { content, flags: FlagSet.none };
      await assert.rejects(context.store.append(mailboxName('Fern'), [message]), fails('destination-not-found'));
      await assert.rejects(context.store.append(mailboxName('INBOX'), [message]));
      assert.deepEqual(await listing(context.store, 'INBOX'), []);
    });

    it('replaces a message in one commit, in its mailbox or another, and keeps it when it cannot', async () => {
      const { uid: first } = await append(context.store, 'INBOX', mail);
      const { id } = await inbox();
      const before = await inbox();
      const replace = async (to: string, replaces: Uid, ...flags: string[]) => {
        const content = await context.store.stage(pieces(mail));
        return context.store.append(mailboxName(to), [{ content, flags: FlagSet.of(flags) }], {
          replaces: { mailbox: id, uid: replaces },
        });
      };
      await assert.rejects(replace('Fern', first), fails('destination-not-found'));
      assert.deepEqual((await inbox()).highestModSeq, before.highestModSeq);
      assert.deepEqual([...(await replace('INBOX', first, '\\Draft')).uids], [2]);
      const changes = await context.store.changes(id, before.highestModSeq);
      assert.deepEqual([...changes.expunged], [first]);
      assert.deepEqual(
        [...changes.messages].map((each) => each.uid),
        [2],
      );
      await assert.rejects(replace('INBOX', first), fails('message-gone'));
      await context.store.create(mailboxName('Sent'));
      await replace('Sent', uid(2));
      assert.equal((await context.store.counts(id)).messages, 0);
      assert.equal((await context.store.counts((await mailboxOf(context.store, 'Sent')).id)).messages, 1);
    });

    it('never gives a uid twice, also after the last message is expunged', async () => {
      await append(context.store, 'INBOX', mail, ['\\Deleted']);
      const { id } = await inbox();
      assert.deepEqual(await context.store.expunge(id), [1]);
      assert.equal((await append(context.store, 'INBOX', mail)).uid, 2);
    });

    it('adds, removes and replaces flags', async () => {
      await append(context.store, 'INBOX', mail, ['\\Seen']);
      await flag(uids(1), 'add', '\\Flagged', '$Todo');
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 \\Flagged \\Seen $Todo']);
      await flag(uids(1), 'remove', '\\Seen', '$Unknown');
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 \\Flagged $Todo']);
      await flag(uids(1), 'replace', '\\Draft', 'b', 'a');
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 \\Draft a b']);
    });

    it('keeps a keyword in the spelling first seen', async () => {
      await append(context.store, 'INBOX', mail, ['$Wichtig']);
      await append(context.store, 'INBOX', mail, ['$WICHTIG', 'Zahlen']);
      await flag(uids(1, 2), 'add', '$wichtig');
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 $Wichtig', '2 $Wichtig Zahlen']);
      assert.deepEqual((await context.store.messages((await inbox()).id)).messages.keywords, ['$Wichtig', 'Zahlen']);
      await flag(uids(2), 'remove', 'zahlen', '$WICHTIG');
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 $Wichtig', '2']);
      assert.deepEqual((await context.store.messages((await inbox()).id)).messages.keywords, ['$Wichtig']);
    });

    it('reports every message named that exists, and raises the modseq only of what changed, once a call', async () => {
      for (let i = 0; i < 3; i++) await append(context.store, 'INBOX', mail, i === 0 ? ['\\Seen'] : []);
      const before = await inbox();
      const stored = await flag(uids(3, 1, 99, 2, 2), 'add', '\\Seen');
      assert.deepEqual(
        stored.messages.map((each) => `${each.uid} ${each.flags.text}`),
        ['1 \\Seen', '2 \\Seen', '3 \\Seen'],
      );
      assert.deepEqual(stored.modified, []);
      const after = await inbox();
      assert.equal(after.highestModSeq, before.highestModSeq + 1n);
      const { messages } = await context.store.changes(before.id, before.highestModSeq);
      assert.deepEqual(
        messages.map((each) => each.uid),
        [2, 3],
      );
      assert.ok(messages.every((each) => each.modSeq === after.highestModSeq));
    });

    it('changes nothing at all when nothing is to change', async () => {
      await append(context.store, 'INBOX', mail, ['\\Seen']);
      const before = await inbox();
      await flag(uids(1), 'add', '\\Seen');
      await flag(uids(7), 'add', '\\Seen');
      await context.store.expunge(before.id);
      await context.store.copy(before.id, uids(9), mailboxName('INBOX'));
      assert.equal((await inbox()).highestModSeq, before.highestModSeq);
    });

    it('leaves messages changed after unchangedSince alone and reports them', async () => {
      await append(context.store, 'INBOX', mail);
      await append(context.store, 'INBOX', mail);
      const { id, highestModSeq } = await inbox();
      await flag(uids(1), 'add', '\\Flagged');
      const change = { mode: 'add', flags: FlagSet.of(['\\Seen']), unchangedSince: highestModSeq } as const;
      const stored = await context.store.storeFlags(id, uids(1, 2), change);
      assert.deepEqual(stored.modified, [1]);
      assert.deepEqual(
        stored.messages.map((each) => each.uid),
        [2],
      );
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 \\Flagged', '2 \\Seen']);
    });

    it('expunges only what is deleted, and only of the uids given', async () => {
      for (const flags of [['\\Deleted'], [], ['\\Deleted'], ['\\Deleted']]) {
        await append(context.store, 'INBOX', mail, flags);
      }
      const { id } = await inbox();
      assert.deepEqual(await context.store.expunge(id, uids(2, 4, 9)), [4]);
      assert.deepEqual(await context.store.expunge(id), [1, 3]);
      assert.deepEqual(await listing(context.store, 'INBOX'), ['2']);
    });

    it('tells what was expunged since a modseq, ascending', async () => {
      for (let i = 0; i < 5; i++) await append(context.store, 'INBOX', mail, ['\\Deleted']);
      const { id, highestModSeq } = await inbox();
      await context.store.expunge(id, uids(4, 5));
      const between = (await inbox()).highestModSeq;
      await context.store.expunge(id, uids(1, 3));
      assert.deepEqual((await context.store.changes(id, highestModSeq)).expunged, [1, 3, 4, 5]);
      assert.deepEqual((await context.store.changes(id, between)).expunged, [1, 3]);
      assert.deepEqual((await context.store.changes(id, (await inbox()).highestModSeq)).expunged, []);
    });

    it('copies with flags and internal date, sharing the content', async () => {
      await context.store.create(mailboxName('Haus'));
      const { mailbox } = await append(context.store, 'INBOX', mail, ['\\Seen', 'k']);
      await append(context.store, 'INBOX', mail);
      context.clock.pass(60_000);
      const copied = await context.store.copy(mailbox, uids(2, 5, 1, 1), mailboxName('Haus'));
      assert.deepEqual(
        [[...copied.from], [...copied.to]],
        [
          [1, 2],
          [1, 2],
        ],
      );
      const [original] = await messagesIn(context.store, mailbox);
      const messages = await messagesIn(context.store, (await mailboxOf(context.store, 'Haus')).id);
      assert.equal(copied.uidValidity, (await mailboxOf(context.store, 'Haus')).uidValidity);
      assert.equal(messages[0]!.content, original!.content);
      assert.equal(messages[0]!.flags.text, '\\Seen k');
      assert.deepEqual(messages[0]!.internalDate, original!.internalDate);
      assert.equal(messages[0]!.saveDateMs, context.clock.now());
      assert.equal((await context.store.counts((await mailboxOf(context.store, 'Haus')).id)).recent, 2);
    });

    it('copies within a mailbox', async () => {
      const { mailbox } = await append(context.store, 'INBOX', mail, ['\\Seen']);
      await context.store.copy(mailbox, uids(1), mailboxName('INBOX'));
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 \\Seen', '2 \\Seen']);
    });

    it('moves: new uids there, expunged here, content kept', async () => {
      await context.store.create(mailboxName('Haus'));
      const { mailbox } = await append(context.store, 'INBOX', mail, ['\\Flagged']);
      const [message] = await messagesIn(context.store, mailbox);
      const before = await inbox();
      const moved = await context.store.move(mailbox, uids(1, 8), mailboxName('Haus'));
      assert.deepEqual([[...moved.from], [...moved.to]], [[1], [1]]);
      assert.deepEqual(await listing(context.store, 'INBOX'), []);
      assert.deepEqual(await listing(context.store, 'Haus'), ['1 \\Flagged']);
      assert.deepEqual((await context.store.changes(mailbox, before.highestModSeq)).expunged, [1]);
      assert.ok((await context.store.facts([message!.content]))[0]);
    });

    it('moves within a mailbox to new uids', async () => {
      const { mailbox } = await append(context.store, 'INBOX', mail, ['\\Seen']);
      const moved = await context.store.move(mailbox, uids(1), mailboxName('INBOX'));
      assert.deepEqual([...moved.to], [2]);
      assert.deepEqual(await listing(context.store, 'INBOX'), ['2 \\Seen']);
    });

    it('refuses to copy or move from what is gone or to what is missing', async () => {
      const { mailbox } = await append(context.store, 'INBOX', mail);
      const haus = await context.store.create(mailboxName('Haus'));
      await context.store.delete(mailboxName('Haus'));
      for (const action of ['copy', 'move'] as const) {
        await assert.rejects(
          context.store[action](mailbox, uids(1), mailboxName('Fern')),
          fails('destination-not-found'),
        );
        await assert.rejects(context.store[action](haus.id, uids(1), mailboxName('INBOX')), fails('mailbox-not-found'));
      }
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1']);
    });

    it('refuses flags and expunge in a mailbox that is gone', async () => {
      const haus = await context.store.create(mailboxName('Haus'));
      await context.store.delete(mailboxName('Haus'));
      const change = { mode: 'add', flags: FlagSet.of(['\\Seen']) } as const;
      await assert.rejects(context.store.storeFlags(haus.id, uids(1), change), fails('mailbox-not-found'));
      await assert.rejects(context.store.expunge(haus.id), fails('mailbox-not-found'));
      await assert.rejects(context.store.claimRecent(haus.id), fails('mailbox-not-found'));
    });

    it('shows nothing of one account to another', async () => {
      const { mailbox } = await append(context.store, 'INBOX', mail);
      const [message] = await messagesIn(context.store, mailbox);
      const { accounts, stores } = context.opened;
      const other = await accounts.create({
        ...{ user: 'b', language: 'en', name: 'B', address: 'b@example.org', createdMs: 0, mailboxes: [] },
        ...{ verifier, mark },
      });
      const store = await stores.open(other.id);
      assert.deepEqual(await listing(store, 'INBOX'), []);
      const foreign = mailbox === (await mailboxOf(store, 'INBOX')).id ? undefined : mailbox;
      if (foreign) await assert.rejects(store.messages(foreign), fails('mailbox-not-found'));
      assert.deepEqual(await store.facts([message!.content]), [undefined]);
      await assert.rejects(async () => {
        for await (const _ of store.octets(message!.content)) assert.fail('octets of another account');
      }, fails('message-gone'));
      const staged = await store.stage(pieces(mail));
      await assert.rejects(context.store.append(mailboxName('INBOX'), [{ content: staged, flags: FlagSet.none }]));
    });
  });

  describe('thousands of messages', () => {
    const context = freshStores(openEmpty);

    it('expunges all that are asked for, however many, and says so to who asks what changed', async () => {
      const { mailbox } = await append(context.store, 'INBOX', mail, ['\\Deleted']);
      const inbox = async () => (await context.store.messages(mailbox)).messages;
      for (let count = 1; count < 8192; count *= 2) {
        const all = [...(await inbox())].map((message) => message.uid);
        await context.store.copy(mailbox, all, mailboxName('INBOX'));
      }
      const { highestModSeq } = await mailboxOf(context.store, 'INBOX');
      const odd = Array.from({ length: 4096 }, (_, i) => uid(2 * i + 1));
      assert.deepEqual([...(await context.store.expunge(mailbox, odd))], odd);
      assert.equal((await inbox()).length, 4096);
      const rest = await context.store.expunge(mailbox);
      assert.deepEqual([rest.length, rest[0], rest.at(-1)], [4096, 2, 8192]);
      assert.equal((await inbox()).length, 0);
      const ranges = await context.store.expungedSince(mailbox, highestModSeq);
      if (ranges !== 'forgotten')
        assert.equal(
          ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0),
          8192,
        );
      const { octets, messages } = await context.store.quota();
      assert.deepEqual([octets.used, messages.used], [0, 0]);
    });
  });

  describe('limits of the journal', () => {
    const context = freshStores(openEmpty, { journalRuns: 4 });

    it('says that it has forgotten what was expunged long ago, and never tells a part of it', async () => {
      for (let i = 0; i < 20; i++) await append(context.store, 'INBOX', mail, ['\\Deleted']);
      const { id, highestModSeq: first } = await mailboxOf(context.store, 'INBOX');
      const at = [first];
      const expunge = async (...numbers: number[]) => {
        await context.store.expunge(id, uids(...numbers));
        at.push((await mailboxOf(context.store, 'INBOX')).highestModSeq);
      };
      const told = async () =>
        Promise.all(
          at.map(async (since) => {
            const { expunged } = await context.store.changes(id, since);
            const ranges = await context.store.expungedSince(id, since);
            assert.equal(ranges === 'forgotten', expunged === 'forgotten');
            return typeof expunged === 'string' ? expunged : expunged.join();
          }),
        );
      await expunge(1, 3);
      await expunge(5, 6, 7);
      await expunge(9);
      assert.deepEqual(await told(), ['1,3,5,6,7,9', '5,6,7,9', '9', '']);
      await expunge(11); // a fifth run
      assert.deepEqual(await told(), ['forgotten', 'forgotten', '9,11', '11', '']);
      await expunge(13, 15, 17); // they count as one, and with them there are too many
      assert.deepEqual(await told(), ['forgotten', 'forgotten', 'forgotten', 'forgotten', 'forgotten', '']);
      await expunge(20);
      assert.deepEqual((await told()).slice(-3), ['forgotten', '20', '']);
      assert.equal((await context.store.messages(id)).messages.length, 9);
    });
  });

  describe('limits of keywords', () => {
    const context = freshStores(openEmpty, { keywords: 3 });

    it('refuses more keywords than the account may use, all or none, and gives room when some fall out of use', async () => {
      const { mailbox } = await append(context.store, 'INBOX', mail, ['a', 'b']);
      await assert.rejects(append(context.store, 'INBOX', mail, ['c', 'd']), fails('keyword-limit'));
      const add = (...flags: string[]) =>
        context.store.storeFlags(mailbox, uids(1), { mode: 'add', flags: FlagSet.of(flags) });
      await assert.rejects(add('c', 'd'), fails('keyword-limit'));
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 a b']);
      await context.store.storeFlags(mailbox, uids(1), { mode: 'remove', flags: FlagSet.of(['a']) });
      await add('c', 'd');
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 b c d']);
      assert.equal((await context.store.changes(mailbox, modSeq(0n))).messages.length, 1);
    });

    it('keeps the keywords of a message whose append makes room for those of the next', async () => {
      const { mailbox } = await append(context.store, 'INBOX', mail, ['a', 'b']);
      await context.store.storeFlags(mailbox, uids(1), { mode: 'remove', flags: FlagSet.of(['a']) });
      const messages = [];
      for (const keyword of ['c', 'd']) {
        messages.push({ content: await context.store.stage(pieces(mail)), flags: FlagSet.of([keyword]) });
      }
      await context.store.append(mailboxName('INBOX'), messages);
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 b', '2 c', '3 d']);
    });
  });
}
