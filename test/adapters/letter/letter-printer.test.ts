import assert from 'node:assert/strict';
import { createLetterPrinter } from '../../../src/adapters/letter/letter-printer.js';
import { qrCells } from '../../../src/adapters/letter/qr-cells.js';
import type { PasswordLetter } from '../../../src/mail/password-letter.js';
import { composeSheet } from '../../../src/services/letters/password-letters.js';
import { hostileLetters, letter, letterWithoutLink } from '../../support/password-letter/letter.js';
import { readLetter, type Box, type LetterChar } from '../../support/password-letter/read-letter.js';

const printer = createLetterPrinter();
const compose = (of: PasswordLetter) => composeSheet(of, 'Europe/Berlin', printer.printable);
const print = (of: PasswordLetter) => printer.print(compose(of));

const overlap = (a: Box, b: Box) =>
  Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0) > 0.1 && Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0) > 0.25;

/** Pairs of characters of which one is printed over the other; neighbours of one line may touch. */
function printedOver(chars: readonly LetterChar[]): readonly string[] {
  return chars.flatMap((a, at) =>
    chars.slice(at + 2).flatMap((b) => (overlap(a, b) ? [`${a.text} over ${b.text} at ${a.x0}, ${a.y0}`] : [])),
  );
}

describe('letter printer', function () {
  this.timeout(20_000);

  for (const language of ['de', 'en'] as const) {
    it(`prints all that the sheet says on one A4 page, ${language}`, async () => {
      const sheet = compose({ ...letter, language });
      const read = await readLetter(await printer.print(sheet));
      assert.equal(read.pages, 1);
      assert.deepEqual([Math.round(read.width), Math.round(read.height)], [210, 297]);
      const { byHand } = sheet;
      const words = [
        ...[sheet.letterhead.name, ...sheet.letterhead.lines, sheet.returnLine, ...sheet.address],
        ...sheet.facts.flatMap(({ label, value }) => [label, value]),
        ...[sheet.subject, sheet.greeting, sheet.intro, sheet.footer],
        ...sheet.steps.flatMap(({ title, text }) => [title, text]),
        ...sheet.codes.flatMap(({ title, lines, below }) => [title, ...lines, ...(below.typed ? [] : [below.text])]),
        ...[...byHand.identity, ...byHand.servers].flatMap(({ label, value }) => [label, value]),
        ...[byHand.heading, byHand.password.groups.join('-'), byHand.password.hint],
        ...sheet.advice.flatMap(({ title, text }) => [title, text]),
      ];
      for (const each of words) assert.ok(read.text.includes(each.replaceAll('\u00a0', ' ')), each);
      // A link is broken where it has to be.
      assert.ok(read.text.replaceAll(' ', '').includes(letter.setup!.url));
      assert.deepEqual(printedOver(read.chars), []);
    });
  }

  it('prints codes that say exactly what they should', async () => {
    const read = await readLetter(await print(letter));
    const { codes } = compose(letter);
    assert.deepEqual(read.codes, [codes[0]!.content, codes[1]!.content]);
    assert.equal(codes[1]!.content, letter.setup!.url);
  });

  it('shows in the window the address and what stands above it, and never PIN, link or password', async () => {
    const { chars } = await readLetter(await print(letter));
    // The sheet may slip by 5 mm in its envelope.
    const seen = chars.filter(({ x1, x0, y1, y0 }) => x1 > 15 && x0 < 110 && y1 > 40 && y0 < 95);
    const text = seen.map((char) => char.text).join('');
    assert.equal(text, 'DigitalePostGmbH·Postfach123456·10115BerlinErikaMustermannHeidestraße1751147Köln');
    for (const { x0, x1, y0, y1 } of seen) assert.ok(x0 >= 25 && x1 <= 105 && y0 >= 45 && y1 <= 90);
  });

  it('gives the same octets for the same letter', async () => {
    const [first, second] = [await print(letter), await print(letter)];
    assert.ok(first.equals(second));
    assert.ok(!first.equals(await print({ ...letter, dateMs: letter.dateMs + 86_400_000 })));
  });

  it('moves up what is left where there is no code', async () => {
    const identity = { ...letter.identity, address: 'jürgen@post.example' };
    const { text, chars, pages, codes } = await readLetter(
      await print({ ...letterWithoutLink, identity, reason: 'misuse' }),
    );
    assert.equal(pages, 1);
    assert.deepEqual(codes, [undefined, undefined]);
    assert.ok(text.includes('Ihre Zugangsdaten') && text.includes(letter.password));
    assert.deepEqual(printedOver(chars), []);
  });

  for (const [what, hostile] of Object.entries(hostileLetters)) {
    it(`stays one page that can be read: ${what}`, async () => {
      const { pages, chars, text, codes } = await readLetter(await print(hostile));
      assert.equal(pages, 1);
      assert.deepEqual(printedOver(chars), []);
      for (const char of chars) {
        assert.ok(
          char.x0 > 4 && char.x1 < 191 && char.y0 > 10 && char.y1 < 290,
          `${char.text} at ${char.x0}, ${char.y0}`,
        );
      }
      assert.ok(text.includes(hostile.password));
      const sheet = compose(hostile);
      assert.deepEqual(
        codes.filter((code) => code !== undefined),
        sheet.codes.map(({ content }) => content),
      );
    });
  }

  it('refuses a code that no phone could read', () => {
    assert.throws(() => qrCells('x'.repeat(1400)), /1400 octets/u);
    assert.throws(() => qrCells('x'.repeat(5000)), /5000 octets/u);
    assert.equal(qrCells('x'.repeat(1000)).length <= 117, true);
  });
});
