import assert from 'node:assert/strict';
import { addressPrefixes } from '../../src/lib/address-prefix.js';

describe('lib/address-prefix', () => {
  const rows: [address: string, narrow: string, wide: string][] = [
    ['192.0.2.77', '192.0.2.77/32', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.77/32', '192.0.2.0/24'],
    ['::FFFF:192.0.2.77', '192.0.2.77/32', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8::1', '2001:db8:0:0::/64', '2001:db8:0::/48'],
    ['2001:db8::2:0:0:0:1', '2001:db8:0:2::/64', '2001:db8:0::/48'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64', 'fe80:0:0::/48'],
    ['::1', '0:0:0:0::/64', '0:0:0::/48'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64', '64:ff9b:0::/48'],
    ['', 'unknown', 'unknown'],
    ['nowhere', 'unknown', 'unknown'],
  ];
  for (const [address, narrow, wide] of rows) {
    it(`finds the networks of ${JSON.stringify(address)}`, () => {
      assert.deepEqual(addressPrefixes(address), { narrow, wide });
    });
  }
});
