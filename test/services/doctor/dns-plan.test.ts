import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { zoneLine } from '../../../src/mail/dns-records.js';
import { formatPacc } from '../../../src/wire/setup/pacc.js';
import { settings } from '../../support/setup/settings.js';
import { dnsPlan, type DnsPlanParts } from '../../../src/services/doctor/dns-plan.js';

const whole: DnsPlanParts = {
  settings,
  hostname: 'mail.post.example',
  smarthost: undefined,
  dkim: [],
  reportsTo: 'postmaster@post.example',
  mtaStsId: undefined,
};
const lines = (parts: Partial<DnsPlanParts>) => dnsPlan({ ...whole, ...parts }).map(zoneLine);

describe('dnsPlan', () => {
  it('has a record for each way in, implicit TLS first: RFC 6186, RFC 8314 §5.1', () => {
    assert.deepEqual(lines({}).slice(0, 6), [
      '_imaps._tcp.post.example. IN SRV 0 1 993 mail.post.example.',
      '_imap._tcp.post.example. IN SRV 10 1 143 mail.post.example.',
      '_submissions._tcp.post.example. IN SRV 0 1 465 mail.post.example.',
      '_submission._tcp.post.example. IN SRV 10 1 587 mail.post.example.',
      '_pop3s._tcp.post.example. IN SRV 0 0 0 .',
      '_pop3._tcp.post.example. IN SRV 0 0 0 .',
    ]);
  });

  it('names the pages by which mail apps set themselves up', () => {
    const all = lines({});
    for (const name of ['autoconfig', 'autodiscover', 'openpgpkey']) {
      assert.ok(all.includes(`${name}.post.example. IN CNAME mail.post.example.`), name);
    }
    assert.ok(all.includes('_autodiscover._tcp.post.example. IN SRV 0 0 443 mail.post.example.'));
  });

  it('names the port of pages that lie elsewhere, and no pages where there are none', () => {
    const elsewhere = lines({ settings: { ...settings, web: 'https://web.example:8443' } });
    assert.ok(elsewhere.includes('_autodiscover._tcp.post.example. IN SRV 0 0 8443 web.example.'));
    const none = lines({ settings: { ...settings, web: undefined } });
    assert.deepEqual(
      none.filter((line) => /CNAME|_autodiscover/.test(line)),
      [],
    );
  });

  it('makes no alias of a name for itself', () => {
    const all = lines({ settings: { ...settings, web: 'https://autoconfig.post.example' } });
    assert.deepEqual(
      all.filter((line) => line.startsWith('autoconfig.')),
      [],
    );
  });

  it('proves the file of PACC by its digest, where the format can say how mail is reached', () => {
    const digest = createHash('sha256').update(formatPacc(settings)!).digest('base64');
    const all = lines({});
    assert.ok(all.includes(`_ua-auto-config.post.example. IN TXT "v=UAAC1; a=sha256; d=${digest}"`));
    assert.ok(all.includes('ua-auto-config.post.example. IN CNAME mail.post.example.'));
    const odd = lines({
      settings: { ...settings, imap: [{ host: 'mail.post.example', port: 1993, tls: 'implicit' }] },
    });
    assert.deepEqual(
      odd.filter((line) => line.includes('ua-auto-config')),
      [],
    );
  });

  it('has MTA-STS where a policy is served: RFC 8461 §3.1', () => {
    assert.ok(lines({ mtaStsId: '20261124' }).includes('_mta-sts.post.example. IN TXT "v=STSv1; id=20261124"'));
    assert.deepEqual(
      lines({}).filter((line) => line.includes('sts')),
      [],
    );
  });

  it('lets the one send that does', () => {
    assert.ok(lines({}).includes('post.example. IN TXT "v=spf1 a:mail.post.example -all"'));
    assert.ok(lines({ smarthost: 'out.example' }).includes('post.example. IN TXT "v=spf1 a:out.example -all"'));
  });

  it('has what receivers ask for, and where they report to', () => {
    const all = lines({});
    assert.ok(
      all.includes(
        '_dmarc.post.example. IN TXT "v=DMARC1; p=quarantine; adkim=s; aspf=s; rua=mailto:postmaster@post.example"',
      ),
    );
    assert.ok(all.includes('_smtp._tls.post.example. IN TXT "v=TLSRPTv1; rua=mailto:postmaster@post.example"'));
  });

  it('cuts long keys into strings: RFC 1035 §3.3', () => {
    const value = `v=DKIM1; k=rsa; p=${'A'.repeat(400)}`;
    const key = { domain: 'post.example', selector: 's', name: 's._domainkey.post.example', value, keyFile: '/k' };
    const line = lines({ dkim: [key] }).find((each) => each.includes('_domainkey'))!;
    const strings = [...line.matchAll(/"([^"]*)"/g)].map((match) => match[1]!);
    assert.deepEqual([strings.length, strings.join('')], [2, value]);
    assert.ok(strings.every((each) => each.length <= 255));
  });

  it('writes names of other alphabets in A-labels', () => {
    const all = lines({ settings: { ...settings, domain: 'köln.example' }, hostname: 'post.köln.example' });
    assert.ok(all.includes('xn--kln-sna.example. IN TXT "v=spf1 a:post.xn--kln-sna.example -all"'));
  });
});
