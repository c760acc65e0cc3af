import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { connect } from '../../../src/adapters/smtp/connect.js';
import { defaultSmtpLimits } from '../../../src/adapters/smtp/limits.js';
import type { Timers } from '../../../src/lib/timers.js';
import { until } from '../../support/fake-time.js';
import { keptBuffers } from '../../support/memory.js';
import { always, type MxBehaviour, type MxStage } from '../../support/mx/behaviour.js';
import { allExtensions } from '../../support/mx/receiving-server.js';
import { deliverOne, inShort, mailTo, openOutside, patient, type Outside } from '../../support/smtp/outside.js';

describe('connections to other servers', () => {
  let outside: Outside;
  beforeEach(async () => {
    outside = await openOutside();
    outside.dns.zone.mail('example.org', 'mx.example.org', { address: '192.0.2.1' });
  });
  afterEach(() => {
    mock.timers.reset();
    return outside.close();
  });

  it('are used again', async () => {
    const mx = await outside.mx('192.0.2.1', { certificate: outside.ca.certificate('mx.example.org') });
    outside.dns.zone.mail('example.com', 'mx.example.org');
    const transport = outside.transport();
    for (const domain of ['example.org', 'example.org', 'example.com']) {
      assert.equal(inShort(await deliverOne(transport, mailTo(domain))), 'delivered 2.0.0');
    }
    assert.deepEqual([mx.connections, mx.transactions.length], [1, 3]);
  });

  it('are opened anew when the server has ended them meanwhile', async () => {
    const mx = await outside.mx('192.0.2.1');
    const transport = outside.transport();
    await deliverOne(transport, mailTo('example.org'));
    for (const fault of ['drop', '421 4.4.2 Too long idle'] as const) {
      const before = mx.connections;
      mx.behave = ({ stage, connection }) => (stage === 'MAIL' && connection === before ? fault : undefined);
      assert.equal(inShort(await deliverOne(transport, mailTo('example.org'))), 'delivered 2.0.0');
      assert.equal(mx.connections, before + 1);
    }
  });

  it('are not used again for a way with other demands', async () => {
    const mx = await outside.mx('192.0.2.1', { certificate: outside.ca.certificate('mx.example.org') });
    const transport = outside.transport();
    await deliverOne(transport, mailTo('example.org'));
    outside.dns.zone.sign('example.org');
    const strict = await deliverOne(transport, mailTo('example.org', ['b'], { requireTls: true }));
    assert.equal(inShort(strict), 'delivered 2.0.0');
    assert.equal(mx.connections, 2);
  });

  it('end with QUIT after so many messages, after a refusal, and when they were idle for long', async () => {
    const waiting: (() => void)[] = [];
    const timers: Timers = {
      after(_ms, run) {
        waiting.push(run);
        return () => void waiting.splice(waiting.indexOf(run), 1);
      },
    };
    const mx = await outside.mx('192.0.2.1');
    const quits = async (count: number) => {
      while (mx.commands.filter((command) => command === 'QUIT').length < count) {
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const transport = outside.transport({ timers, limits: { messagesPerConnection: 2 } });
    await deliverOne(transport, mailTo('example.org'));
    await deliverOne(transport, mailTo('example.org'));
    await quits(1);
    mx.behave = always('RCPT', '550 5.1.1 Unknown');
    await deliverOne(transport, mailTo('example.org'));
    await quits(2);
    mx.behave = () => undefined;
    await deliverOne(transport, mailTo('example.org'));
    assert.equal(waiting.length, 1);
    waiting[0]!();
    await quits(3);
    assert.equal(mx.connections, 3);
  });

  it('are so many to one host at a time', async () => {
    let open = 0;
    let most = 0;
    const mx = await outside.mx('192.0.2.1');
    mx.behave = ({ stage }) => {
      if (stage === 'connect') most = Math.max(most, ++open);
      if (stage === 'message') open--;
      return stage === 'message' ? '451 4.3.0 Later' : undefined; // a refusal ends the connection
    };
    const transport = outside.transport({ limits: { connectionsPerHost: 3 } });
    const all = Array.from({ length: 12 }, () => deliverOne(transport, mailTo('example.org')));
    for (const result of await Promise.all(all)) assert.equal(inShort(result), 'deferred 4.3.0');
    assert.equal(most, 3);
  });

  it('carry 20 MB in flat memory', async function () {
    this.timeout(60_000);
    const mx = await outside.mx('192.0.2.1', {
      messages: 'count',
      certificate: outside.ca.certificate('mx.example.org'),
    });
    const line = Buffer.from(`${'x'.repeat(74)}\r\n`);
    const chunk = Buffer.concat(Array.from({ length: 500 }, () => line));
    const chunks = Math.ceil(20_000_000 / chunk.length);
    let most = 0;
    let ahead = 0;
    const mail = {
      ...mailTo('example.org'),
      sizeOctets: chunks * chunk.length,
      async *octets() {
        for (let at = 0; at < chunks; at++) {
          yield Buffer.from(chunk);
          if (at % 50 === 0) most = Math.max(most, keptBuffers());
          ahead = at;
        }
      },
    };
    const before = keptBuffers();
    const transport = outside.transport({ limits: { replyMs: 30_000, finalReplyMs: 30_000 } });
    assert.equal(inShort(await deliverOne(transport, mail)), 'delivered 2.0.0');
    assert.equal(mx.transactions[0]?.sizeOctets, mail.sizeOctets);
    assert.equal(ahead, chunks - 1);
    assert.ok(most - before < 10_000_000, `${most - before} octets more`);
  });

  it('send a message octet for octet', async () => {
    const octets = Buffer.from('Subject: x\r\n\r\n.\r\n..\r\n.a\r\n\r\nä \0\r\nno end of line');
    const mx = await outside.mx('192.0.2.1');
    const mail = {
      ...mailTo('example.org', ['b'], { eightBit: true }),
      sizeOctets: octets.length,
      async *octets() {
        for (const octet of octets) yield Buffer.from([octet]);
      },
    };
    await deliverOne(outside.transport(), mail);
    const end = Buffer.from('\r\n'); // DATA knows no message without
    assert.deepEqual(mx.transactions[0]?.message, Buffer.concat([octets, end]));
  });

  it('give up when told to, at any point', async () => {
    for (const stage of ['connect', 'MAIL', 'message'] as const) {
      const { behave, reached } = hangingAt(stage);
      await outside.mx('192.0.2.1', { behave });
      const ended = new AbortController();
      const limits = { greetingMs: 5_000, replyMs: 5_000, finalReplyMs: 5_000 };
      const delivering = outside.transport({ limits }).deliver(mailTo('example.org'), { signal: ended.signal });
      await until(reached);
      ended.abort();
      const result = (await delivering).get(0);
      assert.equal(result?.kind, 'deferred', stage);
      assert.match(result.attempt.reply, stage === 'message' ? /given up by us .* arrived$/ : /given up by us/);
    }
  });

  it('end a transaction that takes too long in all', async () => {
    const { behave, reached } = hangingAt('message');
    await outside.mx('192.0.2.1', { behave });
    const limits = { transactionMs: 50, replyMs: 5_000, finalReplyMs: 5_000 };
    mock.timers.enable({ apis: ['setTimeout'] });
    const delivering = deliverOne(outside.transport({ limits }), mailTo('example.org'));
    await until(reached);
    mock.timers.tick(50);
    assert.match((await delivering).attempt.reply, /^no end in time .* arrived$/);
  });

  it('a closed transport has given up', async () => {
    const { behave, reached } = hangingAt('DATA');
    await outside.mx('192.0.2.1', { behave });
    const transport = outside.transport({ limits: { replyMs: 5_000 } });
    const delivering = deliverOne(transport, mailTo('example.org'));
    await until(reached);
    void transport.close();
    assert.equal((await delivering).kind, 'deferred');
  });

  for (const tls of [false, true]) {
    it(`of a closed transport keep no process alive where QUIT is not answered (${tls ? 'TLS' : 'in the open'})`, async () => {
      const certificate = tls ? { certificate: outside.ca.certificate('mx.example.org') } : {};
      const mx = await outside.mx('192.0.2.1', { behave: always('QUIT', 'hang'), ...certificate });
      const transport = outside.transport();
      const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
      await deliverOne(transport, mailTo('example.org'));
      const before = sockets();
      await transport.close();
      while (!mx.commands.includes('QUIT')) await new Promise((resolve) => setTimeout(resolve, 2));
      assert.ok(sockets() < before);
    });
  }

  it('a message that cannot be read is a fault of ours, and the server gets none of it', async () => {
    const mx = await outside.mx('192.0.2.1');
    const mail = {
      ...mailTo('example.org'),
      async *octets() {
        yield Buffer.from('Subject: x\r\n\r\n');
        throw new Error('the disk is gone');
      },
    };
    await assert.rejects(outside.transport().deliver(mail, patient), /the disk is gone/);
    assert.equal(mx.transactions.length, 0);
  });

  describe('the envelope', () => {
    const sent = async (mail: ReturnType<typeof mailTo>, extensions = allExtensions) => {
      const mx = await outside.mx('192.0.2.1', { extensions });
      const result = await deliverOne(outside.transport(), mail);
      const [transaction] = mx.transactions;
      const recipient = transaction?.recipients.map(({ parameters }) => parameters.join(' '));
      return { result: inShort(result), parameters: transaction?.parameters.join(' '), recipient };
    };

    it('has what the sender wants to hear, for each recipient by itself (RFC 3461)', async () => {
      const mail = mailTo('example.org', ['b', 'c', 'd'], { ret: 'HDRS', envid: 'a b=1+' });
      const [b, c, d] = mail.recipients;
      const recipients = [
        { ...b!, notify: ['SUCCESS', 'FAILURE'] as const, orcpt: 'rfc822;B+x@example.org' },
        { ...c!, notify: 'NEVER' as const },
        { ...d!, orcpt: 'utf-8;dörte\\@example.org' },
      ];
      assert.deepEqual(await sent({ ...mail, recipients }), {
        result: 'delivered 2.0.0',
        parameters: `SIZE=${mail.sizeOctets} RET=HDRS ENVID=a+20b+3D1+2B`,
        recipient: [
          'NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;B+2Bx@example.org',
          'NOTIFY=NEVER',
          'ORCPT=utf-8;d\\x{F6}rte\\x{5C}@example.org',
        ],
      });
    });

    it('leaves out what the server does not know', async () => {
      const mail = mailTo('example.org', ['b'], { ret: 'FULL', envid: 'x', eightBit: true });
      const { parameters, recipient, result } = await sent(mail, []);
      assert.deepEqual([result, parameters, recipient], ['relayed 2.0.0', '', ['']]); // nobody reports further
    });

    it('says 8BITMIME and SMTPUTF8 where needed, the latter for a header alone, too (RFC 6531 §3.4)', async () => {
      const { parameters } = await sent(mailTo('example.org', ['b'], { smtpUtf8: true, eightBit: true }));
      assert.equal(parameters?.replace(/SIZE=\d+/, 'SIZE'), 'BODY=8BITMIME SIZE SMTPUTF8');
    });

    it('says SMTPUTF8 once for an address that needs it', async () => {
      const { parameters } = await sent(mailTo('example.org', ['dörte'], { smtpUtf8: true }));
      assert.equal(parameters?.replace(/SIZE=\d+/, 'SIZE'), 'SMTPUTF8 SIZE');
    });

    it('fails where SMTPUTF8 is needed and not offered', async () => {
      const without = allExtensions.filter((name) => name !== 'SMTPUTF8');
      assert.equal((await sent(mailTo('example.org', ['b'], { smtpUtf8: true }), without)).result, 'failed 5.6.7');
    });

    it('fails where the message is larger than the server takes', async () => {
      assert.equal((await sent(mailTo('example.org'), ['SIZE 20'])).result, 'failed 5.3.4');
      assert.equal((await sent(mailTo('example.org'), ['SIZE 0'])).result, 'relayed 2.0.0');
    });

    it('fails for an address that would end the command', async () => {
      for (const bad of ['b@example.org>\r\nRSET', 'b>@example.org']) {
        assert.equal((await sent(mailTo('example.org', [bad]))).result, 'failed 5.1.3');
      }
    });

    it('an address that stands there twice is sent once, and both have the result', async () => {
      const mx = await outside.mx('192.0.2.1');
      const results = await outside.transport().deliver(mailTo('example.org', ['b', 'b']), patient);
      assert.deepEqual([inShort(results.get(0)), inShort(results.get(1))], ['delivered 2.0.0', 'delivered 2.0.0']);
      assert.equal(mx.transactions[0]?.recipients.length, 1);
    });
  });

  it('the library is as we know it: commands go through one method, and EHLO lines are kept', async () => {
    const mx = await outside.mx('192.0.2.1', { extensions: ['PIPELINING', 'SIZE 77'] });
    const connection = await connect({
      address: '127.0.0.1',
      port: mx.port,
      host: 'mx.example.org',
      helo: 'gateway.test',
      tls: 'may',
      verify: false,
      secureContext: undefined,
      limits: defaultSmtpLimits,
      signal: patient.signal,
    });
    assert.deepEqual(
      [...connection.extensions],
      [
        ['PIPELINING', ''],
        ['SIZE', '77'],
      ],
    );
    assert.deepEqual(mx.commands, ['EHLO gateway.test']);
    connection.destroy();
  });
});

/** A server that falls silent at a stage, and whether it has. */
function hangingAt(stage: MxStage): { readonly behave: MxBehaviour; readonly reached: () => boolean } {
  let reached = false;
  const hang = always(stage, 'hang');
  return {
    behave(moment) {
      reached ||= moment.stage === stage;
      return hang(moment);
    },
    reached: () => reached,
  };
}
