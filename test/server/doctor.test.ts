/** `unpaperme doctor` beside a real server, with a resolver on loopback: what `unpaperme dns` prints is what it looks for. */
import assert from 'node:assert/strict';
import type { DnsRecord } from '../../src/mail/dns-records.js';
import type { DoctorFinding } from '../../src/mail/doctor-finding.js';
import { startDnsServer, type DnsServer } from '../support/dns/dns-server.js';
import { RunningServer } from '../support/running-server.js';

describe('doctor, beside a server', function () {
  this.timeout(60_000);
  let dns: DnsServer;
  let server: RunningServer;
  before(async () => {
    dns = await startDnsServer();
    server = new RunningServer({ UNPAPERME_DNS_SERVERS: dns.address });
    await server.start();
  });
  after(async () => {
    await server.remove();
    await dns.close();
  });

  const examine = async (): Promise<readonly DoctorFinding[]> => {
    // It ends with 1 where something fails; what it found stands on standard output all the same.
    const out = await server.run('doctor', '--json').catch((error: { stdout: string }) => error.stdout);
    return out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as DoctorFinding);
  };
  const statusOf = (findings: readonly DoctorFinding[], start: string) =>
    findings.find(({ subject }) => subject.startsWith(start))?.status;

  it('meets its listeners as mail apps do, and trusts the development CA', async () => {
    const findings = await examine();
    for (const listener of ['imaps', 'imap ', 'smtps', 'smtp ', 'https for localhost']) {
      assert.equal(statusOf(findings, listener), 'ok', listener);
    }
    assert.equal(statusOf(findings, 'https for autoconfig'), 'warning', 'its certificate is not for that name');
  });

  it('misses the records that dns prints, until they are set', async () => {
    const records = JSON.parse(await server.run('dns', '--json')) as readonly DnsRecord[];
    const srv = records.find(({ name }) => name.startsWith('_imaps.'))!;
    const spf = records.find(({ value }) => value.startsWith('v=spf1'))!;
    const before = await examine();
    assert.deepEqual([statusOf(before, srv.name), statusOf(before, `${spf.name} TXT`)], ['warning', 'failure']);
    const [priority, weight, port, target] = srv.value.split(' ');
    dns.zone
      .add(srv.name, 'SRV', { priority: +priority!, weight: +weight!, port: +port!, target: target! })
      .add(spf.name, 'TXT', spf.value);
    const after = await examine();
    assert.deepEqual([statusOf(after, srv.name), statusOf(after, `${spf.name} TXT`)], ['ok', 'ok']);
  });
});
