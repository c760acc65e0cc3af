/** Text search: a part of the mail store's contract. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FlagSet } from '../../../src/mail/flags.js';
import { uid } from '../../../src/mail/ids.js';
import { foldCriterion, foldText, scoreIn } from '../../../src/mail/search.js';
import type { TextCriterion } from '../../../src/mail/search.js';
import { analyse } from '../../../src/wire/mime/analyse.js';
import { freshStores, sharedStores } from './context.js';
import type { Context } from './context.js';
import { append, letter, mailboxOf, messagesIn } from './opened.js';
import type { OpenEmpty } from './opened.js';

const strom = letter(
  {
    From: '=?utf-8?q?Stadtwerke_Gr=C3=BCnau?= <post@stadtwerke.example>',
    To: 'Erika <erika@example.org>',
    Cc: 'Archiv <archiv@example.org>',
    Subject: '=?utf-8?q?Ihre_Stra=C3=9Fenreinigungsgeb=C3=BChr?=',
    'X-Ablage': 'Ordner 7',
    'Content-Type': 'text/plain; charset=utf-8',
  },
  'Sehr geehrte\r\nFrau Mustermann, die GEBÜHR beträgt 12 €.\r\nZeichen: q\r\n',
);
const plain = letter({ From: 'Bank <bank@example.org>', Subject: 'Kontoauszug' }, 'Kein Umlaut. Nummer 4711\r\n');
const bare = Buffer.from('\r\nnur Text ohne Kopf\r\n');

/** The uids of INBOX in which each criterion holds. */
async function uidsFound({ store }: Context, ...criteria: TextCriterion[]): Promise<number[][]> {
  const messages = await messagesIn(store, (await mailboxOf(store, 'INBOX')).id);
  const sets = await store.search(criteria);
  return sets.map((set) => messages.filter(({ content }) => set.has(content)).map((each) => each.uid));
}

export function searchContract(openEmpty: OpenEmpty): void {
  describe('search in letters', () => {
    const context = sharedStores(openEmpty);
    before(async () => {
      for (const octets of [strom, plain, bare]) await append(context.store, 'INBOX', octets);
    });

    const rows: [criterion: TextCriterion, uids: number[]][] = [
      [{ field: 'body', needle: 'gebühr' }, [1]],
      [{ field: 'body', needle: 'GEBU\u0308HR' }, [1]],
      [{ field: 'body', needle: 'geehrte frau' }, [1]],
      [{ field: 'body', needle: 'umlaut' }, [2]],
      [{ field: 'body', needle: 'q' }, [1]],
      [{ field: 'body', needle: '€' }, [1]],
      [{ field: 'body', needle: 'u' }, [1, 2, 3]],
      [{ field: 'body', needle: '71' }, [2]],
      [{ field: 'body', needle: 'Kontoauszug' }, []],
      [{ field: 'body', needle: '' }, [1, 2, 3]],
      [{ field: 'text', needle: 'kontoauszug' }, [2]],
      [{ field: 'text', needle: 'ordner 7' }, [1]],
      [{ field: 'text', needle: 'x-ablage' }, [1]],
      [{ field: 'text', needle: 'nummer' }, [2]],
      [{ field: 'text', needle: 'kontoauszug kein' }, []],
      [{ field: 'subject', needle: 'STRAßENREINIGUNG' }, [1]],
      [{ field: 'subject', needle: 'STRA\u1e9eENREINIGUNG' }, [1]],
      [{ field: 'subject', needle: 'strassenreinigung' }, []],
      [{ field: 'subject', needle: 'enrein' }, [1]],
      [{ field: 'from', needle: 'grünau' }, [1]],
      [{ field: 'from', needle: 'bank@example' }, [2]],
      [{ field: 'from', needle: 'erika' }, []],
      [{ field: 'to', needle: 'erika@example.org' }, [1]],
      [{ field: 'cc', needle: 'archiv' }, [1]],
      [{ field: 'bcc', needle: 'archiv' }, []],
      [{ field: 'bcc', needle: '' }, [1, 2, 3]],
      [{ field: 'header', name: 'x-ablage', needle: 'ordner' }, [1]],
      [{ field: 'header', name: 'x-ablage', needle: '' }, [1]],
      [{ field: 'header', name: 'ablage', needle: '' }, []],
      [{ field: 'header', name: 'x-ablage', needle: 'x-ablage' }, []],
      [{ field: 'header', name: 'x-abl', needle: '' }, []],
      [{ field: 'header', name: 'subject', needle: 'ordner' }, []],
      [{ field: 'header', name: 'subject', needle: '' }, [1, 2]],
      [{ field: 'header', name: 'from', needle: 'GRÜNAU' }, [1]],
    ];
    for (const [criterion, uids] of rows) {
      const name = criterion.field === 'header' ? `header ${criterion.name}` : criterion.field;
      it(`finds ${JSON.stringify(criterion.needle)} in ${name}: ${uids.join(', ') || 'nowhere'}`, async () => {
        assert.deepEqual(await uidsFound(context, criterion), [uids]);
      });
    }
  });

  describe('search', () => {
    const context = freshStores(openEmpty);
    beforeEach(async () => {
      for (const octets of [strom, plain, bare]) await append(context.store, 'INBOX', octets);
    });

    it('answers many criteria in order', async () => {
      const [first, second, third] = await uidsFound(
        context,
        { field: 'body', needle: 'nummer' },
        { field: 'from', needle: 'stadtwerke' },
        { field: 'text', needle: 'nirgends' },
      );
      assert.deepEqual([first, second, third], [[2], [1], []]);
      assert.deepEqual(await context.store.search([]), []);
    });

    it('forgets what was expunged, and finds what came after', async () => {
      const { id } = await mailboxOf(context.store, 'INBOX');
      assert.equal((await context.store.search([{ field: 'body', needle: 'gebühr' }]))[0]!.size, 1);
      await context.store.storeFlags(id, [uid(1)], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
      await context.store.expunge(id);
      await append(context.store, 'INBOX', letter({ Subject: 'neu' }, 'nochmals gebuhr und umlaut'));
      const sets = await context.store.search([
        { field: 'body', needle: 'gebühr' },
        { field: 'body', needle: 'umlaut' },
        { field: 'body', needle: '' },
      ]);
      assert.deepEqual(
        sets.map((set) => set.size),
        [0, 2, 3],
      );
    });

    it('ends when its signal aborts', async () => {
      const stop = new AbortController();
      stop.abort(new Error('client left'));
      await assert.rejects(
        context.store.search([{ field: 'body', needle: 'x' }], { signal: stop.signal }),
        /client left/,
      );
      const later = new AbortController();
      const search = context.store.search([{ field: 'body', needle: 'x' }], { signal: later.signal });
      later.abort(new Error('client left later'));
      await search.catch((error: Error) => assert.equal(error.message, 'client left later'));
      assert.equal((await uidsFound(context, { field: 'body', needle: 'nummer' }))[0]!.length, 1);
    });

    it('agrees with a plain look at the texts, for any texts and needles', async function () {
      this.timeout(60_000);
      const word = fc.constantFrom(
        'Straße',
        'STRASSE',
        'ﬁnden',
        'Äa',
        'a\u0308',
        'b',
        'İ',
        'ς',
        '½',
        '%',
        '_',
        ' ',
        ': ',
        'Ab',
      );
      const words = fc.array(word, { maxLength: 6 }).map((each) => each.join(''));
      const field = fc.constantFrom('from', 'to', 'cc', 'bcc', 'subject', 'body', 'text');
      const criterion = fc.oneof(
        fc.record({ field, needle: words, fuzzy: fc.boolean() }) as fc.Arbitrary<TextCriterion>,
        fc.record({
          field: fc.constant('header' as const),
          name: fc.constantFrom('subject', 'x-a', 'x'),
          needle: words,
        }),
      );
      const message = fc
        .record({ subject: words, a: words, body: words })
        .map(({ subject, a, body }) =>
          letter(
            { From: 'x@example.org', Subject: subject, 'X-A': a, 'Content-Type': 'text/plain; charset=utf-8' },
            body,
          ),
        );
      const store = context.store;
      const texts = new Map<number, ReturnType<typeof foldText>>();
      for (const octets of fc.sample(message, { numRuns: 60, seed: 4711 })) {
        const { mailbox, uid: appended } = await append(store, 'INBOX', octets);
        const messages = await messagesIn(store, mailbox);
        texts.set(messages.find((each) => each.uid === appended)!.content, foldText(analyse(octets).text));
      }
      await fc.assert(
        fc.asyncProperty(criterion, async (each) => {
          const [set] = await store.search([each]);
          for (const [content, text] of texts) {
            assert.equal(set!.get(content as never), scoreIn(text, foldCriterion(each)), `${content} ${text.header}`);
          }
        }),
        { numRuns: 100 },
      );
    });
  });
}
