import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { withoutHiddenText } from '../../../src/adapters/pdf/hidden-text.js';
import { Pdfium } from '../../../src/adapters/pdf/pdfium.js';
import { searchablePdf } from '../../../src/adapters/pdf/searchable.js';
import type { LayerPage } from '../../../src/adapters/pdf/picture-pdf.js';
import { rawBlock, rawLine } from '../reader/lines.js';

const cleaned = (content: string): string | undefined =>
  withoutHiddenText(Buffer.from(content, 'latin1'))?.toString('latin1');

describe('hidden text', () => {
  for (const [content, rest] of [
    ['q 1 0 0 1 0 0 cm /Im0 Do Q BT 3 Tr /F1 9 Tf (alt) Tj ET', 'q 1 0 0 1 0 0 cm /Im0 Do Q BT 3 Tr /F1 9 Tf  ET'],
    ["BT 3 Tr [(a\\)b)-250<4142>] TJ T* (c) ' ET", 'BT 3 Tr  T*  ET'],
    ['q 3 Tr BT (x) Tj ET Q BT (seen) Tj ET', 'q 3 Tr BT  ET Q BT (seen) Tj ET'],
    ['3 Tr BI /W 1 /H 1 ID (x) Tj\x00 EI BT (x) Tj ET', '3 Tr BI /W 1 /H 1 ID (x) Tj\x00 EI BT  ET'],
    [
      '/OCR << /MCID 0 /T (>) /H <<>> >> BDC BT 3 Tr (x) Tj ET EMC',
      '/OCR << /MCID 0 /T (>) /H <<>> >> BDC BT 3 Tr  ET EMC',
    ],
  ] as const)
    it(`goes from ${content.slice(0, 40)}`, () => assert.equal(cleaned(content), rest));

  for (const content of [
    'BT /F1 12 Tf (seen) Tj ET',
    'BT 3 Tr (x) Tj 0 Tr (seen) Tj ET',
    'BT (3 Tr) Tj (x) Tj ET',
    '% 3 Tr\nBT (seen) Tj ET',
    'BI /W 9 ID 3 Tr BT (x) Tj ET',
    '',
  ])
    it(`is not in ${JSON.stringify(content)}`, () => assert.equal(cleaned(content), undefined));

  it('is looked for in any octets without harm', () => {
    const piece = fc.constantFrom(
      'BT ',
      'ET ',
      '3 Tr ',
      '(a) Tj ',
      '[(',
      '<',
      '<<',
      ')',
      'BI ',
      'EI ',
      'q ',
      'Q ',
      '\\',
      '%',
      '/',
      '\0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const content = pieces.join('');
        const out = cleaned(content);
        assert.ok(out === undefined || out.length < content.length);
      }),
    );
  });

  it('of an earlier layer makes room for the new one', async () => {
    const toUser: LayerPage['toUser'] = [0.24, 0, 0, 0, -0.24, 842, 0, 0, 1];
    const layer = (text: string): LayerPage => ({ blocks: [rawBlock(rawLine(text))], toUser, rotation: 0 });
    const scan = await readFile('test/fixtures/scans/01-rechnung-maler.pdf');
    const before = await searchablePdf(scan, [layer('Rechnuug alt')]);
    const after = await searchablePdf(before, [layer('Rechnung neu')]);
    const document = (await Pdfium.start()).open(after);
    const page = document.page(0);
    assert.equal(
      page
        .chars()
        .map((char) => char.text)
        .join('')
        .trim(),
      'Rechnung neu',
    );
    page.close();
    document.close();
  });
});
