import assert from 'node:assert/strict';
import { sniff } from '../../../src/adapters/reader/sniff.js';
import { ScanError } from '../../../src/mail/scan.js';

describe('what a file is', () => {
  for (const [octets, kind] of [
    ['%PDF-1.7\n', 'pdf'],
    ['\n\n junk before %PDF-1.4', 'pdf'],
    ['II*\0\x08\0\0\0', 'tiff'],
    ['MM\0*\0\0\0\x08', 'tiff'],
    ['\xff\xd8\xff\xe0', 'jpeg'],
    ['\x89PNG\r\n\x1a\n', 'png'],
  ] as const)
    it(`is ${kind} by its content: ${JSON.stringify(octets)}`, () =>
      assert.equal(sniff(Buffer.from(octets, 'latin1')), kind));

  for (const octets of ['RIFF\0\0\0\0WEBP', '<!DOCTYPE html>', 'GIF89a', 'PK\x03\x04', ' '.repeat(1100) + '%PDF-1.4'])
    it(`is not ours: ${JSON.stringify(octets.slice(0, 20))}`, () =>
      assert.throws(
        () => sniff(Buffer.from(octets, 'latin1')),
        (error) => error instanceof ScanError && error.problem === 'unsupported',
      ));

  it('is empty without an octet', () => {
    assert.throws(
      () => sniff(Buffer.alloc(0)),
      (error) => error instanceof ScanError && error.problem === 'empty',
    );
  });
});
