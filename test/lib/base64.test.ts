import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeBase64 } from '../../src/lib/base64.js';

describe('lib/base64', () => {
  it('reads what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        assert.deepEqual(decodeBase64(Buffer.from(octets).toString('base64')), Buffer.from(octets));
      }),
    );
  });

  for (const text of ['a', 'ab', 'abc', 'ab=', 'a===', '=', 'ab==cd==', 'ab c', 'abc-', 'abcd\n', 'abcd====']) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(decodeBase64(text), undefined));
  }
});
