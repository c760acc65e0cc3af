import assert from 'node:assert/strict';
import { readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formatSecurityLine, openSecurityLog } from '../../../src/adapters/log/security-log.js';
import { projectPath } from '../../../src/lib/project-path.js';
import type { SecurityEvent } from '../../../src/mail/security-log.js';
import { RecordingLog } from '../../support/recording-log.js';
import { temporaryFolder } from '../../support/temp-folder.js';

const clock = { now: () => Date.UTC(2026, 10, 24, 9) };
const event: SecurityEvent = { event: 'login-refused', reason: 'wrong', service: 'imap', address: '192.0.2.1' };

describe('adapters/log/security-log', () => {
  const folder = temporaryFolder();

  it('writes a line for each event, into a file of its owner alone, which may be moved away', async () => {
    const path = join(folder(), 'security.log');
    const file = openSecurityLog(path, { clock, log: new RecordingLog() });
    file.write(event);
    file.write({ ...event, event: 'connection-refused', reason: 'throttled', service: 'any' });
    await file.close();
    assert.deepEqual(readFileSync(path, 'utf8').split('\n'), [
      '2026-11-24T09:00:00.000Z login-refused reason=wrong service=imap address=192.0.2.1',
      '2026-11-24T09:00:00.000Z connection-refused reason=throttled service=any address=192.0.2.1',
      '',
    ]);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    renameSync(path, `${path}.1`);
    file.write(event);
    await file.close();
    assert.equal(readFileSync(path, 'utf8').split('\n').length, 2);
  });

  it('loses lines rather than memory in a flood, and says how many', async () => {
    const log = new RecordingLog();
    const file = openSecurityLog(join(folder(), 'security.log'), { clock, log });
    for (let i = 0; i < 10_500; i += 1) file.write(event);
    await file.close();
    assert.ok((log.events('security-log.too-many')[0]!['lines'] as number) >= 499);
  });

  it('goes on when the file cannot be written', async () => {
    const log = new RecordingLog();
    const file = openSecurityLog('/nowhere/security.log', { clock, log });
    file.write(event);
    await file.close();
    assert.equal(log.events('security-log.not-written').length, 1);
  });

  describe('config/fail2ban', () => {
    const filter = readFileSync(projectPath('config/fail2ban/filter.d/unpaperme.conf'), 'utf8');
    const failregex = /^failregex = (.*)$/m.exec(filter)![1]!;
    // fail2ban takes the date out before it looks.
    const pattern = new RegExp(failregex.replace('<HOST>', '(?<host>[0-9a-f.:]+)'));
    const found = (line: string) => pattern.exec(line.replace(/^\S+Z/, ''))?.groups?.['host'];

    for (const address of ['192.0.2.1', '2001:db8::1']) {
      for (const kind of ['login-refused', 'connection-refused'] as const) {
        it(`finds ${address} in a line of ${kind}`, () => {
          assert.equal(found(formatSecurityLine({ ...event, event: kind, address }, clock.now())), address);
        });
      }
    }

    it('finds the IPv4 address in an IPv6 socket, and none behind what is not ours', () => {
      assert.equal(found(formatSecurityLine({ ...event, address: '::ffff:192.0.2.1' }, 0)), '192.0.2.1');
      assert.equal(found(formatSecurityLine({ ...event, address: 'fe80::1%eth0' }, 0)), 'fe80::1');
      assert.equal(
        found('2026-11-24T09:00:00.000Z x login-refused reason=wrong service=imap address=1.2.3.4'),
        undefined,
      );
      assert.equal(
        found('2026-11-24T09:00:00.000Z login-refused reason=wrong service=imap address=1.2.3.4 x'),
        undefined,
      );
    });
  });
});
