/**
 * What receivers and DNS do wrong, and what a customer hears of it from a real server: mail that cannot arrive comes back
 * with the reason in words, mail that may arrive later waits and does, and what is less safe than it could be is told.
 */
import assert from 'node:assert/strict';
import { simpleParser } from 'mailparser';
import { RunningServer } from '../support/running-server.js';
import { makeTestCa } from '../support/certificates.js';
import { eventually } from '../support/eventually.js';
import { Customer } from '../support/forwarding/customer.js';
import { OutsideWorld, senderDomain } from '../support/forwarding/outside-world.js';
import { always, wellBehaved } from '../support/mx/behaviour.js';
import { startReceivingServer, type MxOptions, type ReceivingServer } from '../support/mx/receiving-server.js';
import type { Zone } from '../support/dns/zone.js';

interface Fault {
  readonly it: string;
  /** A mail server of its own, unless DNS has none. */
  readonly mx?: MxOptions;
  /** What DNS says of the domain in place of that server. */
  readonly dns?: (zone: Zone, domain: string) => unknown;
  readonly local?: string;
  readonly comes:
    | { readonly to: 'arrive'; readonly tls: string | undefined }
    /** `says`: among the words of the report. */
    | { readonly to: 'return'; readonly says: string; readonly reply: string }
    /** `taken`: failed tries have arrived, too, which nobody but the receiver could tell. */
    | { readonly to: 'wait'; readonly reply: RegExp; readonly taken?: true };
}

const certificate = makeTestCa().certificate('mx.elsewhere.example');
const wait = (reply: RegExp) => ({ to: 'wait', reply }) as const;
const comesBack = (reply: string, says: string) => ({ to: 'return', reply, says }) as const;

const faults: readonly Fault[] = [
  // DNS
  {
    it: 'a domain that does not exist',
    dns: () => {},
    comes: comesBack('does not exist', 'Den Teil der Adresse nach dem @ gibt es nicht.'),
  },
  {
    it: 'a domain that takes no mail',
    dns: (zone, domain) => zone.add(domain, 'MX', { preference: 0, exchange: '.' }),
    comes: comesBack('null MX', 'Unter dieser Adresse wird keine E-Mail angenommen.'),
  },
  { it: 'a resolver that fails', dns: (zone, domain) => zone.fail(domain, 'MX', 'SERVFAIL'), comes: wait(/RCODE 2/) },
  {
    it: 'a resolver that says nothing',
    dns: (zone, domain) => zone.fail(domain, 'ANY', 'silent'),
    comes: wait(/DNS/i),
  },
  {
    it: 'aliases in a circle',
    dns: (zone, domain) => zone.add(domain, 'CNAME', `a.${domain}`).add(`a.${domain}`, 'CNAME', domain),
    comes: wait(/./),
  },
  {
    it: 'a mail server that nobody finds',
    dns: (zone, domain) => zone.add(domain, 'MX', { preference: 1, exchange: `mx.${domain}` }),
    comes: comesBack('has no address', 'Der Server des Empfängers ließ sich nicht finden.'),
  },
  // TLS
  { it: 'a server without TLS', mx: {}, comes: { to: 'arrive', tls: undefined } },
  { it: 'a certificate for another name', mx: { certificate }, comes: { to: 'arrive', tls: 'TLSv1.3' } },
  {
    it: 'a server that has TLS, but not now',
    mx: { certificate, behave: always('STARTTLS', '454 4.7.0 Not now') },
    comes: { to: 'arrive', tls: undefined },
  },
  // The session, stage by stage
  {
    it: 'a server that is closing',
    mx: { behave: always('connect', '421 4.3.2 Closing') },
    comes: wait(/421 4\.3\.2/),
  },
  { it: 'a server that hangs up at once', mx: { behave: always('connect', 'drop') }, comes: wait(/./) },
  {
    it: 'a server that knows no EHLO',
    mx: { behave: always('EHLO', '502 5.5.1 What?') },
    comes: { to: 'arrive', tls: undefined },
  },
  { it: 'MAIL put off', mx: { behave: always('MAIL', '451 4.7.1 Later') }, comes: wait(/451 4\.7\.1/) },
  {
    it: 'MAIL refused',
    mx: { behave: always('MAIL', '550 5.7.1 Not from you') },
    comes: comesBack('550 5.7.1 Not from you', 'lehnt'),
  },
  {
    it: 'a full mailbox that may be emptied',
    mx: { behave: always('RCPT', '452 4.2.2 Full') },
    comes: wait(/452 4\.2\.2/),
  },
  {
    it: 'a full mailbox',
    mx: { behave: always('RCPT', '552 5.2.2 Full') },
    comes: comesBack('552 5.2.2 Full', 'Das Postfach des Empfängers ist voll.'),
  },
  { it: 'DATA put off', mx: { behave: always('DATA', '451 4.3.1 No room') }, comes: wait(/451 4\.3\.1/) },
  {
    it: 'DATA refused',
    mx: { behave: always('DATA', '554 5.7.1 No') },
    comes: comesBack('554 5.7.1 No', 'abgelehnt'),
  },
  { it: 'the message put off', mx: { behave: always('message', '451 4.7.1 Later') }, comes: wait(/451 4\.7\.1/) },
  {
    it: 'the message refused',
    mx: { behave: always('message', '554 5.7.1 Spam') },
    comes: comesBack('554 5.7.1 Spam', 'Werbung'),
  },
  {
    it: 'a message that is too large there',
    mx: { extensions: ['SIZE 100'] },
    comes: comesBack('takes at most 100', 'Die Nachricht ist dem Empfänger zu groß.'),
  },
  {
    it: 'an address that the server cannot spell',
    local: 'jürgen',
    mx: { extensions: ['8BITMIME'] },
    comes: comesBack('SMTPUTF8', 'kommt mit den Zeichen dieser Adresse nicht zurecht'),
  },
  { it: 'a line that drops after the dot', mx: { behave: always('message', 'drop') }, comes: wait(/may have arrived/) },
  {
    it: 'a line that drops after the dot, the message taken',
    mx: { behave: always('message', 'take-and-drop') },
    comes: { ...wait(/may have arrived/), taken: true },
  },
];

describe('forwarding, when others fail', function () {
  this.timeout(180_000);
  let world: OutsideWorld;
  let server: RunningServer;
  let customer: Customer;
  const servers = new Map<Fault, ReceivingServer>();
  const domainOf = (fault: Fault): string => `d${faults.indexOf(fault)}.example`;
  const addressOf = (fault: Fault): string => `${fault.local ?? 'hans'}@${domainOf(fault)}`;

  before(async () => {
    world = await OutsideWorld.open();
    for (const [i, fault] of faults.entries()) {
      const domain = domainOf(fault);
      if (fault.dns) fault.dns(world.dns.zone, domain);
      if (!fault.mx) continue;
      // All at one port, since it is the same for all mail servers; so each has an address of its own.
      const host = `127.0.1.${i + 1}`;
      servers.set(fault, await startReceivingServer({ ...fault.mx, host, port: world.mx.port }));
      world.dns.zone.mail(domain, `mx.${domain}`, { address: host });
    }
    server = new RunningServer(world.env);
    await server.start();
    customer = await Customer.add(server, `erika@${senderDomain}`);
    for (const fault of faults) await customer.send({ to: addressOf(fault), subject: fault.it, text: 'Geheimes' });
  });
  after(async () => {
    await server.remove();
    for (const each of servers.values()) await each.close();
    await world.close();
  });

  const listed = async (address: string, ...options: readonly string[]) => {
    const entries = JSON.parse(await server.run('queue', 'list', ...options, '--json')) as {
      queue: number;
      recipients: { address: string; failures: number; last: { reply: string } | null }[];
    }[];
    return entries.find(({ recipients: [only] }) => only?.address === address);
  };

  for (const fault of faults) {
    const { comes } = fault;
    if (comes.to === 'arrive') {
      it(`${fault.it}: it arrives, and the ledger has the way`, async () => {
        const mx = servers.get(fault)!;
        await eventually(
          'arrival',
          () => mx.transactions[0],
          () => mx.commands,
        );
        const disclosure = await eventually('a line of the ledger', async () =>
          (await customer.disclosures()).find(({ recipient }) => recipient === addressOf(fault)),
        );
        const { tls, verified } = disclosure['way'] as { tls?: string; verified: string };
        assert.deepEqual([tls, verified], [comes.tls, 'no']);
        assert.equal(mx.transactions.length, 1);
      });
    } else if (comes.to === 'return') {
      it(`${fault.it}: it comes back, with the reason in words`, async () => {
        const reports = await customer.expect('INBOX', new RegExp(`^Nicht zugestellt: ${fault.it}$`));
        assert.equal(reports.length, 1);
        const { text } = await simpleParser(reports[0]!.source);
        for (const said of [comes.says, comes.reply, addressOf(fault)])
          assert.ok(text?.includes(said), `${said}: ${text}`);
        assert.equal(servers.get(fault)?.transactions.length ?? 0, 0);
      });
    } else {
      it(`${fault.it}: it waits, and arrives when all is well`, async () => {
        const address = addressOf(fault);
        const entry = await eventually('a failed try', async () => {
          const found = await listed(address);
          return found?.recipients[0]?.last ? found : undefined;
        });
        assert.match(entry.recipients[0]!.last!.reply, comes.reply);
        const { zone } = world.dns;
        const mx = servers.get(fault) ?? world.mx;
        mx.behave = wellBehaved;
        if (fault.dns) zone.heal(domainOf(fault)).mail(domainOf(fault), 'mx.kunde.example');
        await server.run('queue', 'retry', String(entry.queue));
        await customer.expect('Gesendet', new RegExp(`^${fault.it}$`));
        const { failures } = (await listed(address, '--ended'))!.recipients[0]!;
        const sent = mx.transactions.filter(({ recipients: [only] }) => only?.address === address);
        assert.equal(sent.length, comes.taken ? failures + 1 : 1);
      });
    }
  }

  it('each is settled: nothing waits, and INBOX has reports on what came back alone', async () => {
    await customer.expectEmpty('Postausgang');
    assert.equal(await server.run('queue', 'list', '--json'), '[]\n');
    const returned = faults.filter(({ comes }) => comes.to === 'return');
    assert.equal((await customer.messages('INBOX')).length, returned.length);
  });
});
