import assert from 'node:assert/strict';
import { countedEvents } from '../../../src/adapters/metrics/counted-events.js';
import { openMetricsServer } from '../../../src/adapters/metrics/metrics-server.js';
import { createMetrics } from '../../../src/adapters/metrics/metrics.js';
import { silentLog } from '../../../src/mail/log.js';
import { RecordingLog } from '../../support/recording-log.js';

describe('metrics', () => {
  it('count events of the log, which is written as it was', async () => {
    const log = new RecordingLog();
    const metrics = createMetrics(log);
    metrics.log.warn('imap.login-refused', { conn: 'i1', reason: 'wrong' });
    metrics.log.warn('imap.login-refused', { conn: 'i2', reason: 'wrong' });
    metrics.log.info('imap.command', { conn: 'i1', command: 'UID FETCH', result: 'OK', ms: 3 });
    metrics.log.info('not.counted', { a: 1 });
    const text = await metrics.text();
    assert.match(text, /^unpaperme_logins_refused_total\{service="imap",reason="wrong"\} 2$/m);
    assert.match(text, /^unpaperme_imap_commands_total\{command="UID FETCH",result="OK"\} 1$/m);
    assert.match(text, /^unpaperme_messages_queued_total 0$/m);
    assert.match(text, /^unpaperme_nodejs_eventloop_lag_p99_seconds /m);
    assert.equal(log.lines.length, 4);
    assert.deepEqual(log.events('not.counted'), [{ a: 1 }]);
  });

  it('have no label by which a customer or an address is told', async () => {
    const metrics = createMetrics(silentLog);
    const personal = {
      account: 4711,
      user: 'erika',
      address: '192.0.2.77',
      recipient: 'max@x.example',
      remote: 'mx.x.example',
      reply: '550 no max',
      conn: 'i9',
      command: 'erika@post.example',
      reason: '192.0.2.77',
      result: 'max@x.example',
      code: '2001:db8::1',
    };
    for (const event of Object.keys(countedEvents)) metrics.log.info(event, personal);
    const text = await metrics.text();
    for (const value of Object.values(personal)) assert.ok(!text.includes(String(value)), String(value));
    assert.match(text, /reason="other"/);
    const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, name]) => name));
    const ours = ['service', 'reason', 'command', 'result', 'code', 'kind'];
    const ofProcess = ['type', 'space', 'version', 'major', 'minor', 'patch', 'le', 'quantile'];
    for (const label of labels) assert.ok([...ours, ...ofProcess].includes(label!), label);
  });

  it('stay few, whatever comes', async () => {
    const metrics = createMetrics(silentLog);
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    for (const a of letters)
      for (const b of letters) metrics.log.info('imap.command', { command: a + b, result: 'OK' });
    const lines = (await metrics.text()).match(/^unpaperme_imap_commands_total\{.*$/gm)!;
    assert.equal(lines.length, 101);
    assert.match(lines.at(-1)!, /command="other",result="OK"\} 576$/);
  });

  it('read sizes when asked', async () => {
    const metrics = createMetrics(silentLog);
    let open = 1;
    metrics.gauge('connections_open', 'Connections open', { service: 'imap' }, () => open);
    metrics.gauge('connections_open', 'Connections open', { service: 'smtp' }, async () => 7);
    open = 5;
    const text = await metrics.text();
    assert.match(text, /^unpaperme_connections_open\{service="imap"\} 5$/m);
    assert.match(text, /^unpaperme_connections_open\{service="smtp"\} 7$/m);
  });

  it('are served at /metrics, and nothing else is', async () => {
    const server = await openMetricsServer({ host: '127.0.0.1', port: 0 }, createMetrics(silentLog), silentLog);
    const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${server.at.port}${path}`, { method });
    try {
      const answer = await ask('/metrics');
      assert.match(answer.headers.get('Content-Type')!, /^text\/plain; version=/);
      assert.match(await answer.text(), /^unpaperme_process_/m);
      assert.equal((await ask('/')).status, 404);
      assert.equal((await ask('/metrics', 'POST')).status, 404);
    } finally {
      await server.close();
    }
  });
});
