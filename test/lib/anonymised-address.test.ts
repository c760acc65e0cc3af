import assert from 'node:assert/strict';
import { addressForLog, anonymisedAddress } from '../../src/lib/anonymised-address.js';

describe('anonymised address', () => {
  for (const [address, shown] of [
    ['203.0.113.77', '203.0.0.0/16'],
    ['::ffff:203.0.113.77', '203.0.0.0/16'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8::/32'],
    ['2001:db8::6', '2001:db8::/32'],
    ['fe80::1%eth0', 'fe80:0::/32'],
    ['::2', '0:0::/32'],
    ['127.0.0.1', '127.0.0.1'],
    ['127.45.67.89', '127.45.0.0/16'],
    ['::1', '::1'],
    ['nonsense', 'unknown'],
    [undefined, 'unknown'],
  ] as const) {
    it(`shows ${String(address)} as ${shown}`, () => assert.equal(anonymisedAddress(address), shown));
  }

  it('is left out where the operator wants that', () => {
    assert.equal(addressForLog.none(), 'none');
    assert.equal(addressForLog.network('203.0.113.77'), '203.0.0.0/16');
  });
});
