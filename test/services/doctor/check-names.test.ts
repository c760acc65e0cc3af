import assert from 'node:assert/strict';
import { checkNames, reverseName } from '../../../src/services/doctor/check-names.js';

describe('checkNames', () => {
  async function judged(sending: string | undefined, zone: Record<string, string[]>) {
    const dns = { lookup: async (name: string, type: string) => zone[`${name} ${type}`] ?? [] };
    const all = [];
    for await (const each of checkNames({ hosts: ['mail.example'], sending }, dns).run(new AbortController().signal)) {
      all.push(each);
    }
    return all;
  }
  const there = { 'mail.example A': ['192.0.2.1'] };

  it('wants an address', async () => {
    assert.deepEqual(await judged(undefined, there), [{ subject: 'mail.example', status: 'ok', detail: '192.0.2.1' }]);
    assert.equal((await judged(undefined, {}))[0]!.status, 'failure');
  });

  it('wants the address we send from to lead back, once', async () => {
    const [astray, ...more] = await judged('mail.example', there);
    assert.deepEqual([astray!.status, more.length], ['failure', 0]);
    assert.match(astray!.detail, /PTR.*192\.0\.2\.1/);
    const back = { ...there, '1.2.0.192.in-addr.arpa PTR': ['mail.example.'] };
    assert.equal((await judged('mail.example', back))[0]!.status, 'ok');
  });

  const reverse = [
    ['192.0.2.17', '17.2.0.192.in-addr.arpa'],
    ['2001:db8::1', `1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`],
    ['::1', `1.${'0.'.repeat(31)}ip6.arpa`],
    ['2001:db8:1:2:3:4:5:6', '6.0.0.0.5.0.0.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa'],
  ] as const;
  for (const [address, name] of reverse) {
    it(`looks for the name of ${address} at ${name}`, () => assert.equal(reverseName(address), name));
  }
});
