/** Setting up a phone against the program as its operator runs it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { RawImap } from '../support/raw-imap.js';
import { type Endpoints, RunningServer } from '../support/running-server.js';
import { issueSetupLink } from '../support/setup-link.js';

interface Answer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly body: Buffer;
}

describe('unpaperme, its web pages', function () {
  this.timeout(90_000);
  let server: RunningServer;
  beforeEach(() => {
    server = new RunningServer({ UNPAPERME_LOG_LEVEL: 'debug' });
  });
  afterEach(() => server.remove());

  const ask = (endpoints: Endpoints, path: string, form?: Record<string, string>): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          ...{ host: 'localhost', port: endpoints.https!.port, path, ca: readFileSync(endpoints.ca) },
          method: form ? 'POST' : 'GET',
          headers: form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {},
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const { statusCode: status, headers } = answer;
            resolve({ status, location: headers.location, body: Buffer.concat(chunks) });
          });
        },
      );
      asked.once('error', reject).end(form && new URLSearchParams(form).toString());
    });

  it('give a device a password of its own by a link and its PIN, once, and log none of it', async () => {
    const endpoints = await server.start();
    const { account, user, password } = await server.addAccount('Erika Sonnleitner');
    const { token, pin } = await issueSetupLink(server, account);
    const entered = await ask(endpoints, `/s/${token}`, { pin });
    assert.equal(entered.status, 303);
    const pages = entered.location!;
    await ask(endpoints, `${pages}/computer`, { device: '1' });
    const page = (await ask(endpoints, `${pages}/computer`)).body.toString();
    const own = /data-copy="((?:[a-z0-9]{4}-){5}[a-z0-9]{4})"/.exec(page)![1]!;
    for (const each of [own, password]) (await RawImap.login(endpoints, user, each)).close();
    assert.match(page, new RegExp(`data-copy="${endpoints.imaps.port}"`));

    const loaded = await ask(endpoints, `${pages}/apple`, { device: '1' });
    const profile = (await ask(endpoints, loaded.location!)).body;
    assert.equal(profile[0], 0x30); // signed: DER
    const listed = await server.run('password', 'list', String(account));
    assert.match(listed, /Computer/);
    assert.match(listed, /iPhone, iPad/);
    assert.equal((await ask(endpoints, `/s/${token}`, { pin })).status, 404);
    for (const secret of [token, pin, pages.slice(5), own]) assert.ok(!server.output.includes(secret), 'in the log');
  });

  it('tell mail apps the ports that are listened on', async () => {
    const endpoints = await server.start();
    const { body } = await ask(endpoints, '/mail/config-v1.1.xml?emailaddress=erika@post.example');
    for (const { port } of [endpoints.imaps, endpoints.imap, endpoints.smtps, endpoints.smtp]) {
      assert.match(body.toString(), new RegExp(`<port>${port}</port>`));
    }
  });

  it('are left out when their port is taken, which is told; mail is served all the same', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const taken = String((other.address() as AddressInfo).port);
    const second = new RunningServer({ UNPAPERME_HTTPS_PORT: taken, UNPAPERME_METRICS_PORT: taken });
    const endpoints = await second.start();
    assert.deepEqual([endpoints.https, endpoints.metrics], [undefined, undefined]);
    assert.match(second.output, new RegExp(`There are no setup pages: Port ${taken} is taken: .*https\\.port`));
    assert.match(second.output, new RegExp(`There are no metrics: Port ${taken} is taken: .*metrics\\.port`));
    const { user, password } = await second.addAccount('Erika Sonnleitner');
    (await RawImap.login(endpoints, user, password)).close();
    other.close();
    await second.remove();
  });

  it('have numbers beside them that tell of no customer', async () => {
    const endpoints = await server.start();
    const { user, password } = await server.addAccount('Erika Sonnleitner');
    const session = await RawImap.login(endpoints, user, password);
    await session.command('SELECT INBOX');
    await assert.rejects(
      RawImap.login(
        endpoints,
        user,
        password.replace(/^./, (c) => (c === 'a' ? 'c' : 'a')),
      ),
    );
    const text = await (await fetch(`http://127.0.0.1:${endpoints.metrics!.port}/metrics`)).text();
    assert.match(text, /^unpaperme_logins_total\{service="imap"\} 1$/m);
    assert.match(text, /^unpaperme_logins_refused_total\{service="imap",reason="mistyped"\} 1$/m);
    assert.match(text, /^unpaperme_imap_commands_total\{command="SELECT",result="OK"\} 1$/m);
    assert.match(text, /^unpaperme_connections_open\{service="imap"\} [12]$/m);
    assert.match(text, /^unpaperme_queue_messages\{state="held"\} 0$/m);
    assert.match(text, /^unpaperme_scans_waiting 0$/m);
    assert.doesNotMatch(text, /erika|127\.0\.0\.1/i);
    session.close();
  });
});
