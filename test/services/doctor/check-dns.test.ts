import assert from 'node:assert/strict';
import type { DnsLookup, DnsRecord } from '../../../src/mail/dns-records.js';
import { checkDns } from '../../../src/services/doctor/check-dns.js';

type Zone = Readonly<Record<string, readonly string[] | Error>>;

function lookup(zone: Zone): DnsLookup {
  return {
    async lookup(name, type) {
      const found = zone[`${name} ${type}`] ?? [];
      if (found instanceof Error) throw found;
      return found;
    },
  };
}

async function judged(record: Partial<DnsRecord>, zone: Zone) {
  const whole: DnsRecord = { name: 'x.example', type: 'TXT', value: '', purpose: 'for y', need: 'required', ...record };
  const findings = [];
  for await (const each of checkDns([whole], lookup(zone)).run(new AbortController().signal)) findings.push(each);
  assert.equal(findings.length, 1);
  return findings[0]!;
}

const spf = { value: 'v=spf1 a:mail.example -all' };
const dmarc = { value: 'v=DMARC1; p=quarantine' };
const key = { value: 'v=DKIM1; k=rsa; p=AAAA' };
const srv = { type: 'SRV', value: '0 1 993 mail.example.', need: 'wished' } as const;
const alias = { type: 'CNAME', value: 'web.example.', need: 'wished' } as const;

describe('checkDns', () => {
  const rows: readonly [title: string, record: Partial<DnsRecord>, zone: Zone, status: string, detail: RegExp][] = [
    ['a record that is there', srv, { 'x.example SRV': ['0 1 993 MAIL.example.'] }, 'ok', /993/],
    ['one that is not there, wished', srv, {}, 'warning', /It is not there; set it to 0 1 993 mail\.example\.: for y/],
    ['one that is not there, required', spf, {}, 'failure', /It is not there; set it to "v=spf1/],
    ['another in its place', srv, { 'x.example SRV': ['0 1 143 old.example.'] }, 'warning', /It is 0 1 143 old/],
    ['a text among others', spf, { 'x.example TXT': ['hello', spf.value] }, 'ok', /spf1/],
    ['two policies', spf, { 'x.example TXT': [spf.value, 'v=spf1 -all'] }, 'failure', /There are 2 .*leave one/],
    ['a policy of their own', spf, { 'x.example TXT': ['v=spf1 include:y.example ~all'] }, 'ok', /include:y/],
    ['one that lets everybody send', spf, { 'x.example TXT': ['v=spf1 +all'] }, 'failure', /lets everybody send/],
    ['a policy that only watches', dmarc, { 'x.example TXT': ['v=DMARC1; p=none'] }, 'warning', /only watches/],
    ['a key with other blanks', key, { 'x.example TXT': ['v=DKIM1;k=rsa;p=AA AA;'] }, 'ok', /DKIM1/],
    ['another key', key, { 'x.example TXT': ['v=DKIM1; k=rsa; p=BBBB'] }, 'failure', /should be "v=DKIM1/],
    [
      'an alias, by where it leads',
      alias,
      { 'x.example A': ['192.0.2.1'], 'web.example A': ['192.0.2.1', '192.0.2.2'] },
      'ok',
      /leads to 192\.0\.2\.1/,
    ],
    [
      'an alias that leads astray',
      alias,
      { 'x.example A': ['192.0.2.9'], 'web.example A': ['192.0.2.1'] },
      'warning',
      /It is 192\.0\.2\.9/,
    ],
    ['an alias to nowhere', alias, {}, 'warning', /It is not there/],
    [
      'a server that does not answer',
      srv,
      { 'x.example SRV': new Error('no answer from 192.0.2.53') },
      'unknown',
      /no answer/,
    ],
  ];
  for (const [title, record, zone, status, detail] of rows) {
    it(`judges ${title}: ${status}`, async () => {
      const finding = await judged(record, zone);
      assert.equal(finding.status, status, finding.detail);
      assert.match(finding.detail, detail);
    });
  }

  it('tells of each record what is known when time runs out', async () => {
    const late = new AbortController();
    const dns: DnsLookup = {
      lookup: (name, _type, signal) =>
        name === 'a.example'
          ? Promise.resolve(['192.0.2.1'])
          : new Promise((_, reject) => {
              signal!.addEventListener('abort', () => reject(signal!.reason as Error));
            }),
    };
    const record = (name: string): DnsRecord => ({ name, type: 'A', value: '192.0.2.1', purpose: 'x', need: 'wished' });
    const check = checkDns([record('a.example'), record('b.example'), record('c.example')], dns);
    const findings = [];
    setImmediate(() => late.abort());
    for await (const finding of check.run(late.signal)) findings.push(finding);
    assert.deepEqual(
      findings.map(({ status }) => status),
      ['ok', 'unknown', 'unknown'],
    );
  });
});
