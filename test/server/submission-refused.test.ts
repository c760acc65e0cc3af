/** What is refused by a real server, command by command; and what its log keeps of it: the rule, and no content. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LineClient } from '../support/transcript/line-client.js';
import { eventually } from '../support/eventually.js';
import { RunningServer, type Endpoints } from '../support/running-server.js';

const address = 'erika@post.example';
/** In every message, address and header that is refused; nowhere else. */
const secret = 'Kontokuendigung';
const strange = `${secret}@bank.example`;
const message = (...header: readonly string[]): string =>
  [...header, `Subject: ${secret}`, '', secret, '.', ''].join('\r\n');
const own = message(`From: ${address}`);

interface Refused {
  readonly it: string;
  /** Sent one by one, each after the answer to the one before. Without line ends one is added. */
  readonly says: readonly string[];
  /** Start of the last answer; all others are 2yz or 3yz. */
  readonly hears: string;
  readonly rule: string;
}

const toHans = ['RCPT TO:<hans@kunde.example>', 'DATA'];
const begun = [`MAIL FROM:<${address}>`, ...toHans];

const refused: readonly Refused[] = [
  { it: 'a strange sender', says: [`MAIL FROM:<${strange}>`], hears: '550 5.7.1 ', rule: 'sender' },
  { it: 'no sender', says: ['MAIL FROM:<>'], hears: '550 5.7.1 ', rule: 'empty-sender' },
  { it: 'a strange From:', says: [...begun, message(`From: ${strange}`)], hears: '550 5.7.1 ', rule: 'from' },
  {
    it: 'a strange From: beside the own one',
    says: [...begun, message(`From: ${address}, ${strange}`)],
    hears: '550 5.7.1 ',
    rule: 'from',
  },
  {
    it: 'two From: fields',
    says: [...begun, message(`From: ${address}`, `From: ${strange}`)],
    hears: '550 5.6.0 ',
    rule: 'from-missing',
  },
  { it: 'no From:', says: [...begun, message()], hears: '550 5.6.0 ', rule: 'from-missing' },
  {
    it: 'a strange Sender:',
    says: [...begun, message(`From: ${address}`, `Sender: ${strange}`)],
    hears: '550 5.7.1 ',
    rule: 'sender-field',
  },
  { it: 'a size announced', says: [`MAIL FROM:<${address}> SIZE=1000001`], hears: '552 5.3.4 ', rule: 'size' },
  {
    it: 'a size found out',
    says: [...begun, own.replace('\r\n\r\n', `\r\n\r\n${`${secret.repeat(4)}\r\n`.repeat(17_000)}`)],
    hears: '552 5.3.4 ',
    rule: 'size',
  },
  {
    it: 'a bare LF',
    says: [...begun, own.replace('\r\n\r\n', '\r\n\r\na\nb')],
    hears: '550 5.6.0 ',
    rule: 'bare-line-end',
  },
  {
    it: 'a bare CR',
    says: [...begun, own.replace('\r\n\r\n', '\r\n\r\na\rb')],
    hears: '550 5.6.0 ',
    rule: 'bare-line-end',
  },
  {
    it: 'a message that ends in a bare LF for others, and another behind it',
    says: [...begun, own.replace('\r\n\r\n', `\r\n\r\n\n.\nMAIL FROM:<${strange}>\nRCPT TO:<${strange}>\nDATA\n`)],
    hears: '550 5.6.0 ',
    rule: 'bare-line-end',
  },
  {
    it: 'a field put into another by a bare CR',
    says: [...begun, message(`From: ${address}`, `X-A: b\rBcc: ${strange}`)],
    hears: '550 5.6.0 ',
    rule: 'bare-line-end',
  },
  {
    it: 'a line of the header that is no field',
    says: [...begun, message(`From: ${address}`, `${secret} no field`)],
    hears: '550 5.6.0 ',
    rule: 'header-form',
  },
  {
    it: 'a field put into an envelope id',
    says: [`MAIL FROM:<${address}> ENVID=a+0D+0AX-${secret}:+20b`],
    hears: '501 5.5.4 ',
    rule: 'syntax',
  },
  {
    it: 'a field put into an original recipient',
    says: [`MAIL FROM:<${address}>`, `RCPT TO:<hans@kunde.example> ORCPT=rfc822;a+0D+0A${secret}@b`],
    hears: '501 5.5.4 ',
    rule: 'syntax',
  },
  {
    it: 'an unknown parameter',
    says: [`MAIL FROM:<${address}> ${secret.toUpperCase()}=1`],
    hears: '555 5.5.4 ',
    rule: 'parameter',
  },
];

describe('submission, refused', function () {
  this.timeout(60_000);
  const server = new RunningServer({ UNPAPERME_SUBMISSION_MESSAGE_MEGABYTES: '1' });
  let endpoints: Endpoints;
  let login: string;
  before(async () => {
    endpoints = await server.start();
    const { user, password } = await server.addAccount('Erika Sonnleitner', '--address', address);
    login = `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`;
  });
  after(() => server.remove());

  /** Over TLS, after EHLO. */
  const open = async (): Promise<LineClient> => {
    const client = await LineClient.connectTls(endpoints.smtps.port, { ca: readFileSync(endpoints.ca) });
    assert.match((await client.next())!, /^220 /);
    client.line('EHLO phone');
    await client.until('250 ');
    return client;
  };
  const say = async (client: LineClient, text: string): Promise<string> => {
    if (text.endsWith('\r\n')) client.send(text);
    else client.line(text);
    return (await client.next()) ?? '(closed)';
  };
  /** Rules that the log has refusals by, since; it comes through a pipe, behind the answer. */
  const rulesSince = async (since: number, count: number): Promise<readonly string[]> =>
    eventually(`${count} refusals in the log`, () => {
      const lines = server.output.slice(since).split('\n').slice(0, -1);
      const rules = lines.filter((line) => line.includes('submission.refused')).map(ruleOf);
      return rules.length >= count ? rules : undefined;
    });

  for (const { it: title, says, hears, rule } of refused) {
    it(title, async () => {
      const client = await open();
      assert.match(await say(client, login), /^235 /);
      const since = server.output.length;
      for (const text of says.slice(0, -1)) assert.match(await say(client, text), /^[23]/);
      const answer = await say(client, says.at(-1)!);
      assert.ok(answer.startsWith(hears), answer);
      // The session goes on, in step.
      assert.match(await say(client, 'RSET'), /^250 /);
      assert.match(await say(client, 'QUIT'), /^221 /);
      assert.deepEqual(await rulesSince(since, 1), [rule]);
    });
  }

  it('1,000 recipients, from the 101st on', async () => {
    const client = await open();
    await say(client, login);
    await say(client, `MAIL FROM:<${address}>`);
    const since = server.output.length;
    const answers: string[] = [];
    for (let i = 0; i < 1000; i += 1) answers.push(await say(client, `RCPT TO:<${secret}${i}@kunde.example>`));
    assert.equal(answers.filter((answer) => answer.startsWith('250 ')).length, 100);
    assert.equal(answers.slice(100).filter((answer) => answer.startsWith('550 5.5.3 ')).length, 900);
    assert.deepEqual(new Set(await rulesSince(since, 900)), new Set(['recipients']));
    client.close();
  });

  it('whoever has not logged in', async () => {
    const client = await open();
    const since = server.output.length;
    for (const text of [`MAIL FROM:<${address}>`, `RCPT TO:<${strange}>`, 'DATA']) {
      assert.match(await say(client, text), /^530 5\.7\.0 /, text);
    }
    assert.deepEqual(await rulesSince(since, 3), ['login-first', 'login-first', 'login-first']);
    const wrong = `AUTH PLAIN ${Buffer.from(`\0erika\0${secret}`).toString('base64')}`;
    assert.match(await say(client, wrong), /^535 5\.7\.8 /);
    assert.equal((await rulesSince(since, 4)).at(-1), 'login-refused');
    client.close();
  });

  it('a password before TLS', async () => {
    const client = await LineClient.connect(endpoints.smtp.port);
    await client.next();
    client.line('EHLO phone');
    assert.ok(!(await client.until('250 ')).some((line) => /AUTH/.test(line)));
    const since = server.output.length;
    assert.match(await say(client, login), /^538 5\.7\.11 /);
    assert.match(await say(client, `MAIL FROM:<${address}>`), /^530 5\.7\.0 /);
    assert.deepEqual(await rulesSince(since, 2), ['tls-first', 'login-first']);
    client.close();
  });

  it('nothing of all that is queued, and the log has none of it', async () => {
    assert.equal(await server.run('queue', 'list', '--ended', '--json'), '[]\n');
    assert.doesNotMatch(server.output, new RegExp(secret, 'i'));
    assert.ok(!server.output.includes('hans@'));
  });
});

const ruleOf = (line: string): string => (JSON.parse(line) as { rule: string }).rule;
