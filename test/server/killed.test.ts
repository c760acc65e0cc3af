/**
 * The server killed (SIGKILL) at random moments while it takes in files from hot folder and command and mail by APPEND:
 * each file becomes exactly one message, each acknowledged APPEND is there once, no temporary data stays.
 * UNPAPERME_TEST_KILLS sets how often (2 by default).
 */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectPath } from '../../src/lib/project-path.js';
import { eventually } from '../support/eventually.js';
import { RawImap } from '../support/raw-imap.js';
import { RunningServer, type Endpoints } from '../support/running-server.js';

const kills = Number(process.env['UNPAPERME_TEST_KILLS'] ?? 2);

describe('the server, killed at random moments', function () {
  this.timeout(60_000 + kills * 20_000);
  const server = new RunningServer({ UNPAPERME_INTAKE_SETTLE_SECONDS: '0.2' });
  after(() => server.remove());

  it('makes exactly one message of each file and keeps each acknowledged APPEND', async () => {
    const scan = readFileSync(projectPath('test/fixtures/scans/edge/born-digital.pdf'));
    const files = join(server.dataDir, 'files');
    mkdirSync(files);
    const account = await server.addAccount('Erika Sonnleitner');
    const hotFolder = join(server.dataDir, 'intake', String(account.account));
    const undelivered = new Set<string>();
    const acknowledged = new Set<string>();
    const tried = new Set<string>();
    let taken = 0;

    for (let kill = 0; kill < kills; kill++) {
      const endpoints = await server.start();
      // A comment behind the end makes each file another one.
      const numbered = () => Buffer.concat([scan, Buffer.from(`%${++taken}\n`)]);
      mkdirSync(hotFolder, { recursive: true });
      writeFileSync(join(hotFolder, `drop-${kill}.pdf`), numbered());
      const file = join(files, `file-${kill}.pdf`);
      writeFileSync(file, numbered());
      undelivered.add(file);
      const work = [
        ...[...undelivered].map((path) => takeIn(server, account.account, path, undelivered)),
        appendUntilKilled(endpoints, account, `k${kill}`, tried, acknowledged),
      ];
      await new Promise((resolve) => setTimeout(resolve, randomInt(100, 4000)));
      await server.stop('SIGKILL');
      await Promise.all(work);
    }

    const endpoints = await server.start();
    await Promise.all([...undelivered].map((path) => takeIn(server, account.account, path, undelivered)));
    assert.deepEqual([...undelivered], []);
    const session = await RawImap.login(endpoints, account.user, account.password);
    // The hot folder is emptied in its own time.
    while (readdirSync(hotFolder).some((name) => name.endsWith('.pdf'))) await session.command('NOOP');
    await session.command('SELECT INBOX');
    const fields = await session.command('FETCH 1:* (BODY.PEEK[HEADER.FIELDS (SUBJECT X-UNPAPERME-DOCUMENT)])');
    const found = new Map<string, number>();
    for (const [, subject] of fields.matchAll(/^Subject: (k\d+-\d+-end)\r$/gm))
      found.set(subject!, (found.get(subject!) ?? 0) + 1);
    assert.equal([...fields.matchAll(/^X-Unpaperme-Document: /gm)].length, taken);
    for (const subject of tried) {
      const times = found.get(subject) ?? 0;
      if (acknowledged.has(subject)) assert.equal(times, 1, `${subject} was acknowledged`);
      else assert.ok(times <= 1, `${subject} is there ${times} times`);
    }
    assert.ok(acknowledged.size > 0);
    session.close();
    const staging = join(server.dataDir, 'staging');
    assert.deepEqual(existsSync(staging) ? readdirSync(staging) : [], []);
    const scans = join(server.dataDir, 'scans');
    const left = () =>
      existsSync(scans)
        ? readdirSync(scans, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
        : [];
    // A scan goes once the row that frees it is durable, a little after its message is there.
    await eventually('the removal of the scans', () => left().length === 0 || undefined, left);
    await server.stop();
  });
});

async function takeIn(server: RunningServer, account: number, file: string, undelivered: Set<string>): Promise<void> {
  try {
    const line = await server.run('intake', '--account', String(account), file, '--wait', '--json');
    assert.equal((JSON.parse(line) as { result: string }).result, 'delivered');
    undelivered.delete(file);
  } catch (error) {
    // The server was killed meanwhile: the command says so, and is repeated after the restart.
    assert.match(String((error as { stderr?: string }).stderr ?? error), /server ended|in use by another/i);
  }
}

async function appendUntilKilled(
  endpoints: Endpoints,
  { user, password }: { user: string; password: string },
  prefix: string,
  tried: Set<string>,
  acknowledged: Set<string>,
): Promise<void> {
  try {
    const session = await RawImap.login(endpoints, user, password);
    for (let i = 0; ; i++) {
      const subject = `${prefix}-${i}-end`;
      tried.add(subject);
      // Every other one is too large for the database and lies in a file.
      const body = 'Text des Briefs\r\n'.repeat(i % 2 === 0 ? 10 : 30_000);
      await session.append('INBOX', `Subject: ${subject}\r\n\r\n${body}`);
      acknowledged.add(subject);
    }
  } catch {
    // Killed.
  }
}
