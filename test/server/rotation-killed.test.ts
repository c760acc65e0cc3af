/**
 * New passwords for many accounts, the command killed (SIGKILL) at random moments and taken up again, without a server
 * and with one that is killed, too: each account has exactly one valid new password, the outputs tell just these, and
 * nothing else on the disk has them in clear. UNPAPERME_TEST_ACCOUNTS sets how many (300 by default), UNPAPERME_TEST_KILLS
 * how often it is killed (4).
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decrypt, generateKey, readMessage, type PrivateKey } from 'openpgp';
import { parseCsv } from '../../src/cli/rotation/csv.js';
import { inParallel } from '../../src/lib/in-parallel.js';
import { projectPath } from '../../src/lib/project-path.js';
import { verifies } from '../../src/services/accounts/scram-verifier.js';
import { firstPassword, makeAccounts, validCredentials } from '../support/many-accounts.js';
import { readLetter } from '../support/password-letter/read-letter.js';
import { RunningServer } from '../support/running-server.js';

const accountCount = Number(process.env['UNPAPERME_TEST_ACCOUNTS'] ?? 300);
/** Each is drawn, and read again. */
const letterCount = Math.min(accountCount, 120);
const kills = Number(process.env['UNPAPERME_TEST_KILLS'] ?? 4);
const script = projectPath('dist/scripts/rotate-password.js');
/** As passwords are issued. */
const passwordShape = /\b[acdefghjkmnprtuvwxyz347]{4}(?:-[acdefghjkmnprtuvwxyz347]{4}){5}\b/g;

interface Told {
  readonly user: string;
  readonly password: string;
  readonly credential: number;
}

/** Killed in its last moment, a run is over, and the test has begun another. */
function lastRun(names: readonly string[]): readonly string[] {
  const last = Math.max(...names.map((name) => Number(/-run(\d+)-/.exec(name)?.[1] ?? 0)));
  return names.filter((each) => each.includes(`-run${last}-`));
}

describe('new passwords for many, killed and taken up again', function () {
  this.timeout(120_000 + accountCount * 60);
  let folder: string;
  let server: RunningServer;
  let key: PrivateKey;
  before(async () => {
    const made = await generateKey({ type: 'ecc', userIDs: [{ name: 'Admin' }], format: 'object' });
    key = made.privateKey;
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unpaperme-rotation-'));
    mkdirSync(join(folder, 'tmp'));
    server = new RunningServer({ TMPDIR: join(folder, 'tmp') });
    writeFileSync(join(folder, 'key.asc'), key.toPublic().armor());
  });
  afterEach(async () => {
    await server.remove();
    rmSync(folder, { recursive: true });
  });

  const output = (name: string) => join(folder, 'out', name);

  /**
   * @param killedAt after so many lines of progress, and ms more
   * @returns its exit code or signal, and what it printed
   */
  async function rotate(args: readonly string[], killedAt?: { readonly lines: number; readonly ms: number }) {
    const child = spawn(process.execPath, [script, ...args], { env: server.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    const killWhenDue = () => {
      if (killedAt && err.split('\n').length > killedAt.lines) setTimeout(() => child.kill('SIGKILL'), killedAt.ms);
    };
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      killWhenDue();
    });
    killWhenDue();
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { ended: signal ?? code, out, err };
  }

  /** Kills at random moments, takes up again, until it is done. @returns what it printed in all */
  async function throughKills(args: readonly string[], outputs: readonly string[], kill?: () => Promise<void>) {
    let printed = '';
    let killed = 0;
    let begun = false;
    for (let tries = 0; tries < kills + 5; tries++) {
      // In the midst of it, and in turn at any moment from its start on.
      const killedAt = tries % 2 === 0 ? { lines: 1, ms: randomInt(0, 20) } : { lines: 0, ms: randomInt(200, 1_500) };
      const result = await rotate([...(begun ? ['--resume'] : args), ...outputs], tries < kills ? killedAt : undefined);
      printed += result.out;
      if (result.ended === 0) return { printed, killed };
      if (result.ended === 'SIGKILL') killed += 1;
      // The other end of it: the server was killed, or the run had begun, or had not.
      else assert.match(result.err, /was begun and is not done|No run waits|server ended|data folder/, result.err);
      if (result.ended === 'SIGKILL') await kill?.();
      begun = !/No run waits/.test(result.err);
    }
    throw new Error('It does not come to an end.');
  }

  /** The last password told for each account, checked against the store. */
  async function check(accounts: readonly number[], told: readonly Told[]) {
    const last = new Map(told.map((each) => [each.user, each]));
    assert.equal(last.size, accounts.length, 'each account is told of');
    const valid = await validCredentials(server.dataDir, accounts as Parameters<typeof validCredentials>[1]);
    const wrong: string[] = [];
    await inParallel([...[...valid].entries()], 8, async ([index, [account, credentials]]) => {
      const tells = last.get(`k${index + 1}`);
      const [only, ...others] = credentials;
      const fits = tells && only && others.length === 0 && only.id === tells.credential;
      if (!fits || !(await verifies(tells.password, only.verifier))) wrong.push(`account ${account}`);
      // With one verifier for all, one look is enough.
      if (index === 0 && only && (await verifies(firstPassword, only.verifier))) wrong.push('the old one is valid');
    });
    assert.deepEqual(wrong, []);
  }

  /** Files below a folder that hold something in the shape of a password, in clear. */
  function filesWithPasswords(below: string, passwords: ReadonlySet<string>): readonly string[] {
    return readdirSync(below, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => (readFileSync(path, 'latin1').match(passwordShape) ?? []).some((each) => passwords.has(each)));
  }

  async function decrypted(): Promise<readonly Told[]> {
    const rows: Told[] = [];
    for (const name of lastRun(readdirSync(join(folder, 'out')))) {
      const message = await readMessage({ armoredMessage: readFileSync(output(name), 'utf8') });
      const { data } = await decrypt({ message, decryptionKeys: key, format: 'binary' });
      const [, ...body] = parseCsv(Buffer.from(data).toString());
      for (const [, user = '', , , password = '', credential] of body) {
        rows.push({ user, password, credential: Number(credential) });
      }
    }
    return rows;
  }

  it('as encrypted lists, without a server', async () => {
    const accounts = await makeAccounts(server.dataDir, accountCount);
    const outputs = ['--csv', output('new.csv'), '--to', join(folder, 'key.asc')];
    const { killed } = await throughKills(['--all', '--now'], outputs);
    assert.ok(killed > 0);
    const told = await decrypted();
    assert.equal(told.length, accountCount, 'no list tells of an account twice');
    await check(accounts, told);
    const passwords = new Set(told.map(({ password }) => password));
    for (const below of [server.dataDir, folder]) assert.deepEqual(filesWithPasswords(below, passwords), []);
  });

  it('as letters, without a server', async () => {
    const accounts = await makeAccounts(server.dataDir, letterCount);
    server.env['UNPAPERME_IMAPS_PUBLIC_PORT'] = '993';
    for (const name of ['IMAP', 'SMTP', 'SMTPS']) server.env[`UNPAPERME_${name}_PUBLIC_PORT`] = '1';
    const { killed } = await throughKills(['--all', '--now'], ['--letters', join(folder, 'out')]);
    assert.ok(killed > 0);
    const told: Told[] = [];
    for (const name of lastRun(readdirSync(join(folder, 'out')))) {
      const [, account, credential] = /^letter-(\d+)-run\d+-(\d+)\.pdf$/.exec(name) ?? [];
      const { text } = await readLetter(readFileSync(output(name)));
      const [password, ...others] = new Set(text.match(passwordShape));
      assert.deepEqual(others, [], `${name} has one password`);
      assert.match(text, new RegExp(`Kunde ${Number(account)}\\b`));
      told.push({ user: `k${Number(account)}`, password: password ?? '', credential: Number(credential) });
    }
    assert.equal(told.length, letterCount, 'one letter for each account');
    await check(accounts, told);
    const passwords = new Set(told.map(({ password }) => password));
    for (const below of [server.dataDir, folder]) assert.deepEqual(filesWithPasswords(below, passwords), []);
  });

  it('as lines of JSON, beside a server that is killed, too', async () => {
    const accounts = await makeAccounts(server.dataDir, accountCount);
    await server.start();
    const { printed, killed } = await throughKills(['--all', '--now'], ['--show-passwords', '--json'], async () => {
      await server.stop('SIGKILL');
      await server.start();
    });
    await server.stop();
    assert.ok(killed > 0);
    const told = printed
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Told);
    await check(accounts, told);
    const passwords = new Set(told.map(({ password }) => password));
    for (const below of [server.dataDir, folder]) assert.deepEqual(filesWithPasswords(below, passwords), []);
  });
});
