import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { simpleParser } from 'mailparser';
import { MemoryNotebook } from '../../../src/adapters/memory/notebook.js';
import type { TlsSession } from '../../../src/adapters/smtp/tls-observer.js';
import { parseReportingRecord } from '../../../src/adapters/tls-report/reporting-address.js';
import { addTallies, tallyOf, type Tally } from '../../../src/adapters/tls-report/tally.js';
import { createTlsReports } from '../../../src/adapters/tls-report/tls-reports.js';
import { silentLog } from '../../../src/mail/log.js';
import { openOutside, type Outside } from '../../support/smtp/outside.js';
import { always } from '../../support/mx/behaviour.js';
import { mailTo, deliverOne } from '../../support/smtp/outside.js';

const hourMs = 3_600_000;
const midnight = Date.parse('2026-11-24T00:00:00Z');
const ok: TlsSession = {
  domain: 'example.org',
  policy: { type: 'no-policy-found', domain: 'example.org', lines: [], mx: [] },
};

describe('TLS reports', () => {
  let outside: Outside;
  let now: number;
  let notebook: MemoryNotebook;
  let due: { run: () => void }[];
  const clock = { now: () => now };
  beforeEach(async () => {
    now = midnight + 12 * hourMs;
    notebook = new MemoryNotebook(clock);
    due = [];
    outside = await openOutside();
    outside.dns.zone.mail('reports.example', 'mx.reports.example', { address: '192.0.2.9' });
  });
  afterEach(() => outside.close());

  const signed: string[] = [];
  const open = () =>
    createTlsReports({
      reporter: { organization: 'Paper Service', contact: 'tls-reports@gateway.test', submitter: 'gateway.test' },
      notebook,
      resolver: outside.resolver,
      signer: {
        sign: async (from) => {
          signed.push(from);
          return Buffer.from('DKIM-Signature: of the test\r\n');
        },
      },
      clock,
      timers: {
        after(_ms, run) {
          const entry = { run };
          due.push(entry);
          return () => void due.splice(due.indexOf(entry), 1);
        },
      },
      log: silentLog,
      https: { dial: outside.dial, secureContext: outside.secureContext },
    });
  /** Lets a turn end that is under way. */
  const turned = async (turns: number) => {
    for (let wait = 0; due.length < turns && wait < 500; wait++) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  const wants = (rua: string) => outside.dns.zone.add('_smtp._tls.example.org', 'TXT', `v=TLSRPTv1; rua=${rua}`);
  /** A day's sessions are kept, then a process that starts at `at` does its first turn. */
  const dayAfter = async (sessions: readonly TlsSession[], at = midnight + 29 * hourMs) => {
    const before = open();
    for (const session of sessions) before.observe(session);
    await before.close();
    now = at;
    return nextTurn();
  };
  const nextTurn = async () => {
    due = [];
    const reports = open();
    reports.start(outside.transport());
    await turned(1);
    await reports.close();
  };

  it('reach by mail a domain that asks for them, signed, on the next day, and once', async () => {
    const mx = await outside.mx('192.0.2.9');
    wants('mailto:tls@reports.example');
    const failed = { ...ok, mxHost: 'mx.example.org', address: '192.0.2.1', trouble: 'certificate-expired' } as const;
    await dayAfter([ok, failed, failed]);
    await nextTurn();
    now += 2 * hourMs;
    await nextTurn();
    assert.equal(mx.transactions.length, 1);
    assert.deepEqual(signed.slice(-1), ['gateway.test']);
    const { from, recipients, message } = mx.transactions[0]!;
    assert.deepEqual([from, recipients[0]?.address], ['tls-reports@gateway.test', 'tls@reports.example']);
    assert.match(message.toString(), /^DKIM-Signature: of the test\r\n/);
    const mail = await simpleParser(message);
    assert.match(
      mail.headers.get('subject') as string,
      /^Report Domain: example\.org Submitter: gateway\.test Report-ID: </,
    );
    assert.equal(mail.headers.get('tls-report-domain'), 'example.org');
    const type = mail.headers.get('content-type') as { value: string; params: Record<string, string> };
    assert.deepEqual([type.value, type.params['report-type']], ['multipart/report', 'tlsrpt']);
    const [part] = mail.attachments;
    assert.equal(part?.contentType, 'application/tlsrpt+gzip');
    assert.equal(part.filename, `gateway.test!example.org!${midnight / 1000}!${midnight / 1000 + 86_399}!001.json.gz`);
    assert.deepEqual(JSON.parse(gunzipSync(part.content).toString()), {
      'organization-name': 'Paper Service',
      'date-range': { 'start-datetime': '2026-11-24T00:00:00Z', 'end-datetime': '2026-11-24T23:59:59Z' },
      'contact-info': 'tls-reports@gateway.test',
      'report-id': '2026-11-24.example.org@gateway.test',
      policies: [
        {
          policy: { 'policy-type': 'no-policy-found', 'policy-domain': 'example.org' },
          summary: { 'total-successful-session-count': 1, 'total-failure-session-count': 2 },
          'failure-details': [
            {
              'result-type': 'certificate-expired',
              'receiving-mx-hostname': 'mx.example.org',
              'receiving-ip': '192.0.2.1',
              'failed-session-count': 2,
            },
          ],
        },
      ],
    });
  });

  it('reach by HTTPS a domain that wants that', async () => {
    const posted: Buffer[] = [];
    await outside.web('reports.example', '192.0.2.10', (path, body) => {
      if (path === '/v1?x=1') posted.push(body);
      return { status: 201, body: '' };
    });
    wants('https://reports.example/v1?x=1');
    await dayAfter([ok]);
    const report = JSON.parse(gunzipSync(posted[0]!).toString()) as { policies: unknown[] };
    assert.deepEqual([posted.length, report.policies.length], [1, 1]);
  });

  it('do not go out on the day itself, nor to domains that do not ask', async () => {
    const mx = await outside.mx('192.0.2.9');
    await dayAfter([ok]);
    assert.equal((await notebook.list('tls-counts')).size, 0);
    wants('mailto:tls@reports.example');
    now = midnight + 13 * hourMs;
    await dayAfter([ok], midnight + 23 * hourMs);
    assert.equal(mx.transactions.length, 0);
    assert.equal((await notebook.list('tls-counts')).size, 1);
  });

  it('are tried again while nobody takes them, and only there', async () => {
    const mx = await outside.mx('192.0.2.9', { behave: always('RCPT', '451 4.3.0 Later') });
    let posts = 0;
    await outside.web('reports.example', '192.0.2.10', () => {
      posts++;
      return { status: 200, body: '' };
    });
    wants('mailto:tls@reports.example,https://reports.example/');
    await dayAfter([ok]);
    assert.deepEqual([mx.transactions.length, posts], [0, 1]);
    mx.behave = () => undefined;
    now += hourMs;
    await nextTurn();
    assert.deepEqual([mx.transactions.length, posts], [1, 1]);
  });

  it('are given up after a while', async () => {
    await outside.mx('192.0.2.9', { behave: always('RCPT', '451 4.3.0 Later') });
    wants('mailto:tls@reports.example');
    await dayAfter([ok]);
    for (let tries = 1; tries < 12; tries++) {
      assert.equal((await notebook.list('tls-counts')).size, 1);
      now += hourMs;
      await nextTurn();
    }
    assert.equal((await notebook.list('tls-counts')).size, 0);
  });

  it('count what a transport sees', async () => {
    const reports = open();
    outside.dns.zone.mail('example.org', 'mx.example.org', { address: '192.0.2.1' });
    await outside.mx('192.0.2.1');
    await deliverOne(outside.transport({ observe: reports.observe }), mailTo('example.org'));
    await reports.close();
    const [[key, tally] = []] = await notebook.list('tls-counts');
    assert.equal(key, '2026-11-24 example.org');
    assert.deepEqual(tally, [
      {
        policy: ok.policy,
        successes: 0,
        failures: 1,
        details: [{ trouble: 'starttls-not-supported', mxHost: 'mx.example.org', address: '192.0.2.1', count: 1 }],
      },
    ]);
  });

  it('stay small, whatever comes', () => {
    let tally: Tally = [];
    const long = Array.from({ length: 100 }, () => 'x'.repeat(1_000));
    for (let at = 0; at < 500; at++) {
      const policy = { type: 'sts', domain: 'example.org', lines: [`${at % 7}`, ...long], mx: long } as const;
      tally = addTallies(
        tally,
        tallyOf({ domain: 'example.org', policy, mxHost: `${'m'.repeat(200)}${at}`, trouble: 'validation-failure' }),
      );
    }
    assert.ok(JSON.stringify(tally).length < 64 * 1024 && tally.length === 4);
  });

  for (const [record, expected] of [
    ['v=TLSRPTv1; rua=mailto:a@b.example', ['a@b.example']],
    ['v=TLSRPTv1;rua=mailto:a%2Bx@b.example?subject=x,https://c.example/d', ['a+x@b.example', 'https://c.example/d']],
    ['v=TLSRPTv1; rua=mailto:a@b.example,c@d.example', ['a@b.example']],
    ['v=TLSRPTv1; rua=http://b.example', []],
    ['v=TLSRPTv1; rua=https://user@b.example', []],
    ['v=TLSRPTv1; rua=mailto:a@b.example%0D%0Abcc:x@y', []],
    ['v=TLSRPTv1; rua=mailto:%FF@b.example', []],
    ['v=TLSRPTv1', []],
  ] as const) {
    it(`reads "${record}"`, () => {
      const names = parseReportingRecord(record).map((to) => (to.kind === 'https' ? to.url.href : to.address));
      assert.deepEqual(names, expected);
    });
  }
});
