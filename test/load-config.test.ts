import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig } from '../src/load-config.js';

describe('configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'unpaperme-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (text: string) => {
    const path = join(folder, 'operator.yaml');
    writeFileSync(path, text);
    return path;
  };
  const complaint = (env: NodeJS.ProcessEnv, path?: string): string => {
    try {
      loadConfig(env, path);
    } catch (error) {
      assert.ok(error instanceof ConfigError, String(error));
      return error.message;
    }
    assert.fail('was accepted');
  };

  it('has valid defaults', () => {
    const config = loadConfig({ PATH: '/bin' });
    assert.equal(config.imap.port, 1143);
    assert.equal(config.plaintextLogin, 'never');
    assert.equal(config.demo, true);
    assert.equal(Math.round(config.store.quotaMegabytes * 1_000_000), 2 ** 30);
    assert.equal(config.store.quotaMessages, 200_000);
  });

  it('takes an operator’s file over the defaults and variables over both', () => {
    const path = file('imap:\n  port: 143\n  host: 0.0.0.0\nlog: { level: warn }\n');
    const config = loadConfig({ UNPAPERME_IMAP_PORT: '0', UNPAPERME_DATA_DIR: '/srv/mail', UNPAPERME_CONFIG: path });
    assert.equal(config.imap.port, 0);
    assert.equal(config.imap.host, '0.0.0.0');
    assert.equal(config.log.level, 'warn');
    assert.equal(config.dataDir, '/srv/mail');
  });

  it('reads lists and switches from variables', () => {
    const config = loadConfig({ UNPAPERME_DEMO: '0', UNPAPERME_TLS_NAMES: '[mail.example, 192.0.2.1]' });
    assert.equal(config.demo, false);
    assert.deepEqual(config.tls.names, ['mail.example', '192.0.2.1']);
  });

  it('reads lists parted by commas from variables', () => {
    const servers = (text: string) => loadConfig({ UNPAPERME_DNS_SERVERS: text }).dns.servers;
    assert.deepEqual(servers('192.0.2.1, [2001:db8::1]:5353'), ['192.0.2.1', '[2001:db8::1]:5353']);
    assert.deepEqual(servers('127.0.0.1:5300'), ['127.0.0.1:5300']);
    assert.deepEqual(servers(''), []);
  });

  it('knows where the web pages are reached, and what is told of delivery to the domain', () => {
    const config = loadConfig({ UNPAPERME_HTTPS_PORT: '0', UNPAPERME_METRICS_PORT: '9000' });
    assert.deepEqual([config.https.port, config.metrics.port], [0, 9000]);
    assert.equal(config.web.mtaSts.mode, 'off');
    const policy = file(
      'web: { origin: https://mail.example:8443, mtaSts: { mode: testing, mx: ["*.mx.example"] } }\n',
    );
    assert.deepEqual(loadConfig({}, policy).web.mtaSts.mx, ['*.mx.example']);
    for (const origin of ['http://mail.example', 'https://mail.example/', 'mail.example']) {
      assert.match(complaint({ UNPAPERME_WEB_ORIGIN: origin }), /^web\.origin is /);
    }
    assert.match(complaint({ UNPAPERME_WEB_MTA_STS_MODE: 'enforce' }), /web\.mtaSts.*must name the mx hosts/);
  });

  for (const smarthost of [
    'smtp://127.0.0.1:2525?tls=never',
    'smtp://user:p%40ss@relay.example:587',
    'smtps://[2001:db8::1]',
  ]) {
    it(`takes ${smarthost} as smarthost`, () => {
      assert.equal(loadConfig({ UNPAPERME_RELAY_SMARTHOST: smarthost }).relay.smarthost, smarthost);
    });
  }

  it('knows which capabilities are switched off for whom', () => {
    const path = file(
      "imap:\n  without:\n    - {client: {name: 'iPhone Mail', version: '16*'}, capabilities: [IDLE]}\n",
    );
    const [rule] = loadConfig({}, path).imap.without;
    assert.deepEqual(rule, { client: { name: 'iPhone Mail', version: '16*' }, capabilities: ['IDLE'] });
    assert.match(complaint({}, file('imap: { without: [{ account: erika }] }')), /^imap\.without\.0\.capabilities is /);
  });

  it('takes text in variables as it stands', () => {
    const config = loadConfig({
      UNPAPERME_DATA_DIR: '/srv/a #b',
      UNPAPERME_SERVICE_NAME: '2024',
      UNPAPERME_TLS_CERTIFICATE: '/etc/no',
      UNPAPERME_TLS_KEY: '/etc/k: 1',
      UNPAPERME_STORE_MASTER_KEY: '',
    });
    assert.deepEqual([config.dataDir, config.service.name], ['/srv/a #b', '2024']);
    assert.deepEqual([config.tls.certificate, config.tls.key], ['/etc/no', '/etc/k: 1']);
    assert.equal(config.store.masterKey, null);
  });

  it('leaves an empty file as if there were none', () => {
    assert.deepEqual(loadConfig({}, file('# nothing\n')), loadConfig({}));
  });

  for (const { title, env = {}, text, says } of [
    {
      title: 'an unknown option',
      text: 'imap:\n  prot: 1\n',
      says: /^imap\.prot is not an option \(.*operator\.yaml line 2\)/,
    },
    { title: 'an unknown section', text: 'pop3: {}\n', says: /^pop3 is not an option/ },
    { title: 'a prototype as option', text: '__proto__: { demo: false }\n', says: /^__proto__ is not an option/ },
    { title: 'an unknown variable', env: { UNPAPERME_IMAP_PROT: '1' }, says: /^UNPAPERME_IMAP_PROT is not an option/ },
    {
      title: 'a number too large',
      env: { UNPAPERME_IMAP_PORT: '65536' },
      says: /^imap\.port is 65536 \(UNPAPERME_IMAP_PORT\): the most allowed is 65535\.$/,
    },
    {
      title: 'a word for a number',
      env: { UNPAPERME_IMAP_PORT: 'x' },
      says: /^imap\.port is "x" \(UNPAPERME_IMAP_PORT\): it must be/,
    },
    {
      title: 'a fraction for a whole number',
      text: 'imap: { port: 1.5 }',
      says: /^imap\.port is 1\.5 .*: it must be a whole number/,
    },
    {
      title: 'an unknown word',
      env: { UNPAPERME_PLAINTEXT_LOGIN: 'always' },
      says: /^plaintextLogin is "always" .*: allowed are never, loopback\.$/,
    },
    {
      title: 'a section that is no section',
      text: 'imap: 3\n',
      says: /^imap is 3 \(.*line 1\): it must be of type object\.$/,
    },
    {
      title: 'a certificate without key',
      text: 'tls: { certificate: a.pem }\n',
      says: /^tls is .*both certificate and key/,
    },
    { title: 'a list for a mapping', text: '- imap\n', says: /must be a mapping/ },
    {
      title: 'an unknown time zone',
      text: 'service: { timeZone: Mars/Base }\n',
      says: /^service\.timeZone is "Mars\/Base" .*IANA/,
    },
    {
      title: 'a smarthost without protocol',
      env: { UNPAPERME_RELAY_SMARTHOST: 'relay.example:587' },
      says: /^relay\.smarthost is "relay\.example:587" .*must be like smtp:/,
    },
    {
      title: 'a smarthost with an unknown word for tls',
      env: { UNPAPERME_RELAY_SMARTHOST: 'smtp://relay.example?tls=maybe' },
      says: /^relay\.smarthost is .*tls: never, starttls or required\.$/,
    },
    {
      title: 'a name as DNS server',
      env: { UNPAPERME_DNS_SERVERS: 'dns.example' },
      says: /^dns\.servers\.0 is "dns\.example".*IP address/,
    },
    {
      title: 'a selector with a dot',
      text: 'dkim: { selectors: [a.b] }\n',
      says: /^dkim\.selectors\.0 is "a\.b".*letters, digits and hyphens/,
    },
    { title: 'broken YAML', text: 'imap: [\n', says: /operator\.yaml: / },
    { title: 'a key twice', text: 'demo: true\ndemo: false\n', says: /unique/ },
  ] as const) {
    it(`refuses ${title}, naming it`, () => {
      assert.match(complaint({ ...env }, text === undefined ? undefined : file(text)), says);
    });
  }

  it('tells all complaints at once', () => {
    const said = complaint({ UNPAPERME_IMAP_PORT: '-1', UNPAPERME_LOG_LEVEL: 'loud' });
    assert.equal(said.split('\n').length, 2);
  });

  it('says so when the file does not exist', () => {
    assert.match(complaint({}, join(folder, 'none.yaml')), /none\.yaml does not exist/);
  });
});
