import assert from 'node:assert/strict';
import type { ProbeAnswer } from '../../../src/mail/probe.js';
import { checkListeners, type Listener } from '../../../src/services/doctor/check-listeners.js';

const now = Date.UTC(2026, 10, 24);
const dayMs = 86_400_000;
const imaps: Listener = {
  name: 'imaps',
  protocol: 'imap',
  tls: 'implicit',
  host: '127.0.0.1',
  port: 1993,
  serverName: 'mail.example',
  need: 'required',
};
const well: ProbeAnswer = {
  greeting: '* OK ready',
  tlsVersion: 'TLSv1.3',
  distrust: undefined,
  certificateUntilMs: now + 80 * dayMs,
};

async function judged(listener: Listener | undefined, answer: Partial<ProbeAnswer> | Error) {
  const look = async () => {
    if (answer instanceof Error) throw answer;
    return { ...well, ...answer };
  };
  const check = checkListeners(listener && [listener], { look }, { now: () => now });
  const all = [];
  for await (const finding of check.run(new AbortController().signal)) all.push(finding);
  assert.equal(all.length, 1);
  return all[0]!;
}

describe('checkListeners', () => {
  it('tells what a mail app meets', async () => {
    assert.deepEqual(await judged(imaps, {}), {
      subject: 'imaps 127.0.0.1:1993',
      status: 'ok',
      detail: 'TLSv1.3, * OK ready, certificate for 80 days more',
    });
  });

  it('warns two weeks before the certificate ends', async () => {
    assert.equal((await judged(imaps, { certificateUntilMs: now + 14 * dayMs })).status, 'ok');
    const { status, detail } = await judged(imaps, { certificateUntilMs: now + 13 * dayMs });
    assert.deepEqual([status, /in 13 days/.test(detail)], ['warning', true]);
  });

  it('fails where a mail app would refuse the certificate, and warns where it only would be nice', async () => {
    const distrust = 'it is for other names';
    assert.equal((await judged(imaps, { distrust })).status, 'failure');
    assert.equal((await judged({ ...imaps, need: 'wished' }, { distrust })).status, 'warning');
  });

  it('says what went wrong, and when no server runs', async () => {
    assert.deepEqual(await judged(imaps, new Error('nothing listens there')), {
      subject: 'imaps 127.0.0.1:1993',
      status: 'failure',
      detail: 'nothing listens there',
    });
    assert.equal((await judged(undefined, {})).status, 'unknown');
  });
});
