import assert from 'node:assert/strict';
import { dnsLookup } from '../../../../src/adapters/net/dns/lookup.js';
import { openResolver } from '../../../../src/adapters/net/dns/resolver.js';
import { startDnsServer, type DnsServer } from '../../../support/dns/dns-server.js';

describe('dnsLookup', () => {
  let dns: DnsServer;
  beforeEach(async () => {
    dns = await startDnsServer();
    dns.zone
      .add('a.example', 'A', '192.0.2.1')
      .add('a.example', 'AAAA', '2001:db8::1')
      .add('a.example', 'MX', { preference: 10, exchange: 'MX.example' })
      .add('1.2.0.192.in-addr.arpa', 'PTR', 'Mail.example')
      .add('_imaps._tcp.a.example', 'SRV', { priority: 0, weight: 1, port: 993, target: 'Mail.example' })
      .add('_pop3._tcp.a.example', 'SRV', { priority: 0, weight: 0, port: 0, target: '.' })
      .add('a.example', 'TXT', 'x'.repeat(300));
  });
  afterEach(() => dns.close());

  const rows = [
    ['a.example', 'A', '192.0.2.1'],
    ['a.example', 'AAAA', '2001:db8::1'],
    ['a.example', 'MX', '10 mx.example.'],
    ['1.2.0.192.in-addr.arpa', 'PTR', 'mail.example.'],
    ['_imaps._tcp.a.example', 'SRV', '0 1 993 mail.example.'],
    ['_pop3._tcp.a.example', 'SRV', '0 0 0 .'],
    ['a.example', 'TXT', 'x'.repeat(300)],
  ] as const;
  for (const [name, type, value] of rows) {
    it(`writes ${type} of ${name} as zone files do`, async () => {
      const resolver = openResolver({ servers: [dns.address], timeoutMs: 2_000, rounds: 1 });
      assert.deepEqual(await dnsLookup(resolver).lookup(name, type), [value]);
    });
  }

  it('gives nothing for a name that is not there', async () => {
    const resolver = openResolver({ servers: [dns.address], timeoutMs: 2_000, rounds: 1 });
    assert.deepEqual(await dnsLookup(resolver).lookup('b.example', 'A'), []);
  });
});
