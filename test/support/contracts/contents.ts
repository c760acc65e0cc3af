/** Octets and facts: a part of the mail store's contract. */
import assert from 'node:assert/strict';
import { FlagSet } from '../../../src/mail/flags.js';
import { uid } from '../../../src/mail/ids.js';
import type { ContentId } from '../../../src/mail/ids.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { analyse } from '../../../src/wire/mime/analyse.js';
import { encodeParts } from '../../../src/wire/mime/part-codec.js';
import { freshStores } from './context.js';
import type { Context } from './context.js';
import { fails } from './mailboxes.js';
import { allOctets, append, letter, listing, mailboxOf, messagesIn, pieces } from './opened.js';
import type { OpenEmpty } from './opened.js';

async function contentOf({ store }: Context, octets: Buffer): Promise<ContentId> {
  const { mailbox, uid: appended } = await append(store, 'INBOX', octets);
  return (await messagesIn(store, mailbox)).find((each) => each.uid === appended)!.content;
}

/** Octets in which a piece out of place shows. */
function counted(size: number): Buffer {
  const octets = Buffer.alloc(size);
  for (let i = 0; i < size; i++) octets[i] = (i * 7 + (i >> 8) + (i >> 16)) & 0xff;
  return octets;
}

export function contentsContract(openEmpty: OpenEmpty): void {
  describe('contents', () => {
    const context = freshStores(openEmpty);

    for (const size of [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000, 700_000]) {
      it(`gives ${size} octets back as they came, and any range of them`, async () => {
        const octets = counted(size);
        const content = await contentOf(context, octets);
        assert.ok((await allOctets(context.store.octets(content))).equals(octets));
        const edges = [0, 1, 65_535, 65_536, 65_537, 200_000, size - 1, size, size + 10].filter((at) => at >= 0);
        for (const start of edges) {
          for (const end of edges) {
            const got = await allOctets(context.store.octets(content, { start, end }));
            assert.ok(got.equals(octets.subarray(start, Math.max(start, end))), `${start} to ${end}`);
          }
        }
      });
    }

    for (const size of [200_000, 1_000_000]) {
      it(`gives ${size} octets to many at once, in windows and whole`, async () => {
        const octets = counted(size);
        const content = await contentOf(context, octets);
        const walk = async (window: number, from: number) => {
          for (let start = from; start < size; start += window) {
            const end = Math.min(start + window, size);
            const got = await allOctets(context.store.octets(content, { start, end }));
            assert.ok(got.equals(octets.subarray(start, end)), `${start} to ${end}`);
          }
        };
        const whole = async () => assert.ok((await allOctets(context.store.octets(content))).equals(octets));
        await Promise.all([
          walk(65_536, 0),
          whole(),
          walk(40_000, 1),
          walk(65_536, 131_072),
          whole(),
          walk(150_000, 7),
        ]);
        await walk(1_000, size - 70_000);
      });
    }

    it('gives nothing of a message that is gone, also not of what was just read', async () => {
      const { store } = context;
      const { mailbox, uid: appended } = await append(store, 'INBOX', counted(700_000));
      const { content } = (await messagesIn(store, mailbox)).find((each) => each.uid === appended)!;
      const window = () => allOctets(store.octets(content, { start: 70_000, end: 80_000 }));
      await window();
      await store.storeFlags(mailbox, [appended], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
      await store.expunge(mailbox);
      await assert.rejects(window(), fails('message-gone'));
    });

    it('gives pieces of at most 64 KB', async () => {
      const content = await contentOf(context, counted(200_000));
      for await (const piece of context.store.octets(content)) assert.ok(piece.length <= 65_536);
    });

    it('keeps all facts as they were worked out', async () => {
      const octets = letter(
        {
          From: '=?utf-8?q?M=C3=BCller?= <m@example.org>',
          Subject: 'Re: Rechnung',
          Date: 'Tue, 24 Nov 2026 12:00:00 +0100',
          'Message-ID': '<b@x>',
          References: '<r@x> <s@x>',
          'In-Reply-To': '<a@x>',
          'MIME-Version': '1.0',
          'Content-Type': 'multipart/mixed; boundary=b',
        },
        '--b\r\n\r\nGuten   Tag,\r\nFrau Muster\r\n--b\r\nContent-Type: application/pdf; name="x y.pdf"\r\n\r\n%PDF\r\n--b--\r\n',
      );
      const content = await contentOf(context, octets);
      const facts = (await context.store.facts([content]))[0]!;
      const { structure } = analyse(octets);
      for (const field of Object.keys(structure) as (keyof typeof structure)[]) {
        if (field === 'root') assert.ok(encodeParts(facts.root).equals(encodeParts(structure.root)));
        else assert.deepEqual(facts[field], structure[field], field);
      }
      assert.equal(facts.content, content);
      assert.equal(facts.preview, 'Guten Tag, Frau Muster');
    });

    it('takes the preview it is given', async () => {
      const content = await context.store.stage(pieces(letter({ Subject: 'x' })));
      const message = { content, flags: FlagSet.none, preview: 'Müller & Söhne' };
      const { mailbox } = await context.store.append(mailboxName('INBOX'), [message]);
      const [stored] = await messagesIn(context.store, mailbox);
      assert.equal((await context.store.facts([stored!.content]))[0]!.preview, 'Müller & Söhne');
    });

    it('gives facts in the order asked for, undefined where the content is gone', async () => {
      const contents: ContentId[] = [];
      for (let i = 0; i < 40; i++) contents.push(await contentOf(context, letter({ Subject: `Nr. ${i}` })));
      const { id } = await mailboxOf(context.store, 'INBOX');
      await context.store.storeFlags(id, [uid(3), uid(17)], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
      await context.store.expunge(id);
      const asked = [...contents].reverse();
      const facts = await context.store.facts(asked);
      assert.deepEqual(
        facts.map((each) => each && each.header.toString()),
        asked.map((_, i) => (i === 37 || i === 23 ? undefined : `Subject: Nr. ${39 - i}\r\n\r\n`)),
      );
    });

    it('gives no facts of one that was just expunged among neighbours, before it is cleared away and after', async () => {
      const { store } = context;
      const messages = [];
      for (let i = 1; i <= 5; i++) {
        const content = await store.stage(pieces(letter({ Subject: `Nr. ${i}` })));
        messages.push({ content, flags: FlagSet.none });
      }
      const { mailbox } = await store.append(mailboxName('INBOX'), messages);
      const contents = (await messagesIn(store, mailbox)).map(({ content }) => content);
      const subjects = async () => (await store.facts(contents)).map((each) => each?.header.toString().trim());
      assert.deepEqual(await subjects(), [
        'Subject: Nr. 1',
        'Subject: Nr. 2',
        'Subject: Nr. 3',
        'Subject: Nr. 4',
        'Subject: Nr. 5',
      ]);
      await store.storeFlags(mailbox, [uid(3)], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
      await store.expunge(mailbox);
      const left = ['Subject: Nr. 1', 'Subject: Nr. 2', undefined, 'Subject: Nr. 4', 'Subject: Nr. 5'];
      assert.deepEqual(await subjects(), left);
      await context.opened.drained?.();
      assert.deepEqual(await subjects(), left);
    });

    it('keeps a content while one message has it, and no longer', async () => {
      const octets = counted(300_000);
      const content = await contentOf(context, octets);
      const inbox = await mailboxOf(context.store, 'INBOX');
      await context.store.copy(inbox.id, [uid(1)], mailboxName('INBOX'));
      const remove = async (number: number) => {
        await context.store.storeFlags(inbox.id, [uid(number)], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
        await context.store.expunge(inbox.id);
      };
      await remove(1);
      assert.ok((await allOctets(context.store.octets(content))).equals(octets));
      await remove(2);
      await assert.rejects(allOctets(context.store.octets(content)), fails('message-gone'));
      assert.deepEqual(await context.store.facts([content]), [undefined]);
    });

    it('puts answers into the thread of what they answer, whichever came first', async () => {
      const thread = async (fields: Record<string, string>) => {
        const content = await contentOf(context, letter(fields));
        return (await context.store.facts([content]))[0]!.thread;
      };
      const first = await thread({ 'Message-ID': '<1@x>' });
      const answer = await thread({ 'Message-ID': '<3@x>', 'In-Reply-To': '<2@x>', References: '<1@x> <2@x>' });
      const between = await thread({ 'Message-ID': '<2@x>', References: '<1@x>' });
      const other = await thread({ 'Message-ID': '<9@x>' });
      const none = await thread({ Subject: 'a' });
      assert.equal(answer, first);
      assert.equal(between, first);
      assert.equal(new Set([first, other, none, await thread({ Subject: 'a' })]).size, 4);
    });

    it('ends staging when its signal aborts', async () => {
      const stop = new AbortController();
      const endless = async function* (): AsyncGenerator<Buffer> {
        for (let i = 0; ; i++) {
          if (i === 400) stop.abort(new Error('enough'));
          yield Buffer.alloc(1000);
        }
      };
      await assert.rejects(context.store.stage(endless(), { signal: stop.signal }), /enough/);
    });

    it('gives up with the error of a source that fails', async () => {
      const broken = async function* (): AsyncGenerator<Buffer> {
        yield Buffer.alloc(300_000);
        throw new Error('the line broke');
      };
      await assert.rejects(context.store.stage(broken()), /the line broke/);
    });

    it('uses staged content once', async () => {
      const content = await context.store.stage(pieces(letter({ Subject: 'x' })));
      assert.equal(content.sizeOctets, letter({ Subject: 'x' }).length);
      await context.store.discard(content);
      await assert.rejects(context.store.append(mailboxName('INBOX'), [{ content, flags: FlagSet.none }]));
      assert.deepEqual(await listing(context.store, 'INBOX'), []);
    });

    it('does not notice when the giver uses its buffer again', async () => {
      const shared = Buffer.from('Subject: a\r\n\r\n');
      const source = async function* (): AsyncGenerator<Buffer> {
        yield shared;
        shared.fill('z');
      };
      const content = await context.store.stage(source());
      const { mailbox } = await context.store.append(mailboxName('INBOX'), [{ content, flags: FlagSet.none }]);
      const [stored] = await messagesIn(context.store, mailbox);
      assert.equal((await allOctets(context.store.octets(stored!.content))).toString(), 'Subject: a\r\n\r\n');
    });
  });

  describe('limits of size and quota', () => {
    const context = freshStores(openEmpty, { messageOctets: 400_000, quotaOctets: 500_000 });

    it('takes a message of the largest size and refuses one octet more', async () => {
      await context.store.discard(await context.store.stage(pieces(counted(400_000), 50_000)));
      await assert.rejects(context.store.stage(pieces(counted(400_001), 50_000)), fails('message-too-large'));
    });

    it('refuses what goes over the quota, until something is deleted; copies cost nothing', async () => {
      const { mailbox } = await append(context.store, 'INBOX', counted(300_000), ['\\Deleted']);
      await context.store.copy(mailbox, [uid(1)], mailboxName('INBOX'));
      await assert.rejects(append(context.store, 'INBOX', counted(300_000)), fails('over-quota'));
      assert.deepEqual(await listing(context.store, 'INBOX'), ['1 \\Deleted', '2 \\Deleted']);
      await context.store.expunge(mailbox);
      assert.equal((await append(context.store, 'INBOX', counted(300_000))).uid, 3);
      assert.deepEqual((await context.store.quota()).octets, { used: 300_000, limit: 500_000 });
    });
  });

  describe('limit of messages', () => {
    const context = freshStores(openEmpty, { quotaMessages: 3 });
    const used = async () => (await context.store.quota()).messages;

    it('counts each copy, refuses what goes beyond, all or none, and never what moves', async () => {
      const { mailbox } = await append(context.store, 'INBOX', letter({ Subject: 'a' }), ['\\Deleted']);
      await append(context.store, 'INBOX', letter({ Subject: 'b' }));
      assert.deepEqual(await used(), { used: 2, limit: 3 });
      const copy = (...numbers: number[]) =>
        context.store.copy(
          mailbox,
          numbers.map((each) => uid(each)),
          mailboxName('INBOX'),
        );
      await assert.rejects(copy(1, 2), fails('over-quota'));
      await copy(1, 99);
      await assert.rejects(append(context.store, 'INBOX', letter({ Subject: 'c' })), fails('over-quota'));
      assert.deepEqual(await used(), { used: 3, limit: 3 });
      await context.store.create(mailboxName('Archiv'));
      await context.store.move(mailbox, [uid(1), uid(2), uid(3)], mailboxName('Archiv'));
      assert.deepEqual(await used(), { used: 3, limit: 3 });
      await context.store.expunge((await mailboxOf(context.store, 'Archiv')).id);
      assert.deepEqual(await used(), { used: 1, limit: 3 });
      await context.store.delete(mailboxName('Archiv'));
      assert.deepEqual(await context.store.quota(), {
        octets: { used: 0, limit: undefined },
        messages: { used: 0, limit: 3 },
      });
    });
  });
}
