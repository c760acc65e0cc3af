import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { readTiff } from '../../../src/adapters/images/tiff.js';

const scan = (name: string) => readFile(`test/fixtures/scans/${name}`);

describe('TIFF directories', () => {
  it('tell size, coding and resolution of each page', async () => {
    const fax = readTiff(await scan('11-fax-steuerberater.tif'), 10)!;
    assert.equal(fax.pages.length, 1);
    const { width, compression, bitsPerSample, dpi } = fax.pages[0]!;
    assert.deepEqual({ width, compression, bitsPerSample }, { width: 1728, compression: 3, bitsPerSample: 1 });
    assert.deepEqual([Math.round(dpi!.x), Math.round(dpi!.y)], [204, 98]);
    assert.equal(readTiff(await scan('04-kfz-versicherung.tif'), 10)!.pages.length, 4);
  });

  it('that lead back to themselves end, and say so', async () => {
    const tiff = readTiff(await scan('edge/ifd-loop.tif'), 500)!;
    assert.deepEqual([tiff.pages.length, tiff.whole], [2, false]);
  });

  it('are read up to a limit', async () => {
    const tiff = readTiff(await scan('04-kfz-versicherung.tif'), 2)!;
    assert.deepEqual([tiff.pages.length, tiff.whole], [3, false]);
  });

  it('never hang, crash or read beyond the end, whatever the octets', async () => {
    const whole = await scan('edge/blank-pages-only.tif');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.nat(whole.length),
        (changes, length) => {
          const octets = Buffer.from(whole);
          for (const [at, value] of changes) octets[at] = value;
          const tiff = readTiff(octets.subarray(0, length), 50);
          assert.ok(tiff === undefined || tiff.pages.length <= 51);
        },
      ),
      { numRuns: 500 },
    );
  });
});
