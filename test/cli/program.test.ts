import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import type { IntakeRequest } from '../../src/mail/admin.js';
import { issued, run, summary } from './run.js';

describe('unpaperme, the command', () => {
  it('adds an account and prints the password once, as words or as JSON', async () => {
    const add = [
      'account',
      'add',
      '--name',
      'Erika Sonnleitner',
      '--address',
      'erika@post.example',
      '--language',
      'en',
    ];
    const { calls, out } = await run(add);
    assert.deepEqual(calls, [
      ['addAccount', { name: 'Erika Sonnleitner', address: 'erika@post.example', language: 'en' }],
    ]);
    assert.match(out.join('\n'), /password +acde-…/);
    assert.deepEqual(JSON.parse((await run([...add, '--json'])).out[0]!), issued);
  });

  it('lists accounts in columns or a JSON object a line', async () => {
    assert.match((await run(['account', 'list'])).out[0]!, /^ACCOUNT .*\n7 +open +de +2026-11-24 +erika@post\.example/);
    assert.deepEqual(JSON.parse((await run(['account', 'list', '--json'])).out[0]!), summary);
    assert.match((await run(['account', 'list'], { listAccounts: async () => [] })).out[0]!, /no accounts/);
  });

  for (const how of [['erika@post.example'], ['--account', 'erika@post.example']]) {
    it(`shows an account named by ${how.join(' ')}`, async () => {
      const { calls, out } = await run(['account', 'show', ...how]);
      assert.deepEqual(calls, [['showAccount', 'erika@post.example']]);
      assert.match(out[0]!, /INBOX: 2 messages, 1 unseen, 2\.5 MB/);
    });
  }

  it('wants exactly one account', async () => {
    assert.match(String((await run(['account', 'show'])).error), /Name an account/);
    assert.match(String((await run(['account', 'show', '7', '--account', '8'])).error), /Two accounts/);
  });

  it('closes and reopens', async () => {
    assert.match((await run(['account', 'close', '7'])).out[0]!, /is closed/);
    assert.match((await run(['account', 'reopen', '7'])).out[0]!, /is open/);
  });

  for (const [args, change] of [
    [['--quota', '2000'], { octets: 2_000_000_000 }],
    [['--quota', '1073.741824', '--quota-messages', '5'], { octets: 2 ** 30, messages: 5 }],
    [['--quota-messages', 'default', '--quota', '0'], { octets: 0, messages: null }],
  ] as const) {
    it(`sets limits by ${args.join(' ')}`, async () => {
      const { calls, out } = await run(['account', 'set', '7', ...args]);
      assert.deepEqual(calls, [['setQuota', '7', change]]);
      assert.match(out[0]!, /Account 7 .* is changed/);
    });
  }

  it('sets the postal address, line by line', async () => {
    const { calls } = await run(['account', 'set', '7', '--postal', 'Heidestraße 17', '--postal', '51147 Köln']);
    assert.deepEqual(calls, [['setPostal', '7', ['Heidestraße 17', '51147 Köln']]]);
    const removed = await run(['account', 'set', '7', '--postal', '']);
    assert.deepEqual(removed.calls, [['setPostal', '7', ['']]]);
  });

  it('sets the postcard rule and further addresses', async () => {
    const { calls } = await run(['account', 'set', '7', '--postcard', 'require', '--alias', 'e@post.example']);
    assert.deepEqual(calls, [
      ['setAliases', '7', { add: ['e@post.example'], remove: [] }],
      ['setPostcard', '7', 'require'],
    ]);
    for (const args of [
      ['--postcard', 'never'],
      ['--alias', 'erika'],
    ]) {
      const refused = await run(['account', 'set', '7', ...args]);
      assert.ok(refused.error instanceof CommanderError);
      assert.deepEqual(refused.calls, []);
    }
  });

  it('says what is wrong with a limit, and sets nothing', async () => {
    for (const args of [[], ['--quota', '-1'], ['--quota', 'much'], ['--quota-messages', '1e99']]) {
      const { calls, error } = await run(['account', 'set', '7', ...args]);
      assert.ok(error instanceof Error, args.join(' '));
      assert.deepEqual(calls, []);
    }
  });

  it('deletes only when the user name is typed or --yes is given', async () => {
    const refused = await run(['account', 'delete', '7'], {}, { typed: 'yes' });
    assert.deepEqual([refused.calls.length, refused.code], [1, 1]);
    const unasked = await run(['account', 'delete', '7']);
    assert.deepEqual([unasked.calls.length, unasked.code], [1, 1]);
    assert.match((await run(['account', 'delete', '7'], {}, { typed: 'erika@post.example' })).out[0]!, /deleted/);
    assert.deepEqual((await run(['account', 'delete', '7', '--yes'])).calls[1], ['deleteAccount', '7']);
  });

  it('says whether the configuration is valid', async () => {
    assert.deepEqual((await run(['config', 'check'])).out, ['The configuration is valid.']);
    const printed = JSON.parse((await run(['config', 'check', '--json'])).out[0]!) as { imap: { port: number } };
    assert.equal(printed.imap.port, 1143);
  });

  it('has help for every command', async () => {
    for (const args of [
      '',
      'serve',
      'intake',
      'account',
      'account add',
      'account delete',
      'password rotate',
      'password list',
      'password issue',
      'password revoke',
      'config check',
      'queue list',
      'queue hold',
      'dkim make',
    ]) {
      const { error, out } = await run([...args.split(' ').filter(Boolean), '--help']);
      assert.equal((error as CommanderError).exitCode, 0, args);
      assert.match(out.join('\n'), /^Usage: unpaperme/m);
    }
  });

  it('refuses an unknown command or option, pointing to the help', async () => {
    for (const args of [['acount'], ['account', 'list', '--jason']]) {
      const { error, err } = await run(args);
      assert.notEqual((error as CommanderError).exitCode, 0);
      assert.match(err, /--help/);
    }
  });

  describe('intake', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'unpaperme-cli-'));
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const file = (name: string) => {
      const path = join(folder, name);
      writeFileSync(path, 'scan');
      return path;
    };

    it('prints a JSON line a file, in the form that tools rely on', async () => {
      const scan = file('Brief 1.pdf');
      const { out, code, calls } = await run(['intake', '--account', '7', scan, '--wait', '--json']);
      assert.deepEqual(JSON.parse(out[0]!), {
        file: scan,
        result: 'delivered',
        mailbox: 'INBOX',
        uid: 3,
        reason: null,
      });
      assert.equal(code, 0);
      const request = calls[0]![1] as IntakeRequest;
      assert.deepEqual([request.file, request.sizeOctets, request.wait, request.again], [scan, 4, true, false]);
    });

    it('shows no control characters of a file name', async () => {
      const { out } = await run(['intake', '--account', '7', file('a\u001b[2J\n.pdf')]);
      assert.match(out[0]!, /a\?\[2J\?\.pdf: delivered/);
    });

    it('reports a file that is missing or a folder, takes in the others, and exits with 3', async () => {
      const { out, code } = await run(['intake', '--account', '7', join(folder, 'none.pdf'), folder, file('a.pdf')]);
      assert.equal(code, 3);
      assert.equal(out.length, 3);
      assert.match(out.join('\n'), /none\.pdf: rejected\. There is no such file/);
      assert.match(out.join('\n'), /rejected\. It is not a file/);
      assert.match(out.join('\n'), /a\.pdf: delivered to INBOX, UID 3/);
    });

    it('tells why the service rejected a file', async () => {
      const intake = async () => ({ result: 'rejected', reason: 'The file is empty.' }) as const;
      const { out, code } = await run(['intake', '--account', '7', '--json', file('a.pdf')], { intake });
      assert.deepEqual(JSON.parse(out[0]!), {
        file: join(folder, 'a.pdf'),
        result: 'rejected',
        mailbox: null,
        uid: null,
        reason: 'The file is empty.',
      });
      assert.equal(code, 3);
    });
  });
});
