import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { PDFDict, PDFDocument, PDFName, PDFRawStream } from '@cantoo/pdf-lib';
import { PictureFile } from '../../../src/adapters/images/picture-file.js';
import { picturePdf, type LayerPage } from '../../../src/adapters/pdf/picture-pdf.js';
import { Pdfium } from '../../../src/adapters/pdf/pdfium.js';
import { searchablePdf } from '../../../src/adapters/pdf/searchable.js';
import { displaySize } from '../../../src/adapters/reader/picture-source.js';
import { fileText } from '../../../src/adapters/pdf/file-text.js';
import { rawBlock, rawLine } from '../reader/lines.js';

const scan = (name: string) => readFile(`test/fixtures/scans/${name}`);
const limits = { pages: 100, pagePixels: 50_000_000 };

/** Pixels at 300 dpi on an A4 page in its own space. */
const a4: LayerPage['toUser'] = [0.24, 0, 0, 0, -0.24, 842, 0, 0, 1];
const layer = (text: string, toUser = a4): LayerPage => ({
  blocks: [rawBlock(rawLine(text, { x: 500, y: 700 }))],
  toUser,
  rotation: 0,
});

/** The octets of all pictures in a PDF. */
async function pictures(pdf: Buffer): Promise<readonly Buffer[]> {
  const document = await PDFDocument.load(pdf, { updateMetadata: false, password: '' });
  return document.context
    .enumerateIndirectObjects()
    .flatMap(([, object]) =>
      object instanceof PDFRawStream && object.dict.get(PDFName.of('Subtype')) === PDFName.of('Image')
        ? [Buffer.from(object.getContents())]
        : [],
    );
}

describe('a searchable PDF', () => {
  let pdfium: Pdfium;
  before(async () => {
    pdfium = await Pdfium.start();
  });

  const wordsOf = (pdf: Buffer, page = 0) => {
    const document = pdfium.open(pdf);
    const handle = document.page(page);
    const words = fileText(
      handle.chars().map((char) => ({ ...char, hidden: false })),
      1,
    ).flatMap((block) => block.lines.flatMap((line) => line.words));
    handle.close();
    document.close();
    return words;
  };

  it('has each word where the picture has it', async () => {
    const pdf = await searchablePdf(await scan('01-rechnung-maler.pdf'), [layer('Grüße für 30 € 𝔄')]);
    const words = wordsOf(pdf);
    assert.deepEqual(
      words.map((word) => word.text),
      ['Grüße', 'für', '30', '€', '𝔄'],
    );
    const wanted = rawLine('Grüße für 30 € 𝔄', { x: 500, y: 700 }).words;
    for (const [i, word] of words.entries()) {
      assert.ok(Math.abs(word.box.x0 - wanted[i]!.box.x0 * 0.24) < 0.6, `${word.text} begins at ${word.box.x0}`);
      assert.ok(word.box.y0 > 160 && word.box.y1 < 180, `${word.text} stands at ${word.box.y0}`);
    }
  });

  it('keeps the pictures of the scan octet for octet', async () => {
    const original = await scan('06-mietvertrag-nachtrag.pdf');
    const pdf = await searchablePdf(original, [layer('eins'), layer('zwei')]);
    assert.deepEqual(await pictures(pdf), await pictures(original));
    assert.equal(wordsOf(pdf, 1)[0]?.text, 'zwei');
  });

  it('is the same octets for the same scan', async () => {
    const original = await scan('01-rechnung-maler.pdf');
    assert.deepEqual(await searchablePdf(original, [layer('eins')]), await searchablePdf(original, [layer('eins')]));
    const file = await PictureFile.open('jpeg', await scan('15-optiker-cmyk.jpg'), limits);
    const make = () => picturePdf(file, [layer('eins')], () => displaySize(file.pages[0]!));
    assert.deepEqual(await make(), await make());
  });

  it('is the file as it came when there is nothing to add or to take out', async () => {
    const original = await scan('edge/born-digital.pdf');
    assert.equal(await searchablePdf(original, [undefined, undefined]), original);
  });

  it('carries nothing that acts, nor files', async () => {
    const original = await scan('edge/active-content.pdf');
    assert.match(original.toString('latin1'), /JavaScript/);
    const pdf = await searchablePdf(original, [undefined, undefined]);
    const document = await PDFDocument.load(pdf, { updateMetadata: false });
    const left = document.context.enumerateIndirectObjects().map(([, object]) => object.toString());
    assert.doesNotMatch(left.join('\n'), /JavaScript|\/JS\b|OpenAction|EmbeddedFile|\/EF\b|Launch/);
    assert.doesNotMatch(pdf.toString('latin1'), /JavaScript|EmbeddedFile/);
    assert.ok(wordsOf(pdf).length > 20, 'the text stays');
  });

  it('opens without a password when the owner alone has one', async () => {
    const pdf = await searchablePdf(await scan('edge/owner-password-only.pdf'), [layer('frei'), undefined]);
    assert.equal(wordsOf(pdf)[0]?.text, 'frei');
  });

  it('holds a JPEG as it is, turned as EXIF says, CMYK as Adobe means it', async () => {
    for (const name of ['14-schulbrief-exif.jpg', '15-optiker-cmyk.jpg']) {
      const octets = await scan(name);
      const file = await PictureFile.open('jpeg', octets, limits);
      const size = displaySize(file.pages[0]!);
      const pdf = await picturePdf(file, [layer('x')], () => size);
      assert.deepEqual(await pictures(pdf), [octets]);
      const document = pdfium.open(pdf);
      const page = document.page(0);
      assert.ok(page.height > page.width, 'upright');
      const drawn = page.render({ x0: 0, y0: 0, x1: page.width, y1: page.height }, 0.5, true);
      const wanted = await file.colour(0, drawn.width);
      const mean = (data: Uint8Array) => data.reduce((sum, value) => sum + value, 0) / data.length;
      assert.ok(Math.abs(mean(drawn.data) - mean(wanted.data)) < 12, `${name} is drawn in other tones`);
      page.close();
      document.close();
    }
  });

  it('holds the fax coding of a TIFF as it is', async () => {
    const file = await PictureFile.open('tiff', await scan('04-kfz-versicherung.tif'), limits);
    const pages = file.pages.map(() => layer('x'));
    const pdf = await picturePdf(file, pages, (index) => displaySize(file.pages[index]!));
    const strips = file.pages.flatMap(({ tiff }) =>
      tiff!.strips.map(({ start, length }) => file.octets.subarray(start, start + length)),
    );
    assert.deepEqual(
      await pictures(pdf),
      strips.map((strip) => Buffer.from(strip)),
    );
    const document = pdfium.open(pdf);
    const page = document.page(0);
    const drawn = page.render({ x0: 0, y0: 0, x1: page.width, y1: page.height }, 0.5, false);
    assert.ok(drawn.data.reduce((sum, value) => sum + value, 0) / drawn.data.length > 220, 'black on white');
    page.close();
    document.close();
  });

  it('leaves shared resources of the file alone', async () => {
    const document = await PDFDocument.create();
    const shared = document.context.register(document.context.obj({ Font: {} }));
    for (let i = 0; i < 2; i++) document.addPage([595, 842]).node.set(PDFName.of('Resources'), shared);
    const pdf = await searchablePdf(Buffer.from(await document.save({ useObjectStreams: false })), [
      layer('eins'),
      undefined,
    ]);
    const back = await PDFDocument.load(pdf, { updateMetadata: false });
    const [first, second] = back
      .getPages()
      .map((page) => page.node.Resources()?.lookup(PDFName.of('Font'), PDFDict).keys().length);
    assert.deepEqual([first, second], [1, 0]);
  });

  it('can be made of the copy of a broken file that PDFium writes', async () => {
    const document = pdfium.open(await scan('edge/broken-xref.pdf'));
    const pdf = await searchablePdf(document.rebuilt(), [layer('heil'), undefined]);
    document.close();
    assert.equal(wordsOf(pdf)[0]?.text, 'heil');
  });
});
