import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { asideName } from '../../../src/services/intake/put-aside.js';

describe('names of files put aside', () => {
  for (const { name, attempt, expected } of [
    { name: 'Brief.pdf', attempt: 1, expected: 'Brief.pdf' },
    { name: 'Brief.pdf', attempt: 2, expected: 'Brief (2).pdf' },
    { name: 'Brief', attempt: 3, expected: 'Brief (3)' },
    { name: 'a.tar.gz', attempt: 2, expected: 'a.tar (2).gz' },
    { name: 'An. Ende ist kein Namenszusatz', attempt: 2, expected: 'An. Ende ist kein Namenszusatz (2)' },
    { name: `${'x'.repeat(251)}.pdf`, attempt: 1, expected: `${'x'.repeat(247)}.pdf` },
    { name: `${'ü'.repeat(125)}x.pdf`, attempt: 1, expected: `${'ü'.repeat(123)}.pdf` },
    { name: `${'ü'.repeat(125)}x.pdf`, attempt: 2, expected: `${'ü'.repeat(121)} (2).pdf` },
  ]) {
    it(`${name.slice(0, 30)} becomes ${expected.slice(0, 30)} at attempt ${attempt}`, () => {
      assert.equal(asideName(Buffer.from(name), attempt).toString(), expected);
    });
  }

  it('leave room for the note beside, differ from try to try, and need no UTF-8', () => {
    // What a file system allows: 1 to 255 octets without `/` and NUL.
    const octet = fc.integer({ min: 1, max: 255 }).filter((n) => n !== 0x2f);
    fc.assert(
      fc.property(fc.array(octet, { minLength: 1, maxLength: 255 }), (octets) => {
        const names = Array.from({ length: 60 }, (_, i) => asideName(Buffer.from(octets), i + 1));
        assert.ok(names.every((name) => name.length > 0 && name.length <= 251));
        assert.equal(new Set(names.map((name) => name.toString('hex'))).size, names.length);
      }),
    );
  });
});
