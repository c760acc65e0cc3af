import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldCriterion, foldForSearch, foldText, scoreIn } from '../../src/mail/search.js';

describe('folding for search', () => {
  for (const [a, b] of [
    ['Gebühr', 'GEBÜHR'],
    ['ü', 'u\u0308'],
    ['Straße', 'STRA\u1e9eE'],
    ['ﬁnden', 'FINDEN'],
    ['ς', 'Σ'],
    ['a\r\n  b', 'A B'],
    ['a\u00a0b', 'a b'],
    ['①', '1'],
    ['a\0b', 'AB'],
    ['a\u0308\0\u0323', 'ä\u0323'],
  ] as const) {
    it(`holds ${JSON.stringify(a)} and ${JSON.stringify(b)} equal`, () => {
      assert.equal(foldForSearch(a), foldForSearch(b));
    });
  }

  for (const [a, b] of [
    ['ß', 'ss'],
    ['ü', 'u'],
    ['ü', 'ue'],
    ['0', 'O'],
  ] as const) {
    it(`keeps ${a} and ${b} apart`, () => assert.notEqual(foldForSearch(a), foldForSearch(b)));
  }

  it('is idempotent, and gives no line ends, NUL or half characters', () => {
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const odd = fc
      .array(
        fc.oneof(
          text,
          fc.constantFrom('\0', '\ud800', '\udc00', '\u0345', '\u0301', 'ß', '\u{f8ff}', '\u0085', '\n', '¨'),
        ),
      )
      .map((all) => all.join(''));
    fc.assert(
      fc.property(odd, (each) => {
        const folded = foldForSearch(each);
        assert.equal(foldForSearch(folded), folded);
        assert.ok(!/[\n\r\t\0]/.test(folded));
        assert.equal(Buffer.from(folded, 'utf8').toString('utf8'), folded);
      }),
      { numRuns: 2000 },
    );
  });

  it('folds every single character to one that stays, and its capital to the same', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      const character = String.fromCodePoint(code);
      // Nothing to fold there: half pairs, private use, unassigned; and of the many ideographs some are enough.
      if (/[\p{Cs}\p{Co}\p{Cn}]/u.test(character) || (/\p{Unified_Ideograph}/u.test(character) && code % 97 > 0))
        continue;
      const folded = foldForSearch(character);
      if (foldForSearch(folded) !== folded) assert.fail(`U+${code.toString(16)} is not stable`);
      const upper = character.toUpperCase();
      if (code !== 0xdf && foldForSearch(upper) !== folded)
        assert.fail(`U+${code.toString(16)} differs from its capital`);
    }
  });

  it('finds a text by any piece cut out of it', () => {
    const words = fc
      .array(fc.constantFrom('Straße', 'Äpfel ', 'ﬃ', '½ ', 'a\u0308', '\n\n', '€', 'İ', '😀'))
      .map((all) => all.join(''));
    fc.assert(
      fc.property(words, fc.nat(), fc.nat(), (text, a, b) => {
        // Between whole characters with their marks: half of one is no piece that anybody would type.
        const parts = [...new Intl.Segmenter('de').segment(text)].map(({ segment }) => segment);
        const piece = parts.slice(a % (parts.length + 1), (b % (parts.length + 1)) + 1).join('');
        assert.ok(foldForSearch(text).includes(foldForSearch(piece)), JSON.stringify(piece));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('text criteria', () => {
  const text = foldText({
    ...{ from: 'Müller <m@x>', to: '', cc: '', bcc: '', subject: 'Rechnung' },
    header: 'From: Müller <m@x>\r\nSubject: Rechnung\r\nX-Leer: ',
    body: 'Betrag 12 €',
  });
  const holds = (criterion: Parameters<typeof foldCriterion>[0]) =>
    scoreIn(text, foldCriterion(criterion)) !== undefined;

  it('take an empty string as found everywhere, and in HEADER as a question for the field', () => {
    assert.ok(holds({ field: 'bcc', needle: '' }));
    assert.ok(holds({ field: 'header', name: 'x-leer', needle: '' }));
    assert.ok(!holds({ field: 'header', name: 'x-voll', needle: '' }));
  });

  it('look in one header line only', () => {
    assert.ok(holds({ field: 'header', name: 'subject', needle: 'rechnung' }));
    assert.ok(!holds({ field: 'header', name: 'from', needle: 'rechnung' }));
    assert.ok(!holds({ field: 'text', needle: 'm@x> subject' }));
    assert.ok(!holds({ field: 'text', needle: 'leer: betrag' }));
  });
});
