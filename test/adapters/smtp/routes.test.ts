import assert from 'node:assert/strict';
import { deliverOne, inShort, mailTo, openOutside, type Outside } from '../../support/smtp/outside.js';
import type { Zone } from '../../support/dns/zone.js';

describe('the way from a domain to its servers', () => {
  let outside: Outside;
  beforeEach(async () => {
    outside = await openOutside();
  });
  afterEach(() => outside.close());

  const rows: readonly { what: string; zone: (zone: Zone) => void; result: string; words?: RegExp }[] = [
    { what: 'no such domain', zone: () => {}, result: 'failed 5.1.2', words: /example\.org does not exist/ },
    {
      what: 'the null MX (RFC 7505)',
      zone: (zone) => zone.add('example.org', 'MX', { preference: 0, exchange: '.' }),
      result: 'failed 5.1.10',
      words: /takes no mail/,
    },
    {
      what: 'a domain with neither mail servers nor addresses',
      zone: (zone) => zone.add('example.org', 'TXT', 'nothing else'),
      result: 'failed 5.4.4',
    },
    {
      what: 'a mail server without an address',
      zone: (zone) => zone.add('example.org', 'MX', { preference: 1, exchange: 'mx.example.org' }),
      result: 'failed 5.4.4',
    },
    {
      what: 'a mail server at an address of nobody',
      zone: (zone) => zone.mail('example.org', 'mx.example.org', { address: '0.0.0.0' }),
      result: 'failed 5.4.4',
    },
    {
      what: 'a DNS that fails on the domain',
      zone: (zone) => zone.fail('example.org', 'MX', 'SERVFAIL'),
      result: 'deferred 4.4.3',
    },
    { what: 'a silent DNS', zone: (zone) => zone.fail('example.org', 'ANY', 'silent'), result: 'deferred 4.4.3' },
    {
      what: 'a DNS that fails on the address',
      zone: (zone) => {
        zone.add('example.org', 'MX', { preference: 1, exchange: 'mx.example.org' });
        zone.fail('mx.example.org', 'ANY', 'SERVFAIL');
      },
      result: 'deferred 4.4.3',
    },
    {
      what: 'aliases that loop',
      zone: (zone) => zone.add('example.org', 'CNAME', 'a.org').add('a.org', 'CNAME', 'example.org'),
      result: 'deferred 4.4.3',
    },
    {
      what: 'only ourselves',
      zone: (zone) => zone.mail('example.org', 'Gateway.test', { preference: 5 }),
      result: 'failed 5.4.6',
      words: /come back to us/,
    },
    {
      what: 'ourselves as the best',
      zone: (zone) => {
        zone.mail('example.org', 'gateway.test', { preference: 5 });
        zone.mail('example.org', 'mx.example.org', { preference: 5, address: '192.0.2.1' });
      },
      result: 'failed 5.4.6',
    },
    {
      what: 'the domain itself, without MX (RFC 5321 §5.1)',
      zone: (zone) => zone.add('example.org', 'A', '192.0.2.1'),
      result: 'delivered 2.0.0',
    },
    {
      what: 'a mail server that is an alias',
      zone: (zone) => {
        zone.add('example.org', 'MX', { preference: 1, exchange: 'mx.example.org' });
        zone.add('mx.example.org', 'CNAME', 'real.example.net').add('real.example.net', 'A', '192.0.2.1');
      },
      result: 'delivered 2.0.0',
    },
    {
      what: 'a domain that is an alias',
      zone: (zone) => zone.add('example.org', 'CNAME', 'a.org').mail('a.org', 'mx.a.org', { address: '192.0.2.1' }),
      result: 'delivered 2.0.0',
    },
    {
      what: 'a better server than ourselves',
      zone: (zone) => {
        zone.mail('example.org', 'gateway.test', { preference: 15 });
        zone.mail('example.org', 'mx.example.org', { address: '192.0.2.1' });
      },
      result: 'delivered 2.0.0',
    },
    {
      what: 'an address of IPv6, whatever the DNS does on IPv4',
      zone: (zone) => {
        zone.add('example.org', 'MX', { preference: 1, exchange: 'mx.example.org' });
        zone.add('mx.example.org', 'AAAA', '2001:db8::1').fail('mx.example.org', 'A', 'SERVFAIL');
      },
      result: 'delivered 2.0.0',
    },
  ];
  for (const { what, zone, result, words = /./ } of rows) {
    it(`${what}: ${result}`, async () => {
      zone(outside.dns.zone);
      await outside.mx('192.0.2.1');
      await outside.mx('2001:db8::1');
      const got = await deliverOne(outside.transport(), mailTo('example.org'));
      assert.equal(inShort(got), result);
      assert.match(got.attempt.reply, words);
    });
  }

  it('takes no numbers for domains', async () => {
    for (const domain of ['[192.0.2.1]', '192.0.2.1', '[IPv6:2001:db8::1]']) {
      assert.equal(inShort(await deliverOne(outside.transport(), mailTo(domain))), 'failed 5.1.2', domain);
    }
    assert.deepEqual(outside.dns.queries, []);
  });

  it('asks for domains beyond ASCII in A-labels, and writes addresses so', async () => {
    outside.dns.zone.mail('xn--mnchen-3ya.example', 'mx.example.org', { address: '192.0.2.1' });
    const mx = await outside.mx('192.0.2.1', { extensions: [] });
    assert.equal(inShort(await deliverOne(outside.transport(), mailTo('münchen.example'))), 'relayed 2.0.0');
    assert.equal(mx.transactions[0]?.recipients[0]?.address, 'b@xn--mnchen-3ya.example');
  });

  it('servers of the same preference are taken by lot, better ones first', async () => {
    for (const [host, preference] of [
      ['a', 10],
      ['b', 10],
      ['c', 5],
    ] as const) {
      const address = `192.0.2.${host.charCodeAt(0)}`;
      outside.dns.zone.mail('example.org', `${host}.example.org`, { preference, address });
    }
    const [c, a, b] = [await outside.mx('192.0.2.99'), await outside.mx('192.0.2.97'), await outside.mx('192.0.2.98')];
    c.behave = ({ stage }) => (stage === 'connect' ? '421 4.3.2 Busy' : undefined);
    for (const [lots, first] of [
      [[0.1, 0.9, 0.5], a],
      [[0.9, 0.1, 0.5], b],
    ] as const) {
      const left = [...lots];
      await deliverOne(outside.transport({ random: () => left.shift() ?? 0 }), mailTo('example.org'));
      assert.equal(first.transactions.length, 1);
    }
    assert.equal(c.connections, 2);
  });

  it('tries ten servers and twenty addresses at most', async () => {
    for (let at = 1; at <= 12; at++) {
      outside.dns.zone.add('example.org', 'MX', { preference: at, exchange: `mx${at}.example.org` });
      for (let of = 1; of <= 3; of++) outside.dns.zone.add(`mx${at}.example.org`, 'A', `192.0.${at}.${of}`);
    }
    const tried: string[] = [];
    const dial = (address: string) => {
      tried.push(address);
      return { host: '127.0.0.1', port: 1 };
    };
    const result = await deliverOne(outside.transport({ dial }), mailTo('example.org'));
    assert.equal(inShort(result), 'deferred 4.4.1');
    assert.equal(tried.length, 20);
    const asked = outside.dns.queries.filter((query) => query.startsWith('A mx'));
    assert.equal(asked.length, 10);
  });
});
