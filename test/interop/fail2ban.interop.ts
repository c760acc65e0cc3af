/** fail2ban reads our security log by the filter that we ship. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSecurityLine } from '../../src/adapters/log/security-log.js';
import { projectPath } from '../../src/lib/project-path.js';
import { temporaryFolder } from '../support/temp-folder.js';
import { needs, runProgram } from './support.js';

describe('fail2ban', function () {
  this.timeout(60_000);
  const folder = temporaryFolder();

  it('finds the addresses of refused logins and connections', async function () {
    needs(this, 'fail2ban-regex');
    const path = join(folder(), 'security.log');
    const event = { event: 'login-refused', reason: 'wrong', service: 'imap' } as const;
    const lines = [
      formatSecurityLine({ ...event, address: '192.0.2.1' }, Date.now()),
      formatSecurityLine({ ...event, event: 'connection-refused', service: 'any', address: '2001:db8::7' }, Date.now()),
      'something else',
    ];
    writeFileSync(path, `${lines.join('\n')}\n`);
    const filter = projectPath('config/fail2ban/filter.d/unpaperme.conf');
    const printed = await runProgram(folder(), 'fail2ban-regex', ['--print-all-matched', path, filter]);
    assert.match(printed, /Lines: 3 lines, 0 ignored, 2 matched, 1 missed/);
  });
});
