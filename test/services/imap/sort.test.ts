/** SORT against a sort in plain words: RFC 5256 §3. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ContentFacts } from '../../../src/mail/content-facts.js';
import { contentId, modSeq, seq, threadId, uid } from '../../../src/mail/ids.js';
import { FlagSet } from '../../../src/mail/flags.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import type { Message } from '../../../src/mail/message.js';
import { sortMessages } from '../../../src/services/imap/search/sort.js';
import { Slices } from '../../../src/services/imap/slices.js';
import type { SortKey } from '../../../src/wire/imap/syntax.js';
import { analyse } from '../../../src/wire/mime/analyse.js';

interface Letter {
  readonly from: string;
  readonly name: string;
  readonly to: string | undefined;
  readonly subject: string;
  readonly sentDay: number | undefined;
  readonly arrivedDay: number;
  readonly text: string;
}

const word = fc.constantFrom('', 'a', 'B', 'b', 'Ä', 'z', 'Re: b', '[x] A (fwd)', 'Fwd: z');
const letter: fc.Arbitrary<Letter> = fc.record({
  from: fc.constantFrom('anna', 'Bert', 'bert', 'zoe'),
  name: fc.constantFrom('', 'Anna', 'bert', 'Zoe'),
  to: fc.option(fc.constantFrom('anna', 'Bert'), { nil: undefined }),
  subject: word,
  sentDay: fc.option(fc.integer({ min: 10, max: 14 }), { nil: undefined }),
  arrivedDay: fc.integer({ min: 10, max: 14 }),
  text: fc.constantFrom('', 'x', 'xx'),
});

const encoded = (text: string): string => `=?utf-8?q?${[...Buffer.from(text)].map((o) => `=${o.toString(16).padStart(2, '0')}`).join('')}?=`; // prettier-ignore

function octetsOf({ from, name, to, subject, sentDay, text }: Letter): Buffer {
  const lines = [
    `From: ${name === '' ? '' : `"${name}" `}<${from}@example.com>`,
    ...(to === undefined ? [] : [`To: ${to}@example.com`]),
    `Subject: ${subject === '' ? '' : encoded(subject)}`,
    ...(sentDay === undefined ? [] : [`Date: ${sentDay} Feb 2026 12:00:00 +0000`]),
    '',
    text,
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** As the RFC says it, of the letter itself. */
const plainly: Readonly<Record<string, (letter: Letter) => number | string>> = {
  arrival: ({ arrivedDay }) => arrivedDay,
  date: ({ sentDay, arrivedDay }) => sentDay ?? arrivedDay,
  size: (each) => octetsOf(each).length,
  from: ({ from }) => from.toUpperCase(),
  to: ({ to = '' }) => to.toUpperCase(),
  displayfrom: ({ name, from }) => (name === '' ? `${from}@example.com` : name).toUpperCase(),
  subject: ({ subject }) =>
    subject
      .replace(/^Re: |^Fwd: |^\[x\] | \(fwd\)$/g, '')
      .toUpperCase()
      .replace('Ä', 'A\u0308'),
};

describe('SORT', () => {
  it('gives what a plain sort gives, by any keys', async () => {
    const by = fc.constantFrom('arrival', 'date', 'size', 'from', 'to', 'displayfrom', 'subject') as fc.Arbitrary<
      SortKey['by']
    >;
    const keys = fc.array(fc.record({ by, reverse: fc.boolean() }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.array(letter, { maxLength: 30 }), keys, async (letters, sortKeys) => {
        const messages = letters.map((each, i): Message => ({
          uid: uid(i + 1),
          content: contentId(i),
          flags: FlagSet.of([]),
          modSeq: modSeq(1),
          internalDate: { epochMs: Date.UTC(2026, 1, each.arrivedDay, 12), zoneMinutes: 0 },
          saveDateMs: 0,
          sizeOctets: octetsOf(each).length,
        }));
        const facts = letters.map((each, i): ContentFacts => ({
          ...analyse(octetsOf(each)).structure,
          content: contentId(i),
          thread: threadId(1),
          preview: '',
        }));
        const hits = letters.map((_, i) => seq(i + 1));
        const sorted = await sortMessages(hits, sortKeys, {
          searched: {
            exists: letters.length,
            lastUid: letters.length,
            saved: [],
            at: (number) => messages[number - 1]!,
            isRecent: () => false,
          },
          store: {
            facts: async (asked: readonly number[]) => asked.map((content) => facts[content]),
          } as unknown as MailStore,
          slices: new Slices(new AbortController().signal),
          relevancy: () => 100,
        });
        const expected = hits.toSorted((a, b) => {
          for (const { by: key, reverse } of sortKeys) {
            const [left, right] = [a, b].map((each) => plainly[key]!(letters[each - 1]!));
            if (left! < right!) return reverse ? 1 : -1;
            if (left! > right!) return reverse ? -1 : 1;
          }
          return a - b;
        });
        assert.deepEqual(sorted, expected);
      }),
      { numRuns: 300 },
    );
  });
});
