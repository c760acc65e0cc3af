import assert from 'node:assert/strict';
import { exitCode } from '../../src/cli/exit-codes.js';
import { run } from './run.js';

describe('unpaperme dns', () => {
  it('prints lines of a zone file, each with what it is for', async () => {
    const { out } = await run(['dns']);
    assert.deepEqual(out.slice(0, 4), [
      '; a',
      '_imaps._tcp.post.example. IN SRV 0 1 993 mail.post.example.',
      '; b',
      'post.example. IN TXT "v=spf1 -all"',
    ]);
    assert.match(out[4]!, /^; .*unpaperme dkim make/);
  });

  it('prints JSON', async () => {
    const { out } = await run(['dns', '--json']);
    assert.equal((JSON.parse(out[0]!) as unknown[]).length, 2);
  });
});

describe('unpaperme doctor', () => {
  it('tells findings by check, and fails when one fails', async () => {
    const { out, code } = await run(['doctor']);
    assert.deepEqual(out, [
      'Names',
      '  ok   mail.post.example: 192.0.2.1',
      'DNS records',
      '  FAIL post.example TXT: It is not there.',
      '1 well, 0 to look at, 1 failed, 0 could not be found out.',
    ]);
    assert.equal(code, exitCode.failed);
  });

  it('leaves out what is well, and prints a line of JSON for each finding', async () => {
    const { out } = await run(['doctor', '--quiet', '--json']);
    assert.deepEqual(
      out.map((line) => JSON.parse(line) as unknown),
      [{ check: 'DNS records', subject: 'post.example TXT', status: 'failure', detail: 'It is not there.' }],
    );
  });
});
