import assert from 'node:assert/strict';
import type { HostFacts } from '../../../src/mail/probe.js';
import { checkHost } from '../../../src/services/doctor/check-host.js';

const well: HostFacts = {
  nodeVersion: '20.20.2',
  openFiles: 65_536,
  dataDir: { path: '/srv/data', mode: 0o700, freeOctets: 50e9 },
  masterKey: { path: '/srv/keys/master.key', mode: 0o600, besideData: false },
};

async function judged(facts: Partial<HostFacts>) {
  const all = [];
  const check = checkHost(async () => ({ ...well, ...facts }), { connections: 10_000, dataDir: '/srv/data' });
  for await (const each of check.run(new AbortController().signal)) all.push(each);
  return all;
}

describe('checkHost', () => {
  it('has nothing to say of a machine that is well', async () => {
    assert.ok((await judged({})).every(({ status }) => status === 'ok'));
  });

  const rows: readonly [title: string, facts: Partial<HostFacts>, subject: string, status: string, detail: RegExp][] = [
    ['few open files', { openFiles: 1024 }, 'open files', 'warning', /1024 allowed, 10500 may be needed/],
    ['no data folder', { dataDir: undefined }, 'data folder', 'failure', /run this where the server runs/],
    [
      'a folder that others may open',
      { dataDir: { path: '/srv/data', mode: 0o755, freeOctets: 50e9 } },
      'data folder',
      'failure',
      /chmod 0700 \/srv\/data/,
    ],
    [
      'a disk that is nearly full',
      { dataDir: { path: '/srv/data', mode: 0o700, freeOctets: 1e9 } },
      'free space',
      'failure',
      /1\.0 GB left/,
    ],
    ['no master key', { masterKey: undefined }, 'master key', 'failure', /not there/],
  ];
  for (const [title, facts, subject, status, detail] of rows) {
    it(`sees ${title}`, async () => {
      const finding = (await judged(facts)).find((each) => each.subject === subject);
      assert.equal(finding?.status, status);
      assert.match(finding.detail, detail);
    });
  }

  it('warns of a key that lies beside what it seals', async () => {
    const beside = { path: '/srv/data/keys/master.key', mode: 0o600, besideData: true };
    const all = await judged({ masterKey: beside });
    assert.deepEqual(
      all.filter(({ status }) => status !== 'ok').map(({ subject }) => subject),
      ['master key'],
    );
  });
});
