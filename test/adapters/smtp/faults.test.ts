import assert from 'node:assert/strict';
import { always, greylist, recipients, type MxBehaviour, type MxStage } from '../../support/mx/behaviour.js';
import type { MxOptions, ReceivingServer } from '../../support/mx/receiving-server.js';
import { deliverOne, inShort, letter, mailTo, openOutside, patient, type Outside } from '../../support/smtp/outside.js';

const stages: readonly MxStage[] = ['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'message'];

/** Of servers that fall silent; long enough for the one that is tried next. */
const tiredAfter = (ms: number) => ({ greetingMs: ms, replyMs: ms, finalReplyMs: ms });

describe('delivery to a server with faults', () => {
  let outside: Outside;
  beforeEach(async () => {
    outside = await openOutside();
    outside.dns.zone.mail('example.org', 'mx.example.org', { address: '192.0.2.1' });
  });
  afterEach(() => outside.close());

  const start = (options: MxOptions = {}): Promise<ReceivingServer> =>
    outside.mx('192.0.2.1', { certificate: outside.ca.certificate('mx.example.org'), ...options });
  const both = (...parts: readonly MxBehaviour[]): MxBehaviour => {
    return (moment) => parts.map((part) => part(moment)).find((fault) => fault !== undefined);
  };

  describe('a refusal is final with 5yz, and not with 4yz', () => {
    for (const stage of stages) {
      for (const [reply, expected] of [
        ['451 4.3.5 Not now', 'deferred 4.3.5'],
        ['550 5.7.1 Never', 'failed 5.7.1'],
        ['450 Not now', 'deferred 4.2.0'],
        ['554 Never', 'failed 5.0.0'],
      ] as const) {
        it(`${reply} at ${stage}`, async () => {
          // A server that refuses EHLO is asked with HELO.
          const behave = stage === 'EHLO' ? both(always('EHLO', reply), always('HELO', reply)) : always(stage, reply);
          const mx = await start({ behave });
          const result = await deliverOne(outside.transport(), mailTo('example.org'));
          assert.equal(inShort(result), expected);
          assert.ok(result.attempt.reply.endsWith(reply), result.attempt.reply);
          assert.equal(result.attempt.remote, 'mx.example.org');
          assert.equal(mx.transactions.length, 0);
        });
      }
    }
  });

  describe('a server that falls silent, or ends the connection', () => {
    for (const fault of ['hang', 'drop'] as const) {
      for (const stage of [...stages, 'STARTTLS'] as const) {
        it(`${fault} at ${stage}`, async () => {
          const mx = await start({
            behave: both(always(stage, fault), stage === 'EHLO' ? always('HELO', fault) : () => undefined),
          });
          const limits = fault === 'hang' ? tiredAfter(stage === 'STARTTLS' ? 1_000 : 200) : {};
          const result = await deliverOne(outside.transport({ limits }), mailTo('example.org'));
          if (stage === 'STARTTLS') {
            assert.equal(inShort(result), 'delivered 2.0.0'); // in the open, since nobody asked for more
            assert.equal(mx.transactions[0]?.tls, undefined);
            return;
          }
          assert.equal(inShort(result), 'deferred 4.4.2');
          const unreachable = result.kind === 'deferred' && result.unreachable === true;
          assert.equal(unreachable, stage === 'connect' || stage === 'EHLO');
          assert.equal(mx.transactions.length, 0);
        });
      }
    }

    it('a line dropped when the message was taken: deferred, in the knowledge that it may have arrived', async () => {
      const mx = await start({ behave: always('message', 'take-and-drop') });
      const result = await deliverOne(outside.transport(), mailTo('example.org'));
      assert.equal(inShort(result), 'deferred 4.4.2');
      assert.match(result.attempt.reply, /it may have arrived$/);
      assert.equal(mx.transactions.length, 1);
    });

    it('nobody there', async () => {
      const result = await deliverOne(outside.transport(), mailTo('example.org'));
      assert.equal(inShort(result), 'deferred 4.4.1');
      assert.equal(result.kind === 'deferred' && result.unreachable, true);
      assert.equal(result.attempt.reply, 'mx.example.org: connection refused');
    });
  });

  it('greylisting: deferred, then delivered over the same way', async () => {
    const mx = await start({ behave: greylist() });
    const transport = outside.transport();
    assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'deferred 4.7.1');
    assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'delivered 2.0.0');
    assert.equal(mx.transactions[0]?.message.toString(), letter);
  });

  it('recipients that are refused have their own reply, the others the message', async () => {
    const refusals = { 'b@example.org': '550 5.1.1 Unknown', 'c@example.org': '452 4.2.2 Full' } as const;
    const mx = await start({ behave: recipients(refusals) });
    const results = await outside.transport().deliver(mailTo('example.org', ['a', 'b', 'c', 'd']), patient);
    const expected = ['delivered 2.0.0', 'failed 5.1.1', 'deferred 4.2.2', 'delivered 2.0.0'];
    assert.deepEqual(
      [0, 1, 2, 3].map((number) => inShort(results.get(number))),
      expected,
    );
    assert.deepEqual(
      mx.transactions[0]?.recipients.map(({ address }) => address),
      ['a@example.org', 'd@example.org'],
    );
  });

  it('recipients refused before the message is keep their own reply', async () => {
    const refusals = both(recipients({ 'b@example.org': '550 5.1.1 Unknown' }), always('message', '451 4.3.0 Later'));
    await start({ behave: refusals });
    const results = await outside.transport().deliver(mailTo('example.org', ['a', 'b']), patient);
    assert.deepEqual([inShort(results.get(0)), inShort(results.get(1))], ['deferred 4.3.0', 'failed 5.1.1']);
  });

  it('long replies of many lines become one line without control characters', async () => {
    const lines = Array.from({ length: 30 }, (_, at) => `550 5.7.1 Line ${at} \x1b[31m\x00 and more words of it`);
    await start({ behave: always('RCPT', lines.join('\n') as '5') });
    const { attempt } = await deliverOne(outside.transport(), mailTo('example.org'));
    assert.match(attempt.reply, /^550 5\.7\.1 Line 0 \[31m and more words of it Line 1 /);
    assert.equal(attempt.reply.length, 500);
    assert.doesNotMatch(attempt.reply, /\p{Cc}/u);
  });

  it('a reply without end is cut off', async () => {
    await start({ behave: always('MAIL', `550 ${'x'.repeat(100_000)}`) });
    assert.equal(inShort(await deliverOne(outside.transport(), mailTo('example.org'))), 'deferred 4.4.2');
  });

  it('what is not SMTP at all is deferred', async () => {
    await start({ behave: always('connect', '3 is not a greeting') });
    assert.equal(inShort(await deliverOne(outside.transport(), mailTo('example.org'))), 'deferred 4.4.2');
  });

  describe('the next server is tried', () => {
    for (const [what, fault] of [
      ['4yz', '421 4.3.2 Busy'],
      ['5yz', '554 5.3.2 No mail here'],
      ['silence', 'hang'],
      ['a lost connection', 'drop'],
    ] as const) {
      it(`after ${what} as greeting`, async () => {
        const first = await start({ behave: always('connect', fault) });
        outside.dns.zone.mail('example.org', 'mx2.example.org', { preference: 20, address: '192.0.2.2' });
        const second = await outside.mx('192.0.2.2');
        const limits = fault === 'hang' ? tiredAfter(1_000) : {};
        const result = await deliverOne(outside.transport({ limits }), mailTo('example.org'));
        assert.equal(result.kind === 'delivered' && result.way.remote, 'mx2.example.org');
        assert.deepEqual([first.connections, second.transactions.length], [1, 1]);
      });
    }

    it('but not after a refusal of the sender or recipient', async () => {
      await start({ behave: always('RCPT', '550 5.1.1 Unknown') });
      outside.dns.zone.mail('example.org', 'mx2.example.org', { preference: 20, address: '192.0.2.2' });
      const second = await outside.mx('192.0.2.2');
      assert.equal(inShort(await deliverOne(outside.transport(), mailTo('example.org'))), 'failed 5.1.1');
      assert.equal(second.connections, 0);
    });

    it('nor when the message may have arrived', async () => {
      await start({ behave: always('message', 'drop') });
      outside.dns.zone.mail('example.org', 'mx2.example.org', { preference: 20, address: '192.0.2.2' });
      const second = await outside.mx('192.0.2.2');
      assert.equal(inShort(await deliverOne(outside.transport(), mailTo('example.org'))), 'deferred 4.4.2');
      assert.equal(second.connections, 0);
    });
  });
});
