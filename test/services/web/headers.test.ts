import assert from 'node:assert/strict';
import { SetupSite } from '../../support/setup-site.js';

describe('web: every answer', () => {
  let site: SetupSite;
  beforeEach(async () => {
    site = await SetupSite.open();
  });

  it('lets nothing in from elsewhere, keeps nothing, passes nothing on', async () => {
    const ticket = await site.enter();
    const { token } = await site.addLink();
    for (const path of [
      `/s/${token}`,
      ticket,
      `${ticket}/apple`,
      '/s/none',
      '/healthz',
      '/none',
      '/mail/config-v1.1.xml',
    ]) {
      const { headers } = await site.get(path);
      assert.match(headers.get('Content-Security-Policy')!, /default-src 'none'/, path);
      assert.match(headers.get('Content-Security-Policy')!, /frame-ancestors 'none'/, path);
      assert.doesNotMatch(headers.get('Content-Security-Policy')!, /unsafe|\*/, path);
      assert.equal(headers.get('Referrer-Policy'), 'no-referrer');
      assert.equal(headers.get('X-Content-Type-Options'), 'nosniff');
      assert.equal(headers.get('Set-Cookie'), null);
      assert.equal(headers.get('Access-Control-Allow-Origin'), null);
      if (path.startsWith('/s/')) assert.equal(headers.get('Cache-Control'), 'no-store', path);
    }
  });

  it('has no script and no style in the page itself', async () => {
    const ticket = await site.enter();
    const text = await (await site.get(ticket)).text();
    assert.doesNotMatch(text, /<script(?! src="\/setup\/setup\.js")|<style| style=| on[a-z]+="/);
    for (const path of ['/setup/setup.js', '/setup/setup.css']) assert.equal((await site.get(path)).status, 200);
  });

  it('is held back from whoever asks too often, until a minute is over', async () => {
    site = await SetupSite.open({ limits: { requestsPerMinute: 3 } });
    const ask = async (address: string) => (await site.get('/healthz', {}, address)).status;
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push(await ask('198.51.100.7'));
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    assert.equal(await ask('198.51.100.8'), 200);
    for (let i = 0; i < 9; i += 1) assert.equal(await ask('127.0.0.1'), 200);
    await site.time.advance(60_000);
    assert.equal(await ask('198.51.100.7'), 200);
  });

  it('to what is not there is 404', async () => {
    assert.equal((await site.get('/')).status, 404);
    assert.match(await (await site.get('/s/t/x/y/z')).text(), /Diese Seite gibt es nicht/);
    assert.equal((await site.ask('/healthz', { method: 'DELETE' })).status, 404);
  });
});
