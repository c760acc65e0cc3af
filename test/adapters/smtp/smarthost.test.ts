import assert from 'node:assert/strict';
import { parseSmarthost } from '../../../src/adapters/smtp/smarthost.js';
import { silentLog } from '../../../src/mail/log.js';
import { always } from '../../support/mx/behaviour.js';
import type { MxOptions } from '../../support/mx/receiving-server.js';
import { deliverOne, inShort, mailTo, openOutside, patient, type Outside } from '../../support/smtp/outside.js';

describe('smarthost', () => {
  describe('its URL', () => {
    for (const [text, expected] of [
      [
        'smtp://mail.example.org',
        { host: 'mail.example.org', port: 587, implicit: false, tls: 'required', login: undefined },
      ],
      [
        'smtp://127.0.0.1:2525?tls=never',
        { host: '127.0.0.1', port: 2525, implicit: false, tls: 'never', login: undefined },
      ],
      ['smtp://[::1]:25/?tls=starttls', { host: '::1', port: 25, implicit: false, tls: 'starttls', login: undefined }],
      [
        'smtps://us%40er:p%3Ass@mail.example.org',
        {
          host: 'mail.example.org',
          port: 465,
          implicit: true,
          tls: 'required',
          login: { user: 'us@er', password: 'p:ss' },
        },
      ],
    ] as const) {
      it(text, () => assert.deepEqual(parseSmarthost(text), expected));
    }
    for (const text of [
      '',
      'mail.example.org',
      'http://mail.example.org',
      'smtp://',
      'smtp://mail.example.org?tls=yes',
      'smtp://mail.example.org?tsl=never',
      'smtp://mail.example.org/path',
      'smtps://mail.example.org?tls=never',
      'smtp://user:secret@mail.example.org?tls=never',
    ]) {
      it(`refuses "${text}" in words without the password`, () => {
        assert.throws(
          () => parseSmarthost(text),
          (error: Error) => !error.message.includes('secret'),
        );
      });
    }
  });

  describe('delivery', () => {
    let outside: Outside;
    beforeEach(async () => {
      outside = await openOutside();
    });
    afterEach(() => outside.close());

    const login = { user: 'us@er', password: 'secret' };
    const open = async (options: MxOptions, rest: string, user = '', scheme = 'smtp') => {
      const host = await outside.mx('127.0.0.1', options);
      const lines: string[] = [];
      const note = (event: string, fields?: object) => void lines.push(`${event} ${JSON.stringify(fields)}`);
      const log = { ...silentLog, info: note, warn: note, error: note };
      const smarthost = `${scheme}://${user}127.0.0.1:${host.port}${rest}`;
      return { host, lines, transport: outside.transport({ smarthost, log }) };
    };
    const certificate = () => outside.ca.certificate('127.0.0.1');

    it('takes all recipients in one transaction, whatever their domains, without asking the DNS', async () => {
      const { host, transport } = await open({}, '?tls=never');
      assert.equal(transport.by, 'item');
      const results = await transport.deliver(mailTo('', ['b@example.org', 'c@example.com']), patient);
      assert.deepEqual([...results.values()].map(inShort), ['delivered 2.0.0', 'delivered 2.0.0']);
      assert.equal(host.transactions[0]?.recipients.length, 2);
      assert.deepEqual(outside.dns.queries, []);
    });

    it('delivered where it reports further (DSN), else relayed', async () => {
      const { transport } = await open({ extensions: [] }, '?tls=never');
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'relayed 2.0.0');
    });

    const rows: readonly [string, () => MxOptions, string, string][] = [
      ['required: a certificate that holds', () => ({ certificate: certificate() }), '', 'delivered pkix TLSv1.3'],
      ['required: an expired one', () => ({ certificate: outside.ca.expired('127.0.0.1') }), '', 'deferred 4.7.5'],
      ['required: no STARTTLS', () => ({}), '?tls=required', 'deferred 4.7.5'],
      [
        'starttls: an expired one',
        () => ({ certificate: outside.ca.expired('127.0.0.1') }),
        '?tls=starttls',
        'delivered no TLSv1.3',
      ],
      ['starttls: no STARTTLS', () => ({}), '?tls=starttls', 'delivered no undefined'],
      ['never', () => ({ certificate: certificate() }), '?tls=never', 'delivered no undefined'],
    ];
    for (const [what, options, rest, expected] of rows) {
      it(`${what}: ${expected}`, async () => {
        const { transport } = await open(options(), rest);
        const result = await deliverOne(transport, mailTo('example.org'));
        const way = 'way' in result ? result.way : undefined;
        assert.equal(way ? `${result.kind} ${way.verified} ${way.tls}` : inShort(result), expected);
      });
    }

    it('with TLS from the first octet', async () => {
      const { host, transport } = await open(
        { certificate: certificate(), implicit: true, login },
        '',
        'us%40er:secret@',
        'smtps',
      );
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'delivered 2.0.0');
      assert.deepEqual([host.transactions[0]?.tls, host.transactions[0]?.user], ['TLSv1.3', 'us@er']);
      assert.ok(!host.commands.includes('STARTTLS'));
    });

    it('starttls: a password does not go where TLS is not offered', async () => {
      const { host, transport } = await open({ login }, '?tls=starttls', 'us%40er:secret@');
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'deferred 4.7.5');
      assert.ok(!host.commands.includes('AUTH PLAIN'));
    });

    it('a handshake that fails with TLS from the first octet is deferred', async () => {
      const options = { certificate: outside.ca.expired('127.0.0.1'), implicit: true } as const;
      const { transport } = await open(options, '', '', 'smtps');
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'deferred 4.7.5');
    });

    it('logs in', async () => {
      const { host, transport } = await open({ certificate: certificate(), login }, '', 'us%40er:secret@');
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'delivered 2.0.0');
      assert.equal(host.transactions[0]?.user, 'us@er');
    });

    it('a refused login is deferred, and said loudly, without the password', async () => {
      const { lines, transport } = await open({ certificate: certificate(), login }, '', 'us%40er:wrong@');
      const result = await deliverOne(transport, mailTo('example.org'));
      assert.equal(inShort(result), 'deferred 4.7.8');
      assert.equal(lines.length, 1);
      assert.match(lines[0]!, /^transport\.smarthost-login-failed .*535 5\.7\.8 Wrong credentials/);
      assert.doesNotMatch(JSON.stringify([lines, result]), /wrong@|:wrong|us@er/);
    });

    it('a smarthost that wants no mail of ours at all is deferred: its operator will mend it', async () => {
      const { transport } = await open({ behave: always('connect', '554 5.3.2 Away') }, '?tls=never');
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'deferred 4.3.2');
    });

    it('a refused recipient failed', async () => {
      const { transport } = await open({ behave: always('RCPT', '550 5.1.1 Unknown') }, '?tls=never');
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'failed 5.1.1');
    });

    it('REQUIRETLS: only over TLS with a certificate that holds', async () => {
      const { transport } = await open({ certificate: certificate() }, '');
      const mail = mailTo('example.org', ['b'], { requireTls: true });
      assert.equal(inShort(await deliverOne(transport, mail)), 'delivered 2.0.0');
      const plain = await open({ certificate: certificate() }, '?tls=starttls');
      assert.equal(inShort(await deliverOne(plain.transport, mail)), 'failed 5.7.10');
    });

    it('is found by name', async () => {
      const host = await outside.mx('127.0.0.1');
      const transport = outside.transport({ smarthost: `smtp://localhost:${host.port}?tls=never` });
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'delivered 2.0.0');
      const nowhere = outside.transport({ smarthost: 'smtp://nowhere.invalid:25?tls=never' });
      const result = await deliverOne(nowhere, mailTo('example.org'));
      assert.equal(inShort(result), 'deferred 4.4.3');
      assert.equal(result.attempt.ours, true); // customers are not told that the recipient's server is to blame
    });
  });
});
