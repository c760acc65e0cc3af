import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { formatPacc, paccRecord } from '../../../src/wire/setup/pacc.js';
import { hostileNames, settings } from '../../support/setup/settings.js';

describe('PACC', () => {
  it('says hosts, password and provider in the shape of the draft', () => {
    assert.deepEqual(JSON.parse(formatPacc(settings)!.toString()), {
      protocols: { imap: { host: 'mail.post.example' }, smtp: { host: 'mail.post.example' } },
      authentication: { password: true },
      info: { provider: { name: 'Digitale Post' } },
    });
  });

  it('finds the ports that it can say among several, whatever their order', () => {
    const [first, second] = settings.imap;
    assert.deepEqual(formatPacc({ ...settings, imap: [second!, first] }), formatPacc(settings));
  });

  it('says nothing where other ports are used', () => {
    const odd = { host: 'mail.post.example', port: 1993, tls: 'implicit' } as const;
    assert.equal(formatPacc({ ...settings, imap: [odd] }), undefined);
    assert.equal(formatPacc({ ...settings, smtp: [odd] }), undefined);
    assert.equal(formatPacc({ ...settings, smtp: [{ ...odd, port: 465, tls: 'starttls' }] }), undefined);
  });

  it('has a DNS record with the digest of its octets', () => {
    const octets = formatPacc(settings)!;
    assert.deepEqual(octets, formatPacc(settings));
    const digest = createHash('sha256').update(octets).digest('base64');
    assert.equal(paccRecord(octets), `v=UAAC1; a=sha256; d=${digest}`);
  });

  it('stays JSON whatever the name', () => {
    for (const name of hostileNames) {
      const read = JSON.parse(formatPacc({ ...settings, serviceName: name })!.toString());
      assert.deepEqual(Object.keys(read), ['protocols', 'authentication', 'info']);
    }
  });
});
