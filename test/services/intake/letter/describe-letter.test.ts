import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Page } from '../../../../src/mail/scan.js';
import { describeLetter } from '../../../../src/services/intake/letter/describe-letter.js';
import { authorities } from '../../../support/letters/authorities.js';
import { healthAndSchools } from '../../../support/letters/health-and-schools.js';
import { letterPage, type InventedLetter } from '../../../support/letters/invented-letter.js';
import { money } from '../../../support/letters/money.js';
import { noLetters } from '../../../support/letters/no-letters.js';
import { privateAndAbroad } from '../../../support/letters/private-and-abroad.js';
import { trade } from '../../../support/letters/trade.js';
import { printedPage, textPage } from '../../../support/pages.js';

const scannedMs = Date.UTC(2026, 10, 23);
const letters = [...authorities, ...money, ...trade, ...healthAndSchools, ...privateAndAbroad, ...noLetters];

function told(pages: readonly Page[]) {
  const { sender, date, subject } = describeLetter(pages, { scannedMs });
  return { sender: sender?.value, date: date?.value, subject: subject?.value };
}

const expected = ({ sender, date, subject }: InventedLetter) => ({ sender, date, subject });

/** Lines that stand beside one another as one, as engines give them. */
function acrossColumns(page: Page): Page {
  const lines = page.blocks.flatMap((block) => block.lines).toSorted((a, b) => a.box.y0 - b.box.y0);
  const rows: (typeof lines)[] = [];
  for (const line of lines) {
    const row = rows.at(-1);
    if (row !== undefined && Math.abs(row[0]!.box.y0 - line.box.y0) < 6) row.push(line);
    else rows.push([line]);
  }
  return {
    ...page,
    blocks: rows.map((row) => {
      const words = row.flatMap((line) => line.words);
      const box = words[0]!.box;
      return { lines: [{ words, box }], box };
    }),
  };
}

function scaled(page: Page, factor: number, dpi: number): Page {
  const box = ({ x0, y0, x1, y1 }: Page['blocks'][number]['box']) => ({
    x0: x0 * factor,
    y0: y0 * factor,
    x1: x1 * factor,
    y1: y1 * factor,
  });
  return {
    ...page,
    dpi,
    widthPx: page.widthPx * factor,
    heightPx: page.heightPx * factor,
    blocks: page.blocks.map((block) => ({
      box: box(block.box),
      lines: block.lines.map((line) => ({
        box: box(line.box),
        words: line.words.map((word) => ({ ...word, box: box(word.box) })),
      })),
    })),
  };
}

describe('describeLetter', () => {
  for (const letter of letters) {
    it(`reads ${letter.title}`, () => {
      assert.deepEqual(told([letterPage(letter)]), expected(letter));
    });
  }

  it('does not mind a blank page before the letter, nor what follows it', () => {
    const [letter] = authorities;
    const next = printedPage(
      [
        [
          { text: 'Seite 2', x: 25, y: 20 },
          { text: 'Anlage vom 01.02.2020', x: 25, y: 40 },
        ],
      ],
      { number: 3 },
    );
    assert.deepEqual(told([textPage(''), letterPage(letter!, { number: 2 }), next]), expected(letter!));
  });

  it('reads the same whichever way lines were put together and whatever resolution the file claims', () => {
    for (const letter of letters) {
      assert.deepEqual(told([acrossColumns(letterPage(letter))]), expected(letter), letter.title);
      assert.deepEqual(told([scaled(letterPage(letter), 0.5, 150)]), expected(letter), letter.title);
      assert.deepEqual(told([scaled(letterPage(letter), 0.5, 72)]), expected(letter), letter.title);
    }
  }).timeout(10_000);

  it('says nothing about pages without text, or with next to none', () => {
    assert.deepEqual(told([]), { sender: undefined, date: undefined, subject: undefined });
    assert.deepEqual(told([textPage('')]), { sender: undefined, date: undefined, subject: undefined });
    assert.deepEqual(told([textPage('Milch\nEier\nBrot')]), { sender: undefined, date: undefined, subject: undefined });
  });

  it('rather says nothing than what was badly recognised', () => {
    for (const letter of letters) {
      const page = letterPage(letter);
      const blocks = page.blocks.map((block) => ({
        ...block,
        lines: block.lines.map((line) => ({ ...line, words: line.words.map((word) => ({ ...word, confidence: 10 })) })),
      }));
      const { sender } = describeLetter([{ ...page, blocks }], { scannedMs });
      assert.ok((sender?.confidence ?? 0) < 0.65, letter.title);
    }
  });

  it('goes by the customer’s language where the text has none of its own', () => {
    assert.equal(describeLetter([textPage('12 34')], { scannedMs, language: 'en' }).language, 'en');
    assert.equal(describeLetter([textPage('12 34')], { scannedMs }).language, undefined);
    assert.equal(describeLetter([letterPage(privateAndAbroad[0]!)], { scannedMs, language: 'en' }).language, 'de');
  });

  it('gives one line of sensible length, soon, whatever stands on the page', () => {
    const word = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      fc.constantFrom(
        'Betreff:',
        'GmbH',
        '18.03.2024',
        'Herrn',
        '12345 Köln',
        'Sehr',
        'geehrte',
        'Datum',
        'Straße 1,',
        '·',
        'Rechnung',
      ),
    );
    const line = fc.record({
      text: fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' ')),
      x: fc.integer({ min: -50, max: 250 }),
      y: fc.integer({ min: -50, max: 350 }),
      height: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(fc.array(line, { minLength: 1, maxLength: 6 }), { maxLength: 20 }), (blocks) => {
        const { sender, date, subject } = describeLetter([printedPage(blocks)], { scannedMs });
        for (const fact of [sender, date, subject]) {
          if (fact === undefined) continue;
          assert.ok(fact.confidence >= 0.5 && fact.confidence <= 1);
          assert.ok(fact.value.length > 2 && fact.value.length <= 250);
          assert.doesNotMatch(fact.value, /\n/u);
        }
        if (date !== undefined) assert.match(date.value, /^\d{4}-\d\d(?:-\d\d)?$/u);
      }),
      { numRuns: 200 },
    );
  }).timeout(30_000);

  it('takes a page of a hundred thousand words in its stride', () => {
    const words = 'Betreff: Rechnung vom 18.03.2024 der Muster GmbH, Weg 1, 12345 Ort '.repeat(20);
    const lines = Array.from({ length: 500 }, (_, i) => ({ text: words, x: 0, y: i * 0.5, height: 0.4 }));
    const started = process.hrtime.bigint();
    describeLetter([printedPage([lines])], { scannedMs });
    assert.ok(process.hrtime.bigint() - started < 10_000_000_000n);
  }).timeout(30_000);
});
