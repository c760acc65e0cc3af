import assert from 'node:assert/strict';
import { type Check, runChecks } from '../../../src/services/doctor/run-checks.js';

const good: Check = {
  title: 'Good',
  async *run() {
    yield { subject: 'it', status: 'ok', detail: 'well' };
  },
};
const broken: Check = {
  title: 'Broken',
  async *run() {
    yield { subject: 'first', status: 'ok', detail: 'well' };
    throw new Error('out of order');
  },
};
const hanging: Check = {
  title: 'Hanging',
  async *run(signal) {
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
    yield { subject: 'never', status: 'ok', detail: '' };
  },
};

async function all(checks: readonly Check[], signal = new AbortController().signal) {
  const findings = [];
  for await (const finding of runChecks(checks, { signal, timeout: () => AbortSignal.timeout(5) }))
    findings.push(finding);
  return findings;
}

describe('runChecks', () => {
  it('goes on after a check that fails, and keeps what it found', async () => {
    const findings = await all([broken, good]);
    assert.deepEqual(
      findings.map(({ check, subject, status }) => [check, subject, status]),
      [
        ['Broken', 'first', 'ok'],
        ['Broken', 'Broken', 'unknown'],
        ['Good', 'it', 'ok'],
      ],
    );
    assert.match(findings[1]!.detail, /out of order/);
  });

  it('gives up a check that hangs', async () => {
    const findings = await all([hanging, good]);
    assert.deepEqual(
      findings.map(({ status }) => status),
      ['unknown', 'ok'],
    );
    assert.match(findings[0]!.detail, /too long/);
  });

  it('ends when it is interrupted', async () => {
    const interrupt = new AbortController();
    interrupt.abort();
    await assert.rejects(all([good], interrupt.signal), { name: 'AbortError' });
  });
});
