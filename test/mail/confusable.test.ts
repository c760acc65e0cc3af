import assert from 'node:assert/strict';
import fc from 'fast-check';
import { confusableForm, fuzzyNeedle, fuzzyScore } from '../../src/mail/confusable.js';
import { foldForSearch } from '../../src/mail/search.js';

/** What may stand for one another. */
const groups: readonly (readonly string[])[] = [
  ['m', 'rn', 'M', 'RN'],
  ['l', '1', 'I', 'i', '|', 'L'],
  ['0', 'O', 'o'],
  ['cl', 'd', 'D'],
  ['ß', 'B', 'ss', 'SS', '8'],
  ['ä', 'ae', 'Ä'],
  ['ö', 'oe', 'Ö'],
  ['ü', 'ue', 'Ü'],
  ['vv', 'w'],
  ['5', 's'],
  ['a'],
  ['e'],
  [' '],
  ['t'],
  ['€'],
];
const either = fc
  .tuple(fc.nat(groups.length - 1), fc.nat(7), fc.nat(7))
  .map(([group, a, b]) => [groups[group]![a % groups[group]!.length]!, groups[group]![b % groups[group]!.length]!]);
/** One text, and the same as it may be misread. */
const misread = fc
  .array(either, { minLength: 1, maxLength: 12 })
  .map((pairs) => [pairs.map(([a]) => a).join(''), pairs.map(([, b]) => b).join('')] as const);
const around = fc.string({
  unit: fc.constantFrom('a', 'e', 'r', 'n', 'u', 'c', 'l', 's', ' ', 'ß', '\u0308'),
  maxLength: 6,
});

describe('what recognition of print confuses', () => {
  it('is found in any text around it, however it was misread', () => {
    fc.assert(
      fc.property(misread, around, around, ([needle, found], before, behind) => {
        // Joined as folded: a mark at the start of what follows would belong to the needle's last letter.
        const text = [before, found, behind].map(foldForSearch).join('');
        const score = fuzzyScore(Buffer.from(text), fuzzyNeedle(foldForSearch(needle)));
        assert.ok(score !== undefined && score >= 1 && score <= 100, `${needle} in ${text}`);
      }),
      { numRuns: 5000 },
    );
  });

  it('is one to the letter only where it is', () => {
    fc.assert(
      fc.property(misread, ([needle, found]) => {
        const [a, b] = [foldForSearch(needle), foldForSearch(found)];
        assert.equal(fuzzyScore(Buffer.from(b), fuzzyNeedle(a)) === 100, b.includes(a));
      }),
      { numRuns: 2000 },
    );
  });

  for (const [text, needle] of [
    ['Rechnung', 'Rechnumg'],
    ['Gebuhr', 'Gebühr'],
    ['Haus', 'Maus'],
    ['17', '77'],
  ] as const) {
    it(`is not ${needle} for ${text}`, () => {
      assert.equal(fuzzyScore(Buffer.from(foldForSearch(text)), fuzzyNeedle(foldForSearch(needle))), undefined);
    });
  }

  it('has forms that join as the texts do, and at most twice their length', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }).map(foldForSearch)), (texts) => {
        const octets = texts.map((each) => Buffer.from(each));
        const places = octets.map((_, i) => octets.slice(0, i).reduce((sum, { length }) => sum + length, 0));
        const starts = Uint32Array.from([...places, Buffer.concat(octets).length]);
        const form = confusableForm(Buffer.concat(octets), starts);
        assert.deepEqual(form, Buffer.concat(octets.map((each) => confusableForm(each))));
        assert.ok(form.length <= 2 * Buffer.concat(octets).length);
        texts.forEach((_, i) => {
          const before = Buffer.concat(octets.slice(0, i).map((each) => confusableForm(each)));
          assert.equal(starts[i], before.length);
        });
      }),
    );
  });

  it('takes a long text in time that grows with it', () => {
    const time = (length: number): number => {
      const text = Buffer.from('M8WDß'.repeat(length));
      const needle = fuzzyNeedle('RNSSVVCLSS'.repeat(100) + 'X');
      const started = process.cpuUsage();
      fuzzyScore(text, needle);
      return process.cpuUsage(started).user;
    };
    time(10_000);
    assert.ok(time(200_000) < 100 * Math.max(time(20_000), 1000));
  });
});
