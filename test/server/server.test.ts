/** The program as its operator runs it: real processes, real sockets. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectPath } from '../../src/lib/project-path.js';
import { RawImap } from '../support/raw-imap.js';
import { RunningServer, type Endpoints } from '../support/running-server.js';

interface Failure {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe('unpaperme, the program', function () {
  this.timeout(90_000);
  let server: RunningServer;
  beforeEach(() => {
    server = new RunningServer();
  });
  afterEach(() => server.remove());

  const fails = async (args: readonly string[], of = server): Promise<Failure> => {
    try {
      await of.run(...args);
    } catch (error) {
      return error as Failure;
    }
    return assert.fail('succeeded');
  };

  describe('start and stop', () => {
    it('tells its endpoints when it serves, and takes them back at its end, which it reaches with a BYE', async () => {
      const endpoints = await server.start();
      assert.ok(endpoints.imap.port > 0 && endpoints.imaps.port > 0);
      const { user, password } = await server.addAccount('Erika Sonnleitner');
      const session = await RawImap.login(endpoints, user, password);
      await session.command('SELECT INBOX');
      const from = Date.now();
      assert.equal(await server.stop('SIGTERM'), 0);
      assert.ok(Date.now() - from < 5000);
      await session.closed();
      assert.match(session.said, /^\* BYE /m);
      assert.equal(existsSync(server.endpointsFile), false);
    });

    it('keeps accounts, passwords, mail and UIDs over a restart, also after a kill', async () => {
      let endpoints = await server.start();
      const { user, password } = await server.addAccount('Erika Sonnleitner');
      const before = await RawImap.login(endpoints, user, password);
      const appended = await before.append('INBOX', 'Subject: eins\r\n\r\nText\r\n');
      const [, uidValidity] = /APPENDUID (\d+) 1\]/.exec(appended)!;
      before.close();
      await server.stop('SIGKILL');
      endpoints = await server.start();
      const after = await RawImap.login(endpoints, user, password);
      assert.match(await after.command('SELECT INBOX'), new RegExp(`UIDVALIDITY ${uidValidity}\\]`));
      assert.match(await after.command('FETCH 1 (BODY.PEEK[TEXT])'), /Text/);
      after.close();
    });

    it('says which port is taken and which option to set', async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((done) => other.once('listening', done));
      const taken = String((other.address() as AddressInfo).port);
      const second = new RunningServer({ UNPAPERME_IMAPS_PORT: taken });
      const { code, stderr } = await fails(['serve'], second);
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`Port ${taken} is taken: .*imaps\\.port`));
      other.close();
      await second.remove();
    });

    it('says so when another server has the data folder', async () => {
      await server.start();
      const { code, stderr } = await fails(['serve']);
      assert.equal(code, 1);
      assert.match(stderr, /in use by another unpaperme process/);
    });

    it('refuses a wrong configuration with its code, naming the option', async () => {
      const wrong = new RunningServer({ UNPAPERME_IMAP_PORT: '99999' });
      for (const args of [['serve'], ['config', 'check'], ['account', 'list']]) {
        const { code, stderr } = await fails(args, wrong);
        assert.equal(code, 2);
        assert.match(stderr, /imap\.port is 99999 \(UNPAPERME_IMAP_PORT\)/);
      }
      await wrong.remove();
    });

    it('tells a lost and a wrong master key plainly, and touches nothing', async () => {
      await server.addAccount('Erika Sonnleitner');
      const key = join(server.dataDir, 'keys', 'master.key');
      const right = readFileSync(key);
      rmSync(key);
      assert.match((await fails(['account', 'list'])).stderr, /master\.key/);
      assert.equal(existsSync(key), false);
      writeFileSync(key, Buffer.from(right).fill(right[0] === 0x61 ? 0x62 : 0x61, 0, 4), { mode: 0o600 });
      assert.match((await fails(['account', 'list'])).stderr, /key/i);
      writeFileSync(key, right, { mode: 0o600 });
      assert.match(await server.run('account', 'list'), /Erika Sonnleitner/);
    });

    it('tells at once what waiting does not mend', async () => {
      await server.addAccount('Erika Sonnleitner');
      rmSync(join(server.dataDir, 'keys', 'master.key'));
      const from = Date.now();
      await fails(['account', 'list']);
      assert.ok(Date.now() - from < 10_000);
    });

    it('takes away the endpoints of a killed server, before anything else is ready', async () => {
      await server.start();
      await server.stop('SIGKILL');
      assert.ok(existsSync(server.endpointsFile));
      const other = createServer().listen(0, '127.0.0.1');
      await new Promise((done) => other.once('listening', done));
      const taken = String((other.address() as AddressInfo).port);
      const second = new RunningServer({ UNPAPERME_DATA_DIR: server.dataDir, UNPAPERME_IMAPS_PORT: taken });
      await fails(['serve'], second);
      assert.equal(existsSync(server.endpointsFile), false);
      other.close();
      await second.remove();
    });

    it('goes on when nobody reads what it prints', async () => {
      await server.addAccount('Erika Sonnleitner');
      const args = [projectPath('scripts/unpaperme.mjs'), 'account', 'list'];
      const child = spawn(process.execPath, args, { env: server.env, stdio: ['ignore', 'pipe', 'pipe'] });
      child.stdout.destroy();
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const [code] = (await once(child, 'close')) as [number];
      assert.deepEqual([code, said], [0, '']);
    });

    it('makes no data folder for a command that only asks', async () => {
      const elsewhere = new RunningServer({ UNPAPERME_DATA_DIR: join(server.dataDir, 'none') });
      const { code, stderr } = await fails(['account', 'list'], elsewhere);
      assert.equal(code, 1);
      assert.match(stderr, /There is no data folder/);
      assert.equal(existsSync(join(server.dataDir, 'none')), false);
      await elsewhere.remove();
    });

    it('lets commands that begin at once on an empty folder all succeed', async () => {
      const names = ['Anton', 'Berta', 'Cäsar'];
      await Promise.all(names.map((name) => server.addAccount(name)));
      const listed = await server.run('account', 'list');
      for (const name of names) assert.ok(listed.includes(name));
    });

    it('warns at the start when passwords may come without TLS', async () => {
      const lax = new RunningServer({ UNPAPERME_PLAINTEXT_LOGIN: 'loopback' });
      await lax.start();
      assert.match(lax.output, /plaintextLogin is "loopback"/);
      await lax.remove();
    });

    it('works in a data folder with a long path', async () => {
      const parent = mkdtempSync(join(tmpdir(), 'unpaperme-long-'));
      const dataDir = join(parent, 'd'.repeat(100), 'e'.repeat(100));
      const deep = new RunningServer({ UNPAPERME_DATA_DIR: dataDir });
      const listed = await deep.addAccount('Erika Sonnleitner');
      assert.equal(listed.user, 'erika.sonnleitner@post.example');
      await deep.remove();
      rmSync(parent, { recursive: true });
    });
  });

  describe('passwords', () => {
    const login = (endpoints: Endpoints, user: string, password: string) => RawImap.login(endpoints, user, password);

    it('rotates at once beside the running server: old password dead, its sessions ended', async () => {
      const endpoints = await server.start();
      const { account, user, password } = await server.addAccount('Erika Sonnleitner');
      const session = await login(endpoints, user, password);
      const rotated = JSON.parse(
        await server.run('password', 'rotate', '--account', String(account), '--now', '--show-passwords', '--json'),
      ) as {
        password: string;
      };
      await session.closed();
      assert.match(session.said, /^\* BYE /m);
      await assert.rejects(login(endpoints, user, password), /AUTHENTICATIONFAILED/);
      (await login(endpoints, user, rotated.password)).close();
    });

    it('rotates with a grace: both passwords work, the session stays', async () => {
      const endpoints = await server.start();
      const { account, user, password } = await server.addAccount('Erika Sonnleitner');
      const session = await login(endpoints, user, password);
      const script = projectPath('dist/scripts/rotate-password.js');
      const args = [script, String(account), '--grace', '7d', '--show-passwords', '--json'];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env: server.env });
      const rotated = JSON.parse(stdout) as { password: string };
      assert.notEqual(rotated.password, password);
      for (const each of [password, rotated.password]) (await login(endpoints, user, each)).close();
      await session.command('NOOP');
      session.close();
    });

    it('takes a password in any case, with blanks for hyphens, and tells a typing error from a wrong one', async () => {
      const endpoints = await server.start();
      const { user, password } = await server.addAccount('Erika Sonnleitner');
      (await login(endpoints, user, password.toUpperCase().replaceAll('-', ' '))).close();
      const wrong = password[0] === 'a' ? `c${password.slice(1)}` : `a${password.slice(1)}`;
      await assert.rejects(login(endpoints, user, wrong), /mistyped/);
    });

    it('closing an account ends its sessions and refuses its password; reopening takes it back', async () => {
      const endpoints = await server.start();
      const { account, user, password } = await server.addAccount('Erika Sonnleitner');
      const session = await login(endpoints, user, password);
      await server.run('account', 'close', String(account));
      await session.closed();
      await assert.rejects(login(endpoints, user, password));
      await server.run('account', 'reopen', String(account));
      (await login(endpoints, user, password)).close();
    });

    it('deleting an account leaves nothing of it, neither login nor octets', async () => {
      const endpoints = await server.start();
      const { account, user, password } = await server.addAccount('Erika Sonnleitner');
      const session = await login(endpoints, user, password);
      await session.append('INBOX', `Subject: x\r\n\r\n${'Text\r\n'.repeat(100_000)}`);
      const octets = join(server.dataDir, 'octets', String(account));
      assert.equal(readdirSync(octets).length, 1);
      await server.run('account', 'delete', String(account), '--yes');
      await session.closed();
      await assert.rejects(login(endpoints, user, password), /AUTHENTICATIONFAILED/);
      assert.equal(existsSync(octets) && readdirSync(octets).length > 0, false);
      assert.match(await server.run('account', 'list'), /no accounts/);
    });
  });

  describe('intake', () => {
    it('rejects what is no scan, saying why, keeps the file, and exits with 3', async () => {
      await server.start();
      const { account } = await server.addAccount('Erika Sonnleitner');
      const empty = join(server.dataDir, 'empty.pdf');
      const page = join(server.dataDir, 'page.pdf');
      writeFileSync(empty, '');
      writeFileSync(page, '<!doctype html><title>404</title>');
      const { code, stdout } = await fails(['intake', '--account', String(account), empty, page, '--wait', '--json']);
      assert.equal(code, 3);
      const outcomes = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { result: string; reason: string });
      assert.deepEqual(
        outcomes.map(({ result }) => result),
        ['rejected', 'rejected'],
      );
      for (const { reason } of outcomes) assert.ok(reason.length > 20, reason);
      assert.ok(existsSync(empty) && existsSync(page));
    });

    it('says so when the server is killed while it waits, and does not begin anew', async () => {
      await server.start();
      const { account } = await server.addAccount('Erika Sonnleitner');
      const scan = projectPath('test/fixtures/scans/edge/200-pages.pdf');
      const waiting = fails(['intake', '--account', String(account), scan]);
      const queued = () => readdirSync(join(server.dataDir, 'scans', String(account))).length > 0;
      while (!existsSync(join(server.dataDir, 'scans', String(account))) || !queued())
        await new Promise((done) => setTimeout(done, 25));
      await server.stop('SIGKILL');
      const { code, stdout, stderr } = await waiting;
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /200-pages\.pdf: The server ended before it answered/);
    });

    it('names an account that does not exist', async () => {
      const { code, stderr } = await fails(['intake', '--account', '99', projectPath('package.json')]);
      assert.equal(code, 1);
      assert.match(stderr, /There is no account 99/);
    });
  });

  it('leaves no plain word of a letter and no open file in the data folder, nor in the most talkative log', async () => {
    await server.remove();
    server = new RunningServer({ UNPAPERME_LOG_LEVEL: 'debug' });
    const endpoints = await server.start();
    const { user, password } = await server.addAccount('Kanarienvogel Heimlich', '--address', 'heimlich@post.example');
    const session = await RawImap.login(endpoints, user, password);
    const body = `Zwiebelkuchenrezept\r\n${'x'.repeat(70)}\r\n`;
    const message = `From: Geheimrat <g@x.example>\r\nSubject: Vertrauenssache\r\n\r\n${body}`;
    await session.append('INBOX', message);
    await session.append('INBOX', message + 'Zwiebelkuchenrezept und mehr\r\n'.repeat(20_000));
    await session.command('CREATE Steuergeheimnis');
    await session.command('SELECT INBOX');
    await session.command('STORE 1 +FLAGS (Lieblingswort)');
    assert.match(await session.command('SEARCH TEXT zwiebelKUCHEN'), /SEARCH 1 2/);
    const words = [
      'Zwiebelkuchen',
      'Vertrauenssache',
      'Geheimrat',
      'Steuergeheimnis',
      'Lieblingswort',
      'Kanarienvogel',
      'heimlich',
    ];
    const look = () => {
      for (const entry of readdirSync(server.dataDir, { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        if (path.includes('certs')) continue; // not of a customer
        const mode = statSync(path).mode & 0o777;
        assert.equal(mode & 0o077, 0, `${path} has mode ${mode.toString(8)}`);
        if (!entry.isFile()) continue;
        const text = readFileSync(path).toString('latin1').toLowerCase();
        for (const word of words) {
          assert.ok(!text.includes(word.toLowerCase()), `${word} in ${path}`);
          assert.ok(!text.includes(Buffer.from(word.toUpperCase(), 'utf16le').toString('latin1').toLowerCase()), path);
        }
      }
    };
    look();
    await server.stop();
    look();
    for (const word of words) assert.ok(!server.output.includes(word), `${word} in the log`);
    session.close();
  });

  it('gives one account nothing of another, by no name and no number', async () => {
    const endpoints = await server.start();
    const [a, b] = [await server.addAccount('Anton'), await server.addAccount('Berta')];
    const anton = await RawImap.login(endpoints, a.user, a.password);
    await anton.append('INBOX', 'Subject: Antons Brief\r\n\r\nAntons Text\r\n');
    await anton.command('CREATE Privat');
    const berta = await RawImap.login(endpoints, b.user, b.password);
    const listed = await berta.command('LIST "" "*"');
    assert.doesNotMatch(listed, /Privat/);
    for (const name of [
      'Privat',
      `${a.account}/INBOX`,
      `~${a.user}/INBOX`,
      `user/${a.user}`,
      '../1/INBOX',
      `"#user/${a.user}/INBOX"`,
    ]) {
      await assert.rejects(berta.command(`SELECT ${name}`), /^Error: r\d+ (NO|BAD)/, name);
      await assert.rejects(berta.command(`STATUS ${name} (MESSAGES)`), /^Error: r\d+ (NO|BAD)/, name);
    }
    assert.match(await berta.command('SELECT INBOX'), /\* 0 EXISTS/);
    assert.doesNotMatch(await berta.command('UID FETCH 1:* (BODY.PEEK[])'), /FETCH \(/);
    assert.match(await berta.command('UID SEARCH TEXT Antons'), /\* SEARCH\r/);
    // A session that signs in again on the same connection would see whose mail it is: it may not.
    await assert.rejects(berta.command(`LOGIN ${a.user} ${a.password}`), /BAD/);
    anton.close();
    berta.close();
  });
});
