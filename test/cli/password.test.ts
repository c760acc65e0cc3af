import assert from 'node:assert/strict';
import {
  chmodSync,
  symlinkSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import type { Context } from '../../src/cli/context.js';
import type { Admin, PreparedBatch } from '../../src/mail/admin.js';
import type { PasswordLetter } from '../../src/mail/password-letter.js';
import { added, credential, issued, prepared, rotationRun, run } from './run.js';

const day = 86_400_000;
const show = '--show-passwords';

describe('unpaperme password', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unpaperme-password-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  describe('rotate', () => {
    const selection = { accounts: ['7'] };
    for (const { args, plan } of [
      { args: ['--now'], plan: { reason: 'loss', overlapMs: 0, graceMs: 0 } },
      { args: ['--now', '--reason', 'routine'], plan: { reason: 'routine', overlapMs: 0, graceMs: 0 } },
      { args: ['--reason', 'misuse'], plan: { reason: 'misuse', overlapMs: 0, graceMs: 0 } },
      { args: ['--grace', '12h'], plan: { reason: 'routine', overlapMs: 60 * day, graceMs: day / 2 } },
      { args: ['--grace', '12w'], plan: { reason: 'routine', overlapMs: 84 * day, graceMs: 84 * day } },
      { args: ['--overlap', '3d'], plan: { reason: 'routine', overlapMs: 3 * day, graceMs: 3 * day } },
      { args: [], plan: { reason: 'routine', overlapMs: 60 * day, graceMs: 7 * day } },
    ]) {
      it(`takes ${args.join(' ') || 'the configured times'} for one account`, async () => {
        const { calls, error } = await run(['password', 'rotate', '7', show, ...args]);
        assert.equal(error, undefined);
        assert.deepEqual(calls, [
          ['beginRotation', { ...plan, selection }],
          ['prepareRotation', 3, { count: 100, setupLinks: false }],
          ['commitRotation', 3, prepared.batch],
          ['endRotation', 3],
        ]);
      });
    }

    for (const args of [
      ['--grace', 'soon'],
      ['--grace', '-1d'],
      ['--grace', '9999999w'],
      ['--reason', 'mood'],
      ['--resume', 'last'],
    ]) {
      it(`refuses ${args.join(' ')}`, async () => {
        const { error, calls, err } = await run(['password', 'rotate', '7', show, ...args]);
        assert.ok(error instanceof CommanderError);
        assert.deepEqual(calls, []);
        assert.match(err, /error: /);
      });
    }

    for (const { args, words } of [
      { args: ['7'], words: /would go nowhere.*--letters/ },
      { args: ['7', '--json'], words: /--json alone does not print them/ },
      { args: ['7', '--csv', 'out.csv'], words: /--to KEY\.asc/ },
      { args: ['7', show, '--to', 'key.asc'], words: /--csv FILE, which is missing/ },
      { args: ['7', show, '--now', '--grace', '1d'], words: /for --reason routine/ },
      { args: ['7', show, '--reason', 'misuse', '--overlap', '1d'], words: /for --reason routine/ },
      { args: [show], words: /Say whose passwords/ },
      { args: ['7', '--all', show], words: /Say whose passwords/ },
      { args: ['--list', '/nowhere/list.csv', show], words: /list\.csv cannot be read \(ENOENT\)/ },
    ]) {
      it(`says what is wrong with ${args.join(' ')}, and does nothing`, async () => {
        const { error, calls } = await run(['password', 'rotate', ...args]);
        assert.match(String(error), words);
        assert.deepEqual(calls, []);
      });
    }

    it('prints the password only when asked for, as words or as a line of JSON', async () => {
      const words = await run(['password', 'rotate', '7', show]);
      assert.match(words.out[0]!, /password +acde-…/);
      assert.match(words.err, /old password is valid until/);
      const json = await run(['password', 'rotate', '7', show, '--now', '--json']);
      assert.deepEqual(
        json.out.map((line) => JSON.parse(line) as unknown),
        [issued],
      );
    });

    it('tells of old passwords only when there are any, and of those of devices', async () => {
      const commit = (overlapMs: number): Partial<Admin> => ({
        commitRotation: async () => ({
          ...{ kind: 'issued', issued: [{ account: 7, credential: 1 }], overlapping: 0, devices: 2 },
          run: { ...rotationRun, overlapMs, done: 1 },
        }),
      });
      assert.equal((await run(['password', 'rotate', '7', show], commit(day))).err, '');
      const { err } = await run(['password', 'rotate', '7', show, '--now'], commit(0));
      assert.match(err, /2 device passwords of this account stay valid .*--reason misuse ends them too/);
    });

    it('takes accounts of a list, and all whose password is old', async () => {
      const list = file('list.csv', 'account;street\r\n7;"Weg; 1"\r\n\r\nß@x.example;\r\n');
      const { calls } = await run(['password', 'rotate', '--list', list, '--dry-run']);
      assert.deepEqual(calls, [['previewRotation', { accounts: ['7', 'ß@x.example'] }]]);
      const old = await run(['password', 'rotate', '--older-than', '365d', '--dry-run', '--json']);
      assert.deepEqual(old.calls, [['previewRotation', { olderThanMs: 365 * day }]]);
      assert.deepEqual(old.out, ['{"account":7,"user":"erika@post.example"}']);
      assert.match(old.err, /1 would get a new password\. Nothing was changed/);
    });

    it('goes on with the run that is open, or with the one that is named', async () => {
      const { calls } = await run(['password', 'rotate', '--resume', '3', show]);
      assert.deepEqual(
        calls.map(([name]) => name),
        ['openRotations', 'prepareRotation', 'commitRotation', 'endRotation'],
      );
      assert.match(String((await run(['password', 'rotate', '--resume', '4', show])).error), /no run 4/);
      const none = await run(['password', 'rotate', '--resume', show], { openRotations: async () => [] });
      assert.match(String(none.error), /No run waits/);
    });

    it('ends a run on request', async () => {
      const { calls, out } = await run(['password', 'rotate', '--abandon'], { endRotation: async () => [8, 9] });
      assert.deepEqual(calls, [['openRotations']]);
      assert.match(out[0]!, /Run 3 is ended: 0 have their new password, 2 keep the old one/);
    });

    it('stops after a batch when it is interrupted, and says how to go on', async () => {
      const stop = new AbortController();
      const many = { ...rotationRun, total: 300 };
      const { err, code, calls } = await run(
        ['password', 'rotate', '--all', show, '--json'],
        {
          beginRotation: async () => many,
          async prepareRotation() {
            stop.abort();
            return prepared;
          },
          commitRotation: async () => ({
            kind: 'issued',
            issued: [{ account: 7, credential: 1 }],
            run: { ...many, done: 1 },
            ...{ overlapping: 1, devices: 0 },
          }),
        },
        { context: { signal: stop.signal } },
      );
      assert.equal(code, 1);
      assert.deepEqual(calls, []); // not ended
      assert.match(err, /Run 3: 1 of 300 .*\nInterrupted\. To go on: unpaperme password rotate --resume 3 --show/);
    });

    describe('letters', () => {
      const printed: PasswordLetter[] = [];
      const context: Partial<Context> = {
        letterOffice: async () => ({
          letters: {
            async render(letter) {
              printed.push(letter);
              return Buffer.from(`%PDF ${letter.password}`);
            },
          },
          settings: {
            ...{ serviceName: 'Digitale Post', domain: 'post.example', web: 'https://mail.post.example' },
            imap: [{ host: 'mail.post.example', port: 993, tls: 'implicit' }],
            smtp: [{ host: 'mail.post.example', port: 465, tls: 'implicit' }],
          },
          sender: { name: 'Digitale Post', addressLines: [] },
        }),
      };
      const withLink: PreparedBatch = {
        ...prepared,
        passwords: [{ ...prepared.passwords[0]!, setup: { token: 'abc', pin: '123456', untilMs: 5 }, oldUntilMs: 9 }],
      };
      beforeEach(() => printed.splice(0));

      it('writes one for each account, for its owner only, with link, times and address', async () => {
        const letters = join(folder, 'new', 'letters');
        const list = file('list.csv', `${issued.user},Weg 1,12345 Ort\n`);
        const { error, out } = await run(
          ['password', 'rotate', '--list', list, '--letters', letters],
          { prepareRotation: async () => withLink },
          { context },
        );
        assert.equal(error, undefined);
        assert.deepEqual(out, []);
        const name = 'letter-000007-run3-1.pdf';
        assert.deepEqual(readdirSync(letters), [name]);
        assert.deepEqual(
          [letters, join(letters, name)].map((path) => statSync(path).mode & 0o777),
          [0o700, 0o600],
        );
        const [letter] = printed;
        assert.deepEqual(letter!.recipient, { name: 'Erika Sonnleitner', addressLines: ['Weg 1', '12345 Ort'] });
        assert.deepEqual(letter!.setup, { url: 'https://mail.post.example/s/abc', pin: '123456', untilMs: 5 });
        assert.deepEqual([letter!.oldUntilMs, letter!.reason], [9, 'routine']);
      });

      it('writes that of a new account, whose password is shown nowhere', async () => {
        const letters = join(folder, 'letters');
        const setup = { token: 'abc', pin: '123456', untilMs: 5 };
        const args = [
          'account',
          'add',
          '--name',
          'Erika',
          '--postal',
          'Weg 1',
          '--postal',
          '12345 Ort',
          '--letter',
          letters,
        ];
        const overrides: Partial<Admin> = {
          addAccount: async ({ postal = [], setupLink }) => ({
            ...added,
            postal,
            setup: setupLink === true ? setup : null,
          }),
        };
        const { out, error } = await run(args, overrides, { context });
        assert.equal(error, undefined);
        const written = join(letters, 'letter-000007-first-1.pdf');
        assert.deepEqual(out, [`Account 7 (${issued.user}) is added: ${written}`]);
        assert.equal(statSync(written).mode & 0o777, 0o600);
        const [letter] = printed;
        assert.equal(letter!.reason, 'first');
        assert.deepEqual(letter!.recipient.addressLines, ['Weg 1', '12345 Ort']);
        assert.equal(letter!.setup!.url, 'https://mail.post.example/s/abc');
        const asJson = await run([...args, '--json'], overrides, { context });
        assert.deepEqual(
          asJson.out.map((line) => JSON.parse(line) as unknown),
          [{ account: 7, user: issued.user, letter: written }],
        );
      });

      it('makes no account when the letter cannot be written', async () => {
        const { calls, error } = await run(
          ['account', 'add', '--name', 'Erika', '--letter', join(file('a-file', ''), 'letters')],
          {},
          { context },
        );
        assert.ok(error instanceof RangeError);
        assert.deepEqual(calls, []);
      });

      it('prints the address that is known where no list says another', async () => {
        const known = { ...prepared.passwords[0]!, postal: ['Heidestraße 17', '51147 Köln'] };
        const prepare = { prepareRotation: async () => ({ ...prepared, passwords: [known] }) };
        const letters = join(folder, 'letters');
        await run(['password', 'rotate', '7', '--letters', letters], prepare, { context });
        const list = file('list.csv', `${issued.user},Weg 1\n`);
        await run(['password', 'rotate', '--list', list, '--letters', letters], prepare, { context });
        const addresses = printed.map(({ recipient }) => recipient.addressLines);
        assert.deepEqual(addresses, [['Heidestraße 17', '51147 Köln'], ['Weg 1']]);
      });

      it('removes those of accounts that were passed over, and of earlier tries', async () => {
        file('letter-000007-run3-0.pdf', 'void: a run that was killed');
        file('letter-000007-run2-0.pdf', 'of another run');
        file('.letter-000007-run3-1.pdf.tmp', 'half');
        const rotate = ['password', 'rotate', '--resume', '--letters', folder];
        await run(rotate, {}, { context });
        assert.deepEqual(readdirSync(folder), ['letter-000007-run2-0.pdf', 'letter-000007-run3-1.pdf']);
        const passedOver = { ...rotationRun, skipped: 1 };
        await run(
          rotate,
          { commitRotation: async () => ({ kind: 'issued', issued: [], run: passedOver, overlapping: 0, devices: 0 }) },
          { context },
        );
        assert.deepEqual(readdirSync(folder), ['letter-000007-run2-0.pdf']);
      });

      it('are not written through what lies there, nor for an alias that the list names', async () => {
        const victim = file('victim', 'important');
        symlinkSync(victim, join(folder, '.letter-000007-run3-1.pdf.tmp'));
        chmodSync(folder, 0o755);
        file('letter-000009-run3-4.pdf', 'void: closed meanwhile');
        const { err } = await run(
          ['password', 'rotate', '7', '--letters', folder],
          { listCredentials: async () => [] },
          { context },
        );
        assert.match(err, /is open to other users/);
        assert.equal(readFileSync(victim, 'utf8'), 'important');
        assert.deepEqual(readdirSync(folder), ['letter-000007-run3-1.pdf', 'victim']);
        const list = file('list.csv', 'alias@post.example,Weg 1\n');
        const refused = await run(['password', 'rotate', '--list', list, '--letters', folder], {}, { context });
        assert.ok(refused.error instanceof RangeError);
        assert.match(String(refused.error), /begins with "alias@post.example"/);
      });

      it('removes what it wrote when another command took the run over, and says so', async () => {
        const { error } = await run(
          ['password', 'rotate', '--resume', '--letters', folder],
          {
            async commitRotation() {
              file('letter-000007-run3-2.pdf', 'of the other command');
              return { kind: 'gone', reason: 'taken over' };
            },
          },
          { context },
        );
        assert.match(String(error), /taken over/);
        assert.deepEqual(readdirSync(folder), ['letter-000007-run3-2.pdf']);
      });

      it('tells which of them became valid as JSON, without passwords', async () => {
        const { out } = await run(['password', 'rotate', '7', '--letters', folder, '--json'], {}, { context });
        assert.deepEqual(out, ['{"account":7,"user":"erika@post.example","credential":1}']);
      });
    });

    describe('an encrypted list', () => {
      const context: Partial<Context> = {
        encryption: async (key) => ({
          fingerprint: key.toString(),
          encrypt: async (text) => `to ${key.toString()}\n${text}`,
        }),
      };

      it('lies beside the name given, a part for each batch, formulas disarmed', async () => {
        const [password] = prepared.passwords;
        const { error } = await run(
          ['password', 'rotate', '--all', '--csv', join(folder, 'out.csv'), '--to', file('key.asc', 'KEY')],
          {
            prepareRotation: async () => ({ ...prepared, passwords: [{ ...password!, name: '=HYPERLINK("x")' }] }),
          },
          { context },
        );
        assert.equal(error, undefined);
        const part = 'out-run3-000001-0123abcd.csv.asc';
        assert.deepEqual(readdirSync(folder), ['key.asc', part]);
        assert.equal(statSync(join(folder, part)).mode & 0o777, 0o600);
        assert.equal(
          readFileSync(join(folder, part), 'utf8'),
          'to KEY\naccount,user,name,address,password,credential\r\n' +
            '7,erika@post.example,"\'=HYPERLINK(""x"")",erika@post.example,acde-…,1\r\n',
        );
      });

      it('has no part that a killed run left, and keeps those that count', async () => {
        file('out-run3-000001-aaaaaaaa.csv.asc', 'void');
        file('.out-run3-000001-aaaaaaaa.csv.asc.tmp', 'half');
        file('out-run2-000001-aaaaaaaa.csv.asc', 'of another run');
        const key = file('key.asc', 'KEY');
        await run(['password', 'rotate', '--resume', '--csv', join(folder, 'out'), '--to', key], {}, { context });
        assert.deepEqual(readdirSync(folder), [
          'key.asc',
          'out-run2-000001-aaaaaaaa.csv.asc',
          'out-run3-000001-0123abcd.csv.asc',
        ]);
      });
    });
  });

  describe('list, issue and revoke', () => {
    it('lists passwords by number, with what they are used for, and not the passwords', async () => {
      const { out } = await run(['password', 'list', '7']);
      assert.match(out[0]!, /^NUMBER .*\n1 +Handy +imap, smtp +2026-11-24 +2026-11-24 Thunderbird +valid$/);
      assert.deepEqual(JSON.parse((await run(['password', 'list', '7', '--json'])).out[0]!), credential);
    });

    it('issues one for a device, for what and as long as asked for', async () => {
      const { calls, out } = await run(['password', 'issue', '7', '--device', 'Scanner', '--scope', 'smtp', '--json']);
      assert.deepEqual(calls, [['issueDevicePassword', '7', { name: 'Scanner', scopes: ['smtp'] }]]);
      assert.deepEqual(JSON.parse(out[0]!), issued);
      const before = Date.now();
      const limited = await run(['password', 'issue', '7', '--device', 'Scanner', '--expires', '52w']);
      const { expiresMs } = limited.calls[0]![2] as { expiresMs: number };
      assert.ok(expiresMs >= before + 364 * day && expiresMs <= Date.now() + 364 * day);
      for (const args of [[], ['--device', 'x', '--scope', 'pop'], ['--device', 'x', '--expires', '0d']]) {
        const refused = await run(['password', 'issue', '7', ...args]);
        assert.ok(refused.error instanceof CommanderError);
      }
    });

    it('withdraws one, and says when no other is left', async () => {
      const { calls, out } = await run(['password', 'revoke', '7', '1'], {
        listCredentials: async () => [{ ...credential, valid: false }],
      });
      assert.deepEqual(calls, [['revokeCredential', '7', 1]]);
      assert.match(out.join('\n'), /withdrawn\.\nThe account has no valid password now/);
      const again = await run(['password', 'revoke', '7', '1'], { revokeCredential: async () => false });
      assert.deepEqual([again.code, again.out], [1, ['Password 1 had ended before.']]);
    });
  });
});
