import assert from 'node:assert/strict';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadOrCreateMasterKey } from '../../../src/adapters/seal/master-key.js';
import { isMailError } from '../../../src/mail/errors.js';
import { silentLog } from '../../../src/mail/log.js';
import { temporaryFolder } from '../../support/temp-folder.js';

describe('the master key', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'keys', 'master.key');
  const load = (log = silentLog) => loadOrCreateMasterKey(path(), log, { dataDir: folder() });
  const tells = (words: RegExp) => (error: unknown) => isMailError(error, 'unavailable') && words.test(error.message);

  it('is made once, with mode 0600 and a warning to keep a copy, and read from then on', async () => {
    const events: string[] = [];
    const key = load({ ...silentLog, warn: (event, fields) => events.push(`${event} ${String(fields?.['advice'])}`) });
    assert.equal(key.length, 32);
    assert.equal(events.length, 1);
    assert.match(events[0]!, /^key\.created keep a copy/);
    assert.equal((await stat(path())).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder(), 'keys'))).mode & 0o777, 0o700);
    assert.ok(load({ ...silentLog, warn: () => assert.fail('warned twice') }).equals(key));
    assert.ok(!events[0]!.includes(key.toString('hex')));
  });

  it('is not made anew where there is data', async () => {
    await writeFile(join(folder(), 'mail.db'), '');
    assert.throws(() => load(), tells(/missing.*Put your copy of the key back/s));
    await assert.rejects(stat(path()));
  });

  it('is refused when others can read it', async () => {
    load();
    await chmod(path(), 0o640);
    assert.throws(() => load(), tells(/mode 0640.*chmod 600/));
  });

  for (const [what, change] of [
    ['too short', (text: string) => text.slice(2)],
    ['too long', (text: string) => `ab${text}`],
    ['empty', () => ''],
    ['no hexadecimal digits', (text: string) => `zz${text.slice(2)}`],
  ] as const) {
    it(`is refused when it is ${what}, and left as it is`, async () => {
      load();
      const damaged = change(await readFile(path(), 'latin1'));
      await writeFile(path(), damaged);
      assert.throws(() => load(), tells(/damaged: 64 hexadecimal digits/));
      assert.equal(await readFile(path(), 'latin1'), damaged);
    });
  }
});
