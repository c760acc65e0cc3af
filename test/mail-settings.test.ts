import assert from 'node:assert/strict';
import { loadConfig } from '../src/load-config.js';
import { mailSettings, mtaStsPolicy } from '../src/mail-settings.js';

describe('mail settings', () => {
  const ports = { imap: { port: 101 }, imaps: { port: 102 }, smtp: { port: 103 }, smtps: { port: 104 } };

  it('tell the ports that are listened on, TLS from the first octet first, or those that are forwarded', () => {
    const { imap, smtp } = mailSettings(loadConfig({ UNPAPERME_IMAPS_PUBLIC_PORT: '993' }), ports);
    assert.deepEqual(
      [...imap, ...smtp].map(({ port, tls }) => [port, tls]),
      [
        [993, 'implicit'],
        [101, 'starttls'],
        [104, 'implicit'],
        [103, 'starttls'],
      ],
    );
  });

  for (const { env, https, origin } of [
    { env: {}, https: { port: 8443 }, origin: 'https://localhost:8443' },
    { env: { UNPAPERME_TLS_NAMES: 'mail.example' }, https: { port: 443 }, origin: 'https://mail.example' },
    {
      env: { UNPAPERME_TLS_NAMES: 'post.müller.example' },
      https: { port: 1 },
      origin: 'https://post.xn--mller-kva.example:1',
    },
    { env: { UNPAPERME_TLS_NAMES: "['::1']" }, https: { port: 1 }, origin: 'https://[::1]:1' },
    { env: { UNPAPERME_WEB_ORIGIN: 'https://setup.example' }, https: { port: 1 }, origin: 'https://setup.example' },
  ]) {
    it(`have ${origin} for the setup pages`, () => {
      assert.equal(mailSettings(loadConfig(env), { ...ports, https }).web, origin);
    });
  }

  it('have an MTA-STS policy only where one is configured', () => {
    assert.equal(mtaStsPolicy(loadConfig({})), undefined);
    const env = { UNPAPERME_WEB_MTA_STS_MODE: 'testing', UNPAPERME_WEB_MTA_STS_MX: 'mx.example' };
    assert.deepEqual(mtaStsPolicy(loadConfig(env)), { mode: 'testing', mx: ['mx.example'], maxAgeMs: 604_800_000 });
  });
});
