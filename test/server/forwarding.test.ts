/** What a customer forwards with a mail app, by a real server, to a real receiving server: once, whole, told of. */
import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { parseDeliveryStatus } from '../../src/wire/dsn/parse-delivery-status.js';
import { RunningServer } from '../support/running-server.js';
import { eventually } from '../support/eventually.js';
import { Customer } from '../support/forwarding/customer.js';
import { OutsideWorld, recipientDomain, senderDomain } from '../support/forwarding/outside-world.js';
import { always, greylist, recipients, wellBehaved } from '../support/mx/behaviour.js';
import type { MxTransaction } from '../support/mx/receiving-server.js';

interface QueueEntry {
  readonly queue: number;
  readonly hold: string | null;
  readonly recipients: readonly { readonly address: string; readonly state: string; readonly failures: number }[];
}

describe('forwarding', function () {
  this.timeout(180_000);
  let world: OutsideWorld;
  let server: RunningServer;
  before(async () => {
    world = await OutsideWorld.open();
    server = new RunningServer({ ...world.env, UNPAPERME_DKIM_SELECTORS: 'test' });
    const made = await server.run('dkim', 'make', '--domain', senderDomain, '--selector', 'test', '--json');
    world.publish(JSON.parse(made) as { name: string; value: string }[]);
    await server.start();
  });
  after(async () => {
    await server.remove();
    await world.close();
  });
  afterEach(() => void (world.mx.behave = wellBehaved));

  const to = (name: string): string => `${name}@${recipientDomain}`;
  let customers = 0;
  const newCustomer = async (): Promise<Customer> => Customer.add(server, `kundin${(customers += 1)}@${senderDomain}`);
  const queued = async (customer: Customer, ...options: readonly string[]): Promise<readonly QueueEntry[]> =>
    JSON.parse(await server.run('queue', 'list', '--account', customer.account, ...options, '--json')) as QueueEntry[];
  const arrived = async (address: string): Promise<MxTransaction> =>
    eventually(
      `mail for ${address}`,
      () => world.sentTo(address)[0],
      async () => server.output.slice(-3000),
    );

  it('a scan arrives whole, signed, aligned and once, after its customer was asked', async () => {
    const customer = await newCustomer();
    const letter = await customer.receiveLetter();
    const logged = server.output.length;
    await customer.forward(letter, to('berater'));

    const [question] = await customer.expect('INBOX', /^Bitte entscheiden/);
    const asked = await simpleParser(question!.source);
    for (const said of [to('berater'), letter.pdf.name, 'Postkarte', 'Postausgang/Freigeben', 'nicht sicher']) {
      assert.ok(asked.text?.includes(said), `${said} in ${asked.text}`);
    }
    const [held] = await customer.messages('Postausgang');
    assert.ok(held?.flags.includes('$Held'), String(held?.flags));
    assert.deepEqual(world.sentTo(to('berater')), []);

    await customer.move('Postausgang', 'Postausgang/Freigeben');
    const transaction = await arrived(to('berater'));
    assert.equal(transaction.from, customer.address);
    assert.equal(transaction.tls, 'TLSv1.3');
    const received = await simpleParser(transaction.message);
    assert.deepEqual(received.attachments[0]?.content, letter.pdf.octets);

    const { dkim, spf, dmarc } = await world.authenticate(transaction);
    assert.deepEqual(
      dkim.results
        .map(({ status, signingDomain, selector }) => [status.result, signingDomain, selector].join(' '))
        .toSorted(),
      [`pass ${senderDomain} test-ed25519`, `pass ${senderDomain} test-rsa`],
    );
    assert.equal(spf && spf.status.result, 'pass');
    assert.ok(dmarc);
    assert.equal(dmarc.status.result, 'pass');
    assert.deepEqual([dmarc.alignment.spf.result, dmarc.alignment.dkim.result], [senderDomain, senderDomain]);

    const sent = await customer.expect('Gesendet', /^Fwd: /);
    assert.equal(sent.length, 1);
    await customer.expectEmpty('Postausgang');
    await customer.expectEmpty('Postausgang/Freigeben');
    assert.deepEqual(await queued(customer), []);
    assert.equal(world.sentTo(to('berater')).length, 1);

    const disclosures = await customer.disclosures();
    assert.equal(disclosures.length, 1);
    const { recipient, documents, way, messageId, reply } = disclosures[0]!;
    assert.equal(recipient, to('berater'));
    assert.equal((documents as string[]).length, 1);
    assert.equal(messageId, sent[0]!.messageId);
    assert.deepEqual(way, { remote: `mx.${recipientDomain}`, tls: 'TLSv1.3', verified: 'no', encrypted: 'no' });
    assert.match(reply as string, /^250 /);

    const lines = server.output.slice(logged).split('\n');
    assert.equal(lines.filter((line) => line.includes(to('berater'))).length, 1);
    assert.match(
      lines.find((line) => line.includes(to('berater')))!,
      /"relay\.delivery"/,
    );
    for (const secret of [letter.subject, letter.pdf.name, 'Grüßen', customer.password]) {
      assert.ok(!server.output.includes(secret), `${secret} is in the log`);
    }
  });

  /** Asked and held. @returns what is asked for */
  const forwardHeld = async (customer: Customer, address: string) => {
    await customer.forward(await customer.receiveLetter(), address);
    await customer.expect('INBOX', /^Bitte entscheiden/);
  };

  for (const { how, cancel } of [
    { how: 'deleted', cancel: (customer: Customer) => customer.delete('Postausgang') },
    { how: 'moved to the bin', cancel: (customer: Customer) => customer.move('Postausgang', 'Papierkorb') },
  ]) {
    it(`what is ${how} is not sent`, async () => {
      const customer = await newCustomer();
      const address = to(`abgebrochen${customer.account}`);
      await forwardHeld(customer, address);
      await cancel(customer);
      await eventually('the end', async () => ((await queued(customer)).length === 0 ? true : undefined));
      const [item] = await queued(customer, '--ended');
      assert.deepEqual(
        item?.recipients.map(({ state }) => state),
        ['cancelled'],
      );
      assert.deepEqual(world.sentTo(address), []);
      assert.deepEqual(await customer.messages('Gesendet'), []);
      assert.deepEqual(await customer.disclosures(), []);
    });
  }

  it('a recipient allowed for good is not asked about again', async () => {
    const customer = await newCustomer();
    await forwardHeld(customer, to('immer'));
    await customer.move('Postausgang', 'Postausgang/Immer freigeben');
    await arrived(to('immer'));
    const again = await customer.receiveLetter();
    await customer.forward(again, to('immer'), { subject: 'Fwd: zum zweiten' });
    await customer.expect('Gesendet', /zum zweiten/);
    assert.equal(world.sentTo(to('immer')).length, 2);
    assert.equal((await customer.expect('INBOX', /^Bitte entscheiden/)).length, 1);
    // Allowed are they alone.
    await customer.forward(again, to('anderer'));
    await customer.expect('INBOX', /^Bitte entscheiden/, 2);
    assert.deepEqual(world.sentTo(to('anderer')), []);
  });

  it('an account decides: no question with allow, nothing in the clear with require', async () => {
    const customer = await newCustomer();
    const letter = await customer.receiveLetter();
    await server.run('account', 'set', '--account', customer.account, '--postcard', 'allow');
    await customer.forward(letter, to('ohne-frage'));
    await arrived(to('ohne-frage'));
    await server.run('account', 'set', '--account', customer.account, '--postcard', 'require');
    await assert.rejects(customer.forward(letter, to('nie')), /550[- ]5\.7\.\d .*encrypted/);
    await customer.expect('Gesendet', /^Fwd/);
    assert.deepEqual(world.sentTo(to('nie')), []);
    assert.deepEqual(await customer.messages('Postausgang'), []);
    assert.equal((await customer.messages('INBOX')).length, 1);
  });

  for (const when of ['before', 'after'] as const) {
    it(`the copy that a mail app saves itself ${when} delivery is the only one`, async () => {
      const customer = await newCustomer();
      const address = to(`kopie-${when}`);
      const messageId = `<${when}@${senderDomain}>`;
      const own = `Message-ID: ${messageId}\r\nSubject: Hallo\r\nX-App: mine\r\n\r\nHallo\r\n`;
      const copies = async () => (await customer.messages('Gesendet')).map(({ source }) => source.toString());
      if (when === 'before') await customer.append('Gesendet', own);
      await customer.send({ to: address, subject: 'Hallo', text: 'Hallo', messageId });
      await arrived(address);
      await customer.expectEmpty('Postausgang');
      if (when === 'after') {
        assert.equal((await copies()).length, 1);
        await customer.append('Gesendet', own);
      }
      await eventually(
        'one copy',
        async () => {
          const all = await copies();
          return all.length === 1 && all[0] === own ? true : undefined;
        },
        copies,
      );
    });
  }

  it('what a server refuses comes back once, in words and for machines', async () => {
    const customer = await newCustomer();
    world.mx.behave = recipients({ [to('weg')]: '550 5.1.1 No such user here' });
    await customer.send({ to: [to('weg'), to('da')], subject: 'Einladung', text: 'Geheimes' });
    const [report] = await customer.expect('INBOX', /^Nicht zugestellt/);
    assert.ok(report);
    await customer.expectEmpty('Postausgang');
    await arrived(to('da'));
    const { text, headers, attachments } = await simpleParser(report.source, { keepDeliveryStatus: true });
    for (const said of [to('weg'), 'gibt es dort nicht', '550 5.1.1', 'Einladung', 'could not be delivered']) {
      assert.ok(text?.includes(said), `${said} in ${text}`);
    }
    assert.ok(!text?.includes(to('da')));
    assert.match(JSON.stringify(headers.get('content-type')), /multipart\/report.*delivery-status/);
    const machine = attachments.find(({ contentType }) => contentType === 'message/delivery-status');
    const status = parseDeliveryStatus(machine?.content ?? Buffer.alloc(0));
    assert.deepEqual(
      status?.recipients.map((each) => [each.finalRecipient.address, each.action, each.status]),
      [[to('weg'), 'failed', '5.1.1']],
    );
    assert.ok(!report.source.includes('Geheimes'), 'the header goes back, not the text');
    assert.equal((await customer.messages('INBOX')).length, 1);
    assert.equal((await customer.messages('Gesendet')).length, 1);
    assert.deepEqual(
      (await customer.disclosures()).map(({ recipient }) => recipient),
      [to('da')],
    );
  });

  it('greylisted mail waits, and goes at a retry', async () => {
    const customer = await newCustomer();
    world.mx.behave = greylist();
    await customer.send({ to: to('spaeter'), subject: 'Hallo', text: 'Hallo' });
    const waiting = await eventually('a failed try', async () =>
      (await queued(customer)).find(({ recipients: [only] }) => only?.failures === 1),
    );
    const [shown] = await customer.messages('Postausgang');
    assert.ok(shown?.flags.includes('$Queued'), String(shown?.flags));
    await server.run('queue', 'retry', String(waiting.queue));
    await arrived(to('spaeter'));
    await customer.expectEmpty('Postausgang');
    assert.equal((await customer.messages('INBOX')).length, 0);
  });

  it('an operator holds, releases and cancels', async () => {
    const customer = await newCustomer();
    world.mx.behave = always('RCPT', '451 4.7.1 Later');
    for (const name of ['erst', 'nie-mehr']) {
      await customer.send({ to: to(name), subject: name, text: 'Hallo' });
    }
    const [first, second] = (
      await eventually('two failed tries', async () => {
        const items = await queued(customer);
        return items.length === 2 && items.every((item) => item.recipients[0]!.failures === 1) ? items : undefined;
      })
    ).map(({ queue }) => String(queue));
    await server.run('queue', 'hold', '--account', customer.account);
    await eventually('$Held', async () => {
      const flags = (await customer.messages('Postausgang')).map((each) => each.flags);
      return flags.every((each) => each.includes('$Held')) ? true : undefined;
    });
    world.mx.behave = wellBehaved;
    // What an operator holds, its customer cannot release.
    await customer.move('Postausgang', 'Postausgang/Freigeben');
    await customer.expect('Postausgang', /erst|nie-mehr/, 2);
    await server.run('queue', 'cancel', second!);
    await server.run('queue', 'release', first!);
    await arrived(to('erst'));
    await customer.expectEmpty('Postausgang');
    assert.deepEqual(world.sentTo(to('nie-mehr')), []);
    assert.deepEqual(
      (await customer.messages('Gesendet')).map(({ subject }) => subject),
      ['erst'],
    );
  });

  it('what is queued and held survives a restart', async () => {
    const customer = await newCustomer();
    world.mx.behave = always('MAIL', '451 4.3.2 Closing');
    await forwardHeld(customer, to('gehalten'));
    await customer.send({ to: to('wartend'), subject: 'Hallo', text: 'Hallo' });
    await eventually('a failed try', async () =>
      (await queued(customer)).find((item) => item.recipients[0]!.failures === 1),
    );
    assert.equal(await server.stop(), 0);
    world.mx.behave = wellBehaved;
    await server.start();
    await server.run('queue', 'retry', '--account', customer.account);
    await arrived(to('wartend'));
    assert.deepEqual(world.sentTo(to('gehalten')), []);
    await customer.move('Postausgang', 'Postausgang/Freigeben');
    await arrived(to('gehalten'));
    await customer.expectEmpty('Postausgang');
    assert.equal((await customer.expect('INBOX', /^Bitte entscheiden/)).length, 1);
    assert.equal((await customer.messages('Gesendet')).length, 2);
    for (const name of ['gehalten', 'wartend']) assert.equal(world.sentTo(to(name)).length, 1);
  });
});
