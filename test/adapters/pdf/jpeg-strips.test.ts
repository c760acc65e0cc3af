import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { PictureFile } from '../../../src/adapters/images/picture-file.js';
import { joinJpegStrips } from '../../../src/adapters/pdf/jpeg-strips.js';

describe('JPEG strips of a TIFF', () => {
  const size = { width: 100, height: 40, rowsPerStrip: 16 };
  /** Three strips of 16, 16 and 8 rows. */
  const strips = async () => {
    const pixels = Buffer.from(Array.from({ length: 100 * 40 }, (_, i) => (i * 7 + Math.floor(i / 100) * 31) % 256));
    const raw = { width: 100, height: 40, channels: 1 } as const;
    const parts = [0, 16, 32].map((top) =>
      sharp(pixels, { raw })
        .extract({ left: 0, top, width: 100, height: Math.min(16, 40 - top) })
        .jpeg({ quality: 100, optimiseCoding: false })
        .toBuffer(),
    );
    return { pixels, parts: await Promise.all(parts) };
  };

  it('become one picture of the same pixels', async () => {
    const { parts } = await strips();
    const whole = joinJpegStrips(parts, undefined, size);
    assert.ok(whole);
    const decode = async (jpeg: Buffer) => sharp(jpeg).greyscale().raw().toBuffer();
    assert.deepEqual(await decode(whole), Buffer.concat(await Promise.all(parts.map(decode))));
  });

  it('of a real scan become the page', async () => {
    const octets = await readFile('test/fixtures/scans/17-krankenkasse.tif');
    const file = await PictureFile.open('tiff', octets, { pages: 9, pagePixels: 9e6 });
    const { tiff } = file.pages[0]!;
    const parts = tiff!.strips.map(({ start, length }) => octets.subarray(start, start + length));
    const { start, length } = tiff!.jpegTables!;
    const whole = joinJpegStrips(parts, octets.subarray(start, start + length), tiff!)!;
    const { width, height } = await sharp(whole, { failOn: 'warning' }).metadata();
    assert.deepEqual([width, height, parts.length > 100], [1654, 2339, true]);
    await sharp(whole, { failOn: 'warning' }).raw().toBuffer();
  });

  it('are refused when they differ, are cut, or bring restart markers', async () => {
    const { parts } = await strips();
    const other = await sharp(parts[1]).jpeg({ quality: 40, optimiseCoding: false }).toBuffer();
    assert.equal(joinJpegStrips([parts[0]!, other, parts[2]!], undefined, size), undefined);
    assert.equal(joinJpegStrips([parts[0]!, parts[1]!.subarray(0, -9), parts[2]!], undefined, size), undefined);
    assert.equal(joinJpegStrips([parts[0]!, parts[2]!], undefined, size), undefined);
    assert.equal(joinJpegStrips([Buffer.alloc(0)], undefined, size), undefined);
    assert.equal(joinJpegStrips(parts, Buffer.from([1, 2, 3, 4, 5]), size), undefined);
    const marked = Buffer.concat([parts[0]!.subarray(0, -2), Buffer.from([0xff, 0xd0, 1, 2, 0xff, 0xd9])]);
    assert.equal(joinJpegStrips([marked, parts[1]!, parts[2]!], undefined, size), undefined);
  });
});
