import assert from 'node:assert/strict';
import { SetupSite } from '../../support/setup-site.js';
import { settings } from '../../support/setup/settings.js';

const request = (address: string, schema = 'outlook/responseschema/2006a') =>
  `<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"><Request><EMailAddress>${address}</EMailAddress><AcceptableResponseSchema>http://schemas.microsoft.com/exchange/autodiscover/${schema}</AcceptableResponseSchema></Request></Autodiscover>`;

describe('web: autoconfiguration', () => {
  let site: SetupSite;
  beforeEach(async () => {
    site = await SetupSite.open();
  });

  for (const url of [
    'https://autoconfig.post.example/mail/config-v1.1.xml?emailaddress=erika%40post.example',
    'https://post.example/.well-known/autoconfig/mail/config-v1.1.xml',
  ]) {
    it(`answers ${url}`, async () => {
      const answer = await site.get(url);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get('Content-Type')!, /^application\/xml/);
      const text = await answer.text();
      assert.match(text, /<incomingServer type="imap">\s*<hostname>mail\.post\.example<\/hostname>\s*<port>993</);
      assert.match(text, /%EMAILADDRESS%/);
    });
  }

  for (const path of [
    '/autodiscover/autodiscover.xml',
    '/Autodiscover/Autodiscover.xml',
    '/AutoDiscover/AutoDiscover.xml',
  ]) {
    it(`answers a POST to ${path} for the address asked for`, async () => {
      const answer = await site.ask(path, { method: 'POST', body: request('erika@post.example') });
      const text = await answer.text();
      assert.equal(answer.status, 200);
      assert.match(text, /<Type>IMAP<\/Type>\s*<Server>mail\.post\.example<\/Server>/);
      assert.match(text, /<LoginName>erika@post\.example<\/LoginName>/);
      assert.equal(answer.headers.get('Cache-Control'), 'no-store');
    });
  }

  it('expands no entities and fetches nothing', async () => {
    const body = `<!DOCTYPE x [<!ENTITY a "${'lol'.repeat(100)}"><!ENTITY b SYSTEM "file:///etc/passwd">]>${request('&a;&b;@post.example')}`;
    const answer = await site.ask('/autodiscover/autodiscover.xml', { method: 'POST', body });
    const text = await answer.text();
    assert.doesNotMatch(text, /lollol|root:/);
    assert.match(text, /LoginName>&amp;a;&amp;b;@post\.example</);
  });

  it('says that it cannot read a request that has no address', async () => {
    const answer = await site.ask('/autodiscover/autodiscover.xml', { method: 'POST', body: '<Autodiscover/>' });
    assert.match(await answer.text(), /<ErrorCode>600<\/ErrorCode>/);
  });

  it('refuses a body beyond 10 KB', async () => {
    const body = request(`${'x'.repeat(11_000)}@post.example`);
    const headers = { 'Content-Length': String(body.length) };
    assert.equal((await site.ask('/autodiscover/autodiscover.xml', { method: 'POST', body, headers })).status, 413);
  });

  it('says in version 2 where the older one is', async () => {
    const answer = await site.get('/autodiscover/autodiscover.json/v1.0/erika@post.example?Protocol=AutodiscoverV1');
    assert.deepEqual(await answer.json(), {
      Protocol: 'AutodiscoverV1',
      Url: 'https://mail.post.example/autodiscover/autodiscover.xml',
    });
    const other = await site.get('/Autodiscover/autodiscover.json?Email=erika%40post.example&Protocol=ActiveSync');
    assert.equal(other.status, 400);
  });

  it('answers PACC where servers listen at the ports that it knows, else not', async () => {
    const answer = await site.get('/.well-known/user-agent-configuration.json');
    const { protocols } = (await answer.json()) as { protocols: unknown };
    assert.deepEqual(protocols, { imap: { host: 'mail.post.example' }, smtp: { host: 'mail.post.example' } });
    const imap = { ...settings.imap[0], port: 1993 };
    const odd = await SetupSite.open({ settings: () => ({ ...settings, imap: [imap] }) });
    assert.equal((await odd.get('/.well-known/user-agent-configuration.json')).status, 404);
  });

  it('tells no difference between addresses that exist and those that do not', async () => {
    const hex = (text: string) => text.replaceAll(/erika|nobody/g, 'X');
    const answers = async (who: string) => {
      const discover = { method: 'POST', body: request(`${who}@post.example`) };
      const all = [
        await site.get(`/mail/config-v1.1.xml?emailaddress=${who}@post.example`),
        await site.ask('/autodiscover/autodiscover.xml', discover),
        await site.get(`/autodiscover/autodiscover.json/v1.0/${who}@post.example?Protocol=AutodiscoverV1`),
        await site.get(`/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=${who}`),
      ];
      return Promise.all(all.map(async (answer) => [answer.status, hex(await answer.text())]));
    };
    assert.deepEqual(await answers('erika'), await answers('nobody'));
  });
});

describe('web: MTA-STS and WKD', () => {
  it('tells the policy at mta-sts.DOMAIN only', async () => {
    const mtaSts = { mode: 'testing', mx: ['MX1.post.example', '*.mx.example'], maxAgeMs: 7 * 86_400_000 } as const;
    const site = await SetupSite.open({ mtaSts });
    const answer = await site.get('https://mta-sts.post.example/.well-known/mta-sts.txt');
    assert.equal(answer.headers.get('Content-Type'), 'text/plain');
    assert.equal(
      await answer.text(),
      'version: STSv1\r\nmode: testing\r\nmx: mx1.post.example\r\nmx: *.mx.example\r\nmax_age: 604800\r\n',
    );
    assert.equal((await site.get('https://mail.post.example/.well-known/mta-sts.txt')).status, 404);
  });

  it('has no policy where none is configured', async () => {
    const site = await SetupSite.open();
    assert.equal((await site.get('https://mta-sts.post.example/.well-known/mta-sts.txt')).status, 404);
  });

  it('has a directory of keys, empty so far, both ways', async () => {
    const site = await SetupSite.open();
    for (const [path, status] of [
      ['/.well-known/openpgpkey/policy', 200],
      ['/.well-known/openpgpkey/post.example/policy', 200],
      ['/.well-known/openpgpkey/other.example/policy', 404],
      ['/.well-known/openpgpkey/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=erika', 404],
      ['/.well-known/openpgpkey/post.example/hu/iy9q119eutrkn8s1mk4r39qejnbu3n5q?l=erika', 404],
    ] as const) {
      const answer = await site.get(path);
      assert.equal(answer.status, status, path);
      if (status === 200) assert.equal(await answer.text(), '');
    }
  });
});
