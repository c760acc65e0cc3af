import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { encode } from 'dns-packet';
import { DnsError } from '../../../../src/adapters/net/dns/dns-error.js';
import { parseNameServer } from '../../../../src/adapters/net/dns/name-servers.js';
import { openResolver } from '../../../../src/adapters/net/dns/resolver.js';
import { startDnsServer, type DnsServer } from '../../../support/dns/dns-server.js';

describe('resolver', () => {
  let dns: DnsServer;
  beforeEach(async () => {
    dns = await startDnsServer();
  });
  afterEach(() => dns.close());

  const open = () => openResolver({ servers: [dns.address], timeoutMs: 200, rounds: 1 });
  const failsAs = (code: string) => (error: unknown) => error instanceof DnsError && error.code === code;

  it('gives the records of a name', async () => {
    dns.zone.add('example.org', 'MX', { preference: 5, exchange: 'MX1.example.org' }).add('example.org', 'TXT', 'a b');
    const resolver = open();
    const mx = await resolver.query('Example.ORG.', 'MX');
    assert.deepEqual(mx, {
      values: [{ preference: 5, exchange: 'mx1.example.org' }],
      exists: true,
      name: 'example.org',
      authentic: false,
    });
    assert.deepEqual((await resolver.query('example.org', 'TXT')).values, ['a b']);
  });

  it('tells no such name from no such record', async () => {
    dns.zone.add('example.org', 'A', '192.0.2.1');
    assert.equal((await open().query('nowhere.test', 'A')).exists, false);
    const none = await open().query('example.org', 'MX');
    assert.deepEqual([none.exists, none.values], [true, []]);
  });

  it('asks again by TCP when the answer was cut', async () => {
    const text = 'x'.repeat(2_000);
    dns.zone.add('example.org', 'TXT', text).add('small.org', 'TXT', 'y').fail('small.org', 'TXT', 'truncated');
    assert.deepEqual((await open().query('example.org', 'TXT')).values, [text]);
    assert.deepEqual((await open().query('small.org', 'TXT')).values, ['y']);
    assert.deepEqual(dns.queries.slice(0, 2), ['TXT example.org udp', 'TXT example.org tcp']);
  });

  it('follows eight aliases and no more', async () => {
    for (let at = 0; at < 9; at++) dns.zone.add(`a${at}.org`, 'CNAME', `a${at + 1}.org`);
    dns.zone.add('a9.org', 'A', '192.0.2.9');
    const answer = await open().query('a1.org', 'A');
    assert.deepEqual([answer.name, answer.values], ['a9.org', ['192.0.2.9']]);
    await assert.rejects(open().query('a0.org', 'A'), failsAs('alias-loop'));
  });

  it('ends where aliases loop', async () => {
    dns.zone.add('a.org', 'CNAME', 'b.org').add('b.org', 'CNAME', 'a.org');
    await assert.rejects(open().query('a.org', 'A'), failsAs('server-failure'));
  });

  it('calls servers that fail or are silent trouble that may pass', async () => {
    dns.zone.fail('down.org', 'ANY', 'SERVFAIL').fail('no.org', 'ANY', 'REFUSED').fail('mute.org', 'ANY', 'silent');
    await assert.rejects(open().query('down.org', 'A'), failsAs('server-failure'));
    await assert.rejects(open().query('no.org', 'A'), failsAs('server-failure'));
    await assert.rejects(open().query('mute.org', 'A'), failsAs('no-answer'));
  });

  it('asks the next server, and all of them again', async () => {
    const silent = await startDnsServer();
    silent.zone.fail('example.org', 'ANY', 'silent');
    dns.zone.add('example.org', 'A', '192.0.2.1');
    const resolver = openResolver({ servers: [silent.address, dns.address], timeoutMs: 50 });
    assert.deepEqual((await resolver.query('example.org', 'A')).values, ['192.0.2.1']);
    await silent.close();
  });

  it('believes AD of a resolver on this host, or of any when told to', async () => {
    dns.zone.add('_25._tcp.mx.org', 'TLSA', { usage: 3, selector: 1, matchingType: 1, certificate: Buffer.alloc(32) });
    dns.zone.sign('mx.org');
    const answer = await open().query('_25._tcp.mx.org', 'TLSA');
    assert.deepEqual(answer.values, [{ usage: 3, selector: 1, matchingType: 1, data: Buffer.alloc(32) }]);
    assert.equal(answer.authentic, true);
    const suspicious = openResolver({ servers: [dns.address], authentic: 'never' });
    assert.equal((await suspicious.query('_25._tcp.mx.org', 'TLSA')).authentic, false);
  });

  it('does not ask for what cannot be a name', async () => {
    for (const name of ['', 'a..b', `${'x'.repeat(64)}.org`, `${'x.'.repeat(127)}org`, 'a b.org', 'münchen.de']) {
      assert.equal((await open().query(name, 'A')).exists, false, name);
    }
    assert.deepEqual(dns.queries, []);
  });

  it('takes no answer with another id, question or form', async () => {
    const liar = createSocket('udp4');
    liar.on('message', (query, from) => {
      const id = query.readUInt16BE(0);
      const name = 'example.org';
      const lie = (number: number, question: string) =>
        encode({
          type: 'response',
          id: number,
          questions: [{ name: question, type: 'A' }],
          answers: [{ name: question, type: 'A', data: '203.0.113.6' }],
        });
      const packets = [lie(id ^ 1, name), lie(id, 'example.com'), Buffer.from('nonsense'), query];
      for (const packet of packets) liar.send(packet, from.port, from.address);
    });
    liar.bind(0, '127.0.0.1');
    await once(liar, 'listening');
    const resolver = openResolver({ servers: [`127.0.0.1:${liar.address().port}`], timeoutMs: 100, rounds: 1 });
    await assert.rejects(resolver.query('example.org', 'A'), failsAs('no-answer'));
    liar.close();
  });

  it('stops when told to', async () => {
    dns.zone.fail('mute.org', 'ANY', 'silent');
    const ended = new AbortController();
    const asked = openResolver({ servers: [dns.address] }).query('mute.org', 'A', ended.signal);
    setImmediate(() => ended.abort(new Error('enough')));
    await assert.rejects(asked, /enough/);
  });

  describe('servers', () => {
    for (const [text, host, port] of [
      ['192.0.2.1', '192.0.2.1', 53],
      ['192.0.2.1:5353', '192.0.2.1', 5353],
      ['2001:db8::1', '2001:db8::1', 53],
      ['[2001:db8::1]:5353', '2001:db8::1', 5353],
    ] as const) {
      it(`reads ${text}`, () => assert.deepEqual(parseNameServer(text), { host, port }));
    }
    for (const text of ['', 'dns.example', '192.0.2.1:0', '192.0.2.1:99999', '192.0.2:53']) {
      it(`refuses "${text}"`, () => assert.throws(() => parseNameServer(text), /not an IP address/));
    }
  });
});
