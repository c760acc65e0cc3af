import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { CertificatePair } from '../../../src/adapters/net/make-certificate.js';
import type { TlsSession } from '../../../src/adapters/smtp/tls-observer.js';
import { makeTestCa, tlsaSource } from '../../support/certificates.js';
import { always } from '../../support/mx/behaviour.js';
import { allExtensions, type MxOptions } from '../../support/mx/receiving-server.js';
import { deliverOne, inShort, mailTo, openOutside, type Outside } from '../../support/smtp/outside.js';

describe('TLS with other servers', () => {
  let outside: Outside;
  let seen: TlsSession[];
  beforeEach(async () => {
    seen = [];
    outside = await openOutside();
    outside.dns.zone.mail('example.org', 'mx.example.org', { address: '192.0.2.1' });
  });
  afterEach(() => outside.close());

  const start = (options: MxOptions) => outside.mx('192.0.2.1', options);
  const open = () => outside.transport({ observe: (session) => seen.push(session) });
  const requireTls = { requireTls: true };
  /** `delivered mta-sts`, else kind and status. */
  const deliver = async (envelope = {}) => {
    const result = await deliverOne(open(), mailTo('example.org', ['b'], envelope));
    const way = 'way' in result ? result.way : undefined;
    return way ? `${result.kind} ${way.verified} ${way.tls ? 'TLS' : 'open'}` : inShort(result);
  };
  const troubles = () => seen.map(({ policy, trouble }) => `${policy.type} ${trouble ?? 'success'}`);
  const good = () => outside.ca.certificate('mx.example.org');
  const policy = (text: string, status = 200) =>
    outside.web('mta-sts.example.org', '192.0.2.80', () => {
      outside.dns.queries.push('policy');
      return { status, body: text };
    });
  const announce = (id = '1') => outside.dns.zone.add('_mta-sts.example.org', 'TXT', `v=STSv1; id=${id};`);
  const stsText = (mode: string, mx = 'mx.example.org') =>
    `version: STSv1\r\nmode: ${mode}\r\nmx: ${mx}\r\nmax_age: 86400\r\n`;

  describe('where nobody asks for more', () => {
    const rows: readonly [string, () => MxOptions, string, string][] = [
      ['a certificate that holds', () => ({ certificate: good() }), 'delivered pkix TLS', 'success'],
      ['an expired one', () => ({ certificate: outside.ca.expired('mx.example.org') }), 'delivered no TLS', 'success'],
      ['one for another name', () => ({ certificate: outside.ca.certificate('x.org') }), 'delivered no TLS', 'success'],
      [
        'an unknown authority',
        () => ({ certificate: makeTestCa('X').certificate('mx.example.org') }),
        'delivered no TLS',
        'success',
      ],
      ['no STARTTLS', () => ({}), 'delivered no open', 'starttls-not-supported'],
      [
        'STARTTLS that is refused',
        () => ({ certificate: good(), behave: always('STARTTLS', '454 4.7.0 Not now') }),
        'delivered no open',
        'starttls-not-supported',
      ],
    ];
    for (const [what, options, expected, observed] of rows) {
      it(`${what}: ${expected}`, async () => {
        await start(options());
        assert.equal(await deliver(), expected);
        assert.deepEqual(troubles(), [`no-policy-found ${observed}`]);
      });
    }
  });

  describe('MTA-STS', () => {
    const enforced: readonly [string, () => MxOptions, string, string][] = [
      ['a certificate that holds', () => ({ certificate: good() }), 'delivered mta-sts TLS', 'success'],
      [
        'an expired one',
        () => ({ certificate: outside.ca.expired('mx.example.org') }),
        'deferred 4.7.5',
        'certificate-expired',
      ],
      [
        'another name',
        () => ({ certificate: outside.ca.certificate('x.org') }),
        'deferred 4.7.5',
        'certificate-host-mismatch',
      ],
      [
        'an unknown authority',
        () => ({ certificate: makeTestCa('X').certificate('mx.example.org') }),
        'deferred 4.7.5',
        'certificate-not-trusted',
      ],
      ['no STARTTLS', () => ({}), 'deferred 4.7.5', 'starttls-not-supported'],
    ];
    for (const [what, options, expected, observed] of enforced) {
      it(`enforced, ${what}: ${expected}`, async () => {
        announce();
        await policy(stsText('enforce'));
        const mx = await start(options());
        assert.equal(await deliver(), expected);
        assert.deepEqual(troubles(), [`sts ${observed}`]);
        assert.equal(mx.transactions.length, expected.startsWith('delivered') ? 1 : 0);
      });
      it(`for testing, ${what}: delivered, and told`, async () => {
        announce();
        await policy(stsText('testing'));
        await start(options());
        assert.match(await deliver(), /^delivered (no|pkix) /);
        assert.deepEqual(troubles(), [`sts ${observed}`]);
      });
    }

    it('enforced: no mail to a server that it does not name', async () => {
      announce();
      await policy(stsText('enforce', '*.mail.example.org'));
      const mx = await start({ certificate: good() });
      assert.equal(await deliver(), 'deferred 4.7.5');
      assert.equal(mx.connections, 0);
      assert.deepEqual(troubles(), ['sts validation-failure']);
    });

    it('a star is for one label', async () => {
      announce();
      await policy(stsText('enforce', '*.example.org'));
      await start({ certificate: good() });
      assert.equal(await deliver(), 'delivered mta-sts TLS');
      outside.dns.zone.remove('example.org', 'MX').mail('example.org', 'a.b.example.org', { address: '192.0.2.1' });
      assert.equal(await deliver(), 'deferred 4.7.5');
    });

    it('is fetched once, and again when its id changes', async () => {
      announce();
      let text = stsText('enforce');
      await outside.web('mta-sts.example.org', '192.0.2.80', (path) => {
        outside.dns.queries.push(path);
        return { status: 200, body: text };
      });
      await start({});
      const fetched = () => outside.dns.queries.filter((query) => query === '/.well-known/mta-sts.txt').length;
      assert.equal(await deliver(), 'deferred 4.7.5');
      assert.equal(await deliver(), 'deferred 4.7.5');
      assert.equal(fetched(), 1);
      outside.dns.zone.remove('_mta-sts.example.org', 'TXT');
      assert.equal(await deliver(), 'deferred 4.7.5'); // §5.1: until max_age is over
      announce('2');
      text = stsText('none');
      assert.equal(await deliver(), 'delivered no open');
      assert.equal(fetched(), 2);
    });

    for (const [what, serve, trouble] of [
      ['is not there', () => policy('no', 404), 'sts-policy-fetch-error'],
      ['redirects', () => policy('', 301), 'sts-policy-fetch-error'],
      ['is nonsense', () => policy('nonsense'), 'sts-policy-invalid'],
      ['is too long', () => policy(stsText('enforce') + 'x'.repeat(70_000)), 'sts-policy-invalid'],
      [
        'is on a server with another certificate',
        () => outside.web('mta-sts.example.com', '192.0.2.80', () => ({ status: 200, body: '' })),
        'sts-webpki-invalid',
      ],
      ['is on no server', async () => {}, 'sts-policy-fetch-error'],
    ] as const) {
      it(`a policy that ${what} counts as none, and is told of`, async () => {
        announce();
        await serve();
        outside.dns.zone.add('mta-sts.example.org', 'A', '192.0.2.80');
        await start({});
        assert.equal(await deliver(), 'delivered no open');
        assert.deepEqual(troubles(), [`no-policy-found ${trouble}`, 'no-policy-found starttls-not-supported']);
      });
    }

    it('an older policy counts while a newer one cannot be had', async () => {
      announce();
      await policy(stsText('enforce'));
      await start({});
      assert.equal(await deliver(), 'deferred 4.7.5');
      outside.dns.zone.remove('mta-sts.example.org', 'A').remove('_mta-sts.example.org', 'TXT');
      announce('2');
      assert.equal(await deliver(), 'deferred 4.7.5');
    });
  });

  describe('DANE', () => {
    const sha256 = (octets: Buffer) => createHash('sha256').update(octets).digest();
    const publish = (usage: number, selector: number, matchingType: number, data: Buffer) =>
      outside.dns.zone.add('_25._tcp.mx.example.org', 'TLSA', { usage, selector, matchingType, certificate: data });
    const sign = () => outside.dns.zone.sign('example.org');
    const ca = () => tlsaSource({ certificatePem: outside.ca.pem, keyPem: '' });

    for (const [what, make] of [
      ['3 1 1', (own: CertificatePair) => publish(3, 1, 1, sha256(tlsaSource(own).key))],
      ['3 0 1', (own: CertificatePair) => publish(3, 0, 1, sha256(tlsaSource(own).whole))],
      ['3 1 2', (own: CertificatePair) => publish(3, 1, 2, createHash('sha512').update(tlsaSource(own).key).digest())],
      ['3 0 0', (own: CertificatePair) => publish(3, 0, 0, tlsaSource(own).whole)],
    ] as const) {
      it(`${what}: the server's own certificate, whatever its name and date`, async () => {
        sign();
        const own = outside.ca.expired('somebody.else');
        make(own);
        await start({ certificate: own });
        assert.equal(await deliver(), 'delivered dane TLS');
        assert.deepEqual(troubles(), ['tlsa success']);
      });
    }

    const withChain = (own: CertificatePair) => ({ ...own, certificatePem: own.certificatePem + outside.ca.pem });
    for (const [what, certificate, expected] of [
      ['a certificate of it', () => withChain(outside.ca.certificate('mx.example.org')), 'delivered dane TLS'],
      ['one for another name', () => withChain(outside.ca.certificate('x.org')), 'deferred 4.7.5'],
      ['an expired one', () => withChain(outside.ca.expired('mx.example.org')), 'deferred 4.7.5'],
      [
        'one of another authority with the same name',
        () => withChain(makeTestCa().certificate('mx.example.org')),
        'deferred 4.7.5',
      ],
    ] as const) {
      for (const [selector, source] of [
        [0, () => ca().whole],
        [1, () => ca().key],
      ] as const) {
        it(`2 ${selector} 1: the authority, and ${what}: ${expected}`, async () => {
          sign();
          publish(2, selector, 1, sha256(source()));
          await start({ certificate: certificate() });
          assert.equal(await deliver(), expected);
        });
      }
    }

    it('another certificate: deferred, and nothing is sent', async () => {
      sign();
      publish(3, 1, 1, sha256(Buffer.from('another')));
      const mx = await start({ certificate: good() });
      assert.equal(await deliver(), 'deferred 4.7.5');
      assert.deepEqual([mx.transactions.length, mx.commands.includes('MAIL')], [0, false]);
      assert.deepEqual(troubles(), ['tlsa certificate-not-trusted']);
    });

    it('no STARTTLS: deferred', async () => {
      sign();
      publish(3, 1, 1, sha256(Buffer.from('any')));
      await start({});
      assert.equal(await deliver(), 'deferred 4.7.5');
    });

    it('records that nobody can use ask for TLS alone', async () => {
      sign();
      publish(1, 1, 1, sha256(Buffer.from('any')));
      publish(3, 1, 1, Buffer.from('too short'));
      const mx = await start({ certificate: outside.ca.expired('x.org') });
      assert.equal(await deliver(), 'delivered no TLS');
      mx.behave = always('STARTTLS', '454 4.7.0 Not now');
      assert.equal(await deliver(), 'deferred 4.7.5');
    });

    it('counts for nothing without DNSSEC', async () => {
      publish(3, 1, 1, sha256(Buffer.from('another')));
      outside.dns.zone.sign('mx.example.org');
      await start({ certificate: good() });
      assert.equal(await deliver(), 'delivered pkix TLS');
    });

    it('deferred while the records cannot be had', async () => {
      sign();
      outside.dns.zone.fail('_25._tcp.mx.example.org', 'TLSA', 'SERVFAIL');
      const mx = await start({ certificate: good() });
      assert.equal(await deliver(), 'deferred 4.7.5');
      assert.equal(mx.connections, 0);
      assert.deepEqual(troubles(), ['tlsa dnssec-invalid']);
    });

    it('comes before MTA-STS', async () => {
      sign();
      announce();
      await policy(stsText('enforce', 'other.example.org'));
      const own = outside.ca.expired('x.org');
      publish(3, 1, 1, sha256(tlsaSource(own).key));
      await start({ certificate: own });
      assert.equal(await deliver(), 'delivered dane TLS');
    });

    it('is what outlook tells of', async () => {
      const transport = open();
      assert.equal(await transport.outlook('example.org'), 'unproven');
      announce();
      await policy(stsText('enforce'));
      assert.equal(await transport.outlook('example.org'), 'mta-sts');
      sign();
      publish(3, 1, 1, sha256(Buffer.from('any')));
      assert.equal(await transport.outlook('example.org'), 'dane');
      outside.dns.zone.mail('example.org', 'mx2.example.net', { preference: 20 });
      assert.equal(await transport.outlook('example.org'), 'dane'); // no mail goes to one that the policy does not name
      assert.equal(await transport.outlook('nowhere.test'), 'unknown');
    });
  });

  describe('REQUIRETLS', () => {
    it('over a way proven by MTA-STS, said to the server', async () => {
      announce();
      await policy(stsText('enforce'));
      const mx = await start({ certificate: good() });
      assert.equal(await deliver(requireTls), 'delivered mta-sts TLS');
      assert.ok(mx.transactions[0]?.parameters.includes('REQUIRETLS'));
    });

    it('over a name proven by DNSSEC, with a certificate that holds', async () => {
      outside.dns.zone.sign('example.org');
      await start({ certificate: good() });
      assert.equal(await deliver(requireTls), 'delivered pkix TLS');
    });

    const rows: readonly [string, () => MxOptions, string][] = [
      ['no STARTTLS', () => ({}), 'failed 5.7.10'],
      [
        'a certificate that does not hold',
        () => ({ certificate: outside.ca.expired('mx.example.org') }),
        'failed 5.7.10',
      ],
      ['a handshake that ends', () => ({ certificate: good(), behave: always('STARTTLS', 'drop') }), 'deferred 4.7.5'],
      [
        'a server without it',
        () => ({ certificate: good(), extensions: allExtensions.filter((name) => name !== 'REQUIRETLS') }),
        'failed 5.7.30',
      ],
    ];
    for (const [what, options, expected] of rows) {
      it(`${what}: ${expected}`, async () => {
        outside.dns.zone.sign('example.org');
        const mx = await start(options());
        assert.equal(await deliver(requireTls), expected);
        assert.equal(mx.transactions.length, 0);
      });
    }

    it('fails where nothing proves the servers', async () => {
      await start({ certificate: good() });
      assert.equal(await deliver(requireTls), 'failed 5.7.10');
    });

    it('waits while a policy that may prove them cannot be had', async () => {
      announce();
      await start({ certificate: good() });
      assert.equal(await deliver(requireTls), 'deferred 4.7.10');
    });
  });
});
