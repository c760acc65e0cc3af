import assert from 'node:assert/strict';
import { lineText } from '../../../src/adapters/reader/reading-order.js';
import { correctSigns } from '../../../src/adapters/reader/signs.js';
import { rawBlock, rawLine } from './lines.js';

const corrected = (text: string): string => lineText(correctSigns([rawBlock(rawLine(text))])[0]!.lines[0]!);

describe('signs', () => {
  for (const [read, printed] of [
    ['gemäß 8 12 GOÄ fällig', 'gemäß § 12 GOÄ fällig'],
    ['nach $ 14 Abs. 2 UStG', 'nach § 14 Abs. 2 UStG'],
    ['(8 55 VwVfG)', '(§ 55 VwVfG)'],
    ['88 812 ff. BGB', '§§ 812 ff. BGB'],
    ['$ 2 Miete', '§ 2 Miete'],
    ['gemäß 8 9 unserer Bedingungen', 'gemäß § 9 unserer Bedingungen'],
    ['Regelung in $ 3 des Vertrags', 'Regelung in § 3 des Vertrags'],
    ['Wohnfläche 84,5 m? im', 'Wohnfläche 84,5 m² im'],
    ['Verbrauch 312 m® Gas', 'Verbrauch 312 m³ Gas'],
    ['10,5 kWh/m® und CO,-Preis', '10,5 kWh/m³ und CO₂-Preis'],
  ] as const)
    it(`${read} is ${printed}`, () => assert.equal(corrected(read), printed));

  for (const text of [
    'von 8 bis 12 Uhr',
    'je 8 12 Stück',
    'um 8 30 Personen',
    'Kosten 5 $ 3 mal',
    'Telefon 8 12 34',
    'Kommen Sie m?',
    '& 12 Söhne',
    'please pay $ 50 now',
    'nach 8 12 Stunden',
  ])
    it(`${text} stays as it is`, () => assert.equal(corrected(text), text));

  it('a dot between the parts of a letterhead is told by its shape', () => {
    const line = rawLine('Strom - Gas - Wasser');
    const at = (i: number, box: { x0: number; y0: number; x1: number; y1: number }) => ({ ...line.words[i]!, box });
    const words = [
      line.words[0]!,
      at(1, { x0: 162, y0: 108, x1: 166, y1: 112 }),
      line.words[2]!,
      at(3, { x0: 210, y0: 109, x1: 222, y1: 112 }),
      line.words[4]!,
    ];
    const [block] = correctSigns([rawBlock({ ...line, words })]);
    assert.equal(lineText(block!.lines[0]!), 'Strom · Gas - Wasser');
  });

  it('m? is a cube where the page has cubes', () => {
    const [block] = correctSigns([rawBlock(rawLine('zu 10,5 kWh/m®'), rawLine('sind 40 m? Gas'))]);
    assert.equal(lineText(block!.lines[1]!), 'sind 40 m³ Gas');
  });
});
