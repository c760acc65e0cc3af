import assert from 'node:assert/strict';
import { SetupSite } from '../../support/setup-site.js';
import { settings } from '../../support/setup/settings.js';

describe('web: the one-time link', () => {
  let site: SetupSite;
  beforeEach(async () => {
    site = await SetupSite.open();
  });

  it('asks for the PIN, and shows nothing of the account before', async () => {
    const { token, pin } = await site.addLink();
    const asked = await site.get(`/s/${token}`);
    const text = await asked.text();
    assert.match(text, /<label for="pin">PIN aus dem Brief<\/label>/);
    assert.doesNotMatch(text, /erika/);
    const answer = await site.post(`/s/${token}`, { pin: `${pin.slice(0, 3)} ${pin.slice(3)}` });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.get('Location')!, /^\/s\/t\/[\w-]{43}$/);
    const choice = await (await site.get(answer.headers.get('Location')!)).text();
    for (const kind of ['apple', 'android', 'computer'])
      assert.match(choice, new RegExp(`href="/s/t/[\\w-]{43}/${kind}"`));
    assert.match(choice, /erika@post\.example/);
  });

  it('is not used up by looking at it, works once, and then says what to do', async () => {
    const { token, pin } = await site.addLink();
    for (let i = 0; i < 3; i += 1) assert.equal((await site.get(`/s/${token}`)).status, 200);
    assert.equal((await site.post(`/s/${token}`, { pin })).status, 303);
    for (const again of [await site.get(`/s/${token}`), await site.post(`/s/${token}`, { pin })]) {
      assert.equal(again.status, 404);
      assert.match(await again.text(), /Dieser Link gilt nicht mehr/);
    }
  });

  it('tells how many tries are left, and ends after five; a PIN that is none costs no try', async () => {
    const { token, pin } = await site.addLink();
    const wrong = pin === '000000' ? '000001' : '000000';
    assert.equal((await site.post(`/s/${token}`, { pin: '12' })).status, 422);
    assert.equal((await site.post(`/s/${token}`, {})).status, 422);
    const answers: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      const answer = await site.post(`/s/${token}`, { pin: wrong });
      assert.equal(answer.status, 403);
      answers.push(await answer.text());
    }
    assert.match(answers[0]!, /noch 4 Versuche/);
    assert.match(answers[3]!, /noch einen Versuch/);
    await site.post(`/s/${token}`, { pin: wrong });
    assert.equal((await site.post(`/s/${token}`, { pin })).status, 404);
  });

  it('ends after its days', async () => {
    const { token } = await site.addLink(1000);
    await site.time.advance(1000);
    assert.equal((await site.get(`/s/${token}`)).status, 404);
  });

  it('answers to a link that never was as to one that was used', async () => {
    const { token, pin } = await site.addLink();
    await site.post(`/s/${token}`, { pin });
    const [used, never] = [await site.get(`/s/${token}`), await site.get(`/s/${'a'.repeat(26)}`)];
    assert.equal(never.status, used.status);
    assert.equal((await never.text()).replaceAll('a'.repeat(26), token), await used.text());
  });

  it('lets one place try 30 PINs an hour, also over IPv6 addresses of one line', async () => {
    const addresses = Array.from({ length: 31 }, (_, i) => `2001:db8:0:1::${i.toString(16)}`);
    const statuses: number[] = [];
    for (const address of addresses) statuses.push((await site.post('/s/nolink', { pin: '123456' }, address)).status);
    assert.deepEqual(
      statuses.slice(0, 30),
      Array.from({ length: 30 }, () => 404),
    );
    assert.equal(statuses[30], 429);
    assert.equal((await site.post('/s/nolink', { pin: '123456' }, '2001:db8:0:2::1')).status, 404);
    await site.time.advance(3_600_000);
    assert.equal((await site.post('/s/nolink', { pin: '123456' }, addresses[0])).status, 404);
  });
});

describe('web: setup pages', () => {
  let site: SetupSite;
  beforeEach(async () => {
    site = await SetupSite.open();
  });

  it('make a password at the press of a button, once, and show it in groups', async () => {
    const path = `${await site.enter()}/android`;
    assert.doesNotMatch(await (await site.get(path)).text(), /class="groups"/);
    assert.equal(site.issued.length, 0);
    const pressed = await site.post(path, { device: '1' });
    assert.deepEqual([pressed.status, pressed.headers.get('Location')], [303, path]);
    await site.post(path, { device: '1' });
    assert.deepEqual(
      site.issued.map(({ name }) => name),
      ['Android'],
    );
    const { password } = site.issued[0]!;
    for (let i = 0; i < 2; i += 1) {
      const text = await (await site.get(path)).text();
      const groups = [...text.matchAll(/<span class="groups">([^<]*)<\/span/g)].map(([, group]) => group).join('');
      assert.equal(groups, password);
      assert.match(text, new RegExp(`data-copy="${password}"`));
      assert.match(text, /data-copy="993"/);
      assert.match(text, /<svg\s+class="qr"/);
    }
  });

  it('make one password of two presses at the same time', async () => {
    const path = `${await site.enter()}/computer`;
    await Promise.all([site.post(path, { device: '1' }), site.post(path, { device: '1' })]);
    assert.equal(site.issued.length, 1);
  });

  it('give an iPhone a profile with a password of its own, and the same one again', async () => {
    const path = `${await site.enter()}/apple`;
    const pressed = await site.post(path, { device: '1' });
    const profilePath = pressed.headers.get('Location')!;
    assert.equal(profilePath, `${path}/1/mail.mobileconfig`);
    const answer = await site.get(profilePath);
    assert.equal(answer.headers.get('Content-Type'), 'application/x-apple-aspen-config');
    assert.equal(answer.headers.get('Cache-Control'), 'no-store');
    const profile = await answer.text();
    assert.equal(profile.split(site.issued[0]!.password).length - 1, 2); // for both servers
    assert.match(profile, /<string>com\.apple\.mail\.managed<\/string>/);
    assert.equal(await (await site.get(profilePath)).text(), profile);
    assert.equal((await site.get(`${path}/2/mail.mobileconfig`)).status, 404);
    assert.equal((await site.get(`${path}/x/mail.mobileconfig`)).status, 404);
  });

  it('set up further devices, five of a kind at the most', async () => {
    const path = `${await site.enter()}/computer`;
    for (const device of ['1', '2', '3', '4', '5']) assert.equal((await site.post(path, { device })).status, 303);
    for (const device of ['6', '0', '-1', '1.5', 'x', '9']) {
      assert.equal((await site.post(path, { device })).status, 403, device);
    }
    assert.deepEqual(site.issued.map(({ name }) => name).slice(0, 2), ['Computer', 'Computer (2)']);
    assert.equal(site.issued.length, 5);
  });

  it('say so when the account has as many passwords as it may', async () => {
    const issue = () => Promise.reject(new RangeError('too many'));
    site = await SetupSite.open({ devicePasswords: { issue } });
    const answer = await site.post(`${await site.enter()}/computer`, { device: '1' });
    assert.equal(answer.status, 403);
    assert.match(await answer.text(), /sehr viele Geräte/);
  });

  it('close after 30 minutes, and with the account', async () => {
    const path = await site.enter();
    await site.post(`${path}/computer`, { device: '1' });
    await site.time.advance(30 * 60_000 - 1);
    assert.equal((await site.get(path)).status, 200);
    await site.time.advance(1);
    for (const each of [path, `${path}/computer`, `${path}/apple`]) {
      const answer = await site.get(each);
      assert.equal(answer.status, 404);
      assert.match(await answer.text(), /nicht mehr offen/);
    }
    const other = await site.enter();
    await site.closeAccount();
    assert.equal((await site.post(`${other}/computer`, { device: '1' })).status, 404);
    assert.equal(site.issued.length, 1);
  });

  it('end when a password of the account is withdrawn: whoever opened a lost letter sets up nothing more', async () => {
    const path = await site.enter();
    await site.post(`${path}/computer`, { device: '1' });
    site.endAccess(1);
    assert.equal((await site.get(path)).status, 404);
    assert.equal((await site.get(`${path}/computer`)).status, 404);
    assert.equal((await site.post(`${path}/apple`, { device: '1' })).status, 404);
    assert.equal(site.issued.length, 1);
    assert.equal((await site.get(await site.enter())).status, 200);
  });

  it('forget the oldest of more setups than fit', async () => {
    site = await SetupSite.open({ limits: { tickets: 2 } });
    const paths = [await site.enter(), await site.enter(), await site.enter()];
    const statuses: number[] = [];
    for (const path of paths) statuses.push((await site.get(path)).status);
    assert.deepEqual(statuses, [404, 200, 200]);
  });

  it('speak the language of the browser, or the one chosen, and keep to it', async () => {
    const { token, pin } = await site.addLink();
    const lang = async (query: string, accept: string) => {
      const text = await (await site.get(`/s/${token}${query}`, { 'Accept-Language': accept })).text();
      return /<html lang="(\w\w)"/.exec(text)![1];
    };
    assert.equal(await lang('', 'en-GB,en;q=0.9,de;q=0.5'), 'en');
    assert.equal(await lang('', 'de-AT,en;q=0.5'), 'de');
    assert.equal(await lang('', 'fr,nl'), 'en');
    assert.equal(await lang('', ''), 'de');
    assert.equal(await lang('', '*'), 'de');
    assert.equal(await lang('?lang=en', 'de'), 'en');
    const german = await (await site.get(`/s/${token}`)).text();
    assert.match(german, new RegExp(`href="/s/${token}\\?lang=en"[^>]*hreflang="en"`));
    const entered = await site.post(`/s/${token}?lang=en`, { pin });
    assert.match(entered.headers.get('Location')!, /\?lang=en$/);
    const choice = await (await site.get(entered.headers.get('Location')!)).text();
    assert.match(choice, /\/computer\?lang=en"/);
  });

  it('let no name of a customer become markup', async () => {
    const path = `${await site.enter()}/computer`;
    await site.post(path, { device: '1' });
    const text = await (await site.get(path)).text();
    assert.match(text, /Erika &lt;Mustermann&gt; &amp; &quot;Söhne&quot;/);
    assert.doesNotMatch(text, /Erika </);
  });

  it('write no token, ticket, PIN, password or address to the log', async () => {
    const { token, pin } = await site.addLink();
    const wrong = pin === '000000' ? '000001' : '000000';
    await site.post(`/s/${token}`, { pin: wrong });
    const path = (await site.post(`/s/${token}`, { pin })).headers.get('Location')!;
    await site.post(`${path}/computer`, { device: '1' });
    await site.get(`${path}/computer`);
    const log = JSON.stringify(site.log.lines);
    for (const secret of [token, path.slice(5), pin, site.issued[0]!.password, 'erika', '192.0.2.1']) {
      assert.ok(!log.includes(secret), secret);
    }
    assert.deepEqual(
      site.log.lines.map(({ event }) => event),
      ['setup.wrong-pin', 'setup.opened', 'setup.device-added'],
    );
  });

  it('tell a failure of ours in words, with nothing of it', async () => {
    const issue = () => Promise.reject(new Error('secret insides'));
    site = await SetupSite.open({ devicePasswords: { issue } });
    const answer = await site.post(`${await site.enter()}/computer`, { device: '1' });
    assert.equal(answer.status, 500);
    const text = await answer.text();
    assert.match(text, /Das hat nicht geklappt/);
    assert.doesNotMatch(text, /insides/);
  });

  it('name the servers as they are', async () => {
    const path = `${await site.enter()}/computer`;
    await site.post(path, { device: '1' });
    const text = await (await site.get(path)).text();
    for (const { host, port } of [settings.imap[0], settings.smtp[0]]) {
      assert.match(text, new RegExp(`data-copy="${host}"`));
      assert.match(text, new RegExp(`data-copy="${port}"`));
    }
  });
});
