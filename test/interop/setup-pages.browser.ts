/**
 * The setup pages in a real Chromium. With UNPAPERME_TEST_PICTURES=FOLDER each page is also drawn there, to be looked at:
 * on a phone and on a desk, in both languages, light and dark, without JavaScript.
 */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, type Page, type PageOptions } from '../support/browser.js';
import { issueSetupLink } from '../support/setup-link.js';
import { MailServer, needs } from './support.js';

const phone = { width: 375, height: 812 };
const desk = { width: 1280, height: 800 };
const looks: readonly (PageOptions & { readonly name: string })[] = [
  { name: 'phone-de', ...phone },
  { name: 'phone-en-dark', ...phone, language: 'en', dark: true },
  { name: 'phone-de-dark-without-script', ...phone, dark: true, javaScript: false },
  { name: 'desk-en', ...desk, language: 'en' },
  { name: 'desk-de-dark', ...desk, dark: true },
];

describe('setup pages in Chromium', function () {
  this.timeout(180_000);
  const mail = new MailServer();
  let browser: Browser | undefined;
  before(async function () {
    needs(this, 'chromium');
    await mail.start();
    browser = new Browser('chromium');
  });
  after(async () => {
    await browser?.close();
    await mail.remove();
  });

  const folder = process.env['UNPAPERME_TEST_PICTURES'];
  /** Holds for every page: it fits, it can be hit with a thumb, and the browser has nothing to complain of. */
  const look = async (page: Page, name: string) => {
    if (folder) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${name}.png`), await page.picture());
    }
    const wide = await page.evaluate<number>('document.scrollingElement.scrollWidth - innerWidth');
    assert.ok(wide <= 0, `${name} is ${wide} pixels too wide`);
    const small = await page.evaluate<string[]>(
      `[...document.querySelectorAll('a, button, summary, input:not([type=hidden])')].filter((e) => e.checkVisibility())
        .filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.outerHTML)`,
    );
    assert.deepEqual(small, [], name);
    const unnamed = await page.evaluate<number>(
      `[...document.querySelectorAll('button, a, summary')].filter((e) => (e.getAttribute('aria-label') ?? e.textContent).trim() === '').length
        + [...document.querySelectorAll('input:not([type=hidden])')].filter((e) => e.labels.length === 0).length`,
    );
    assert.equal(unnamed, 0, name);
    assert.deepEqual(page.complaints.splice(0), [], name);
  };

  for (const { name, ...options } of looks) {
    it(`lead from the PIN to a password, by keyboard and by hand: ${name}`, async () => {
      const { token, pin } = await issueSetupLink(mail.server, mail.account);
      const origin = `https://localhost:${mail.endpoints.https!.port}`;
      const page = await browser!.page(options);
      await page.open(`${origin}/s/${token}`);
      await look(page, `${name}-pin`);
      assert.equal(await page.evaluate('document.documentElement.lang'), options.language ?? 'de');

      // The field has the focus: digits and Enter are all that is needed.
      await page.type(pin);
      await page.leading(() => page.press('Enter'));
      await look(page, `${name}-choice`);
      await page.evaluate("document.querySelector('details').open = true");
      await look(page, `${name}-choice-open`);

      for (const kind of ['computer', 'android'] as const) {
        await page.leading(() => page.click(`a[href*="/${kind}"]`));
        await look(page, `${name}-${kind}-before`);
        await page.leading(() => page.click('main form button'));
        await look(page, `${name}-${kind}`);
        assert.match(
          await page.evaluate("document.querySelector('.value:has(.groups)').textContent"),
          /^(\w{4}-){5}\w{4}$/,
        );
        const copies = await page.evaluate<number>(
          "[...document.querySelectorAll('.copy')].filter((e) => e.checkVisibility()).length",
        );
        assert.equal(copies > 0, options.javaScript ?? true, 'buttons to copy');
        await page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true })");
        await look(page, `${name}-${kind}-open`);
        await page.leading(() => page.click('main > p:last-child a'));
      }
      await page.leading(() => page.click('a[href*="/apple"]'));
      await look(page, `${name}-apple`);
      await page.open(`${origin}/s/${token}`);
      assert.match(page.complaints.splice(0).join(), /404/);
      await look(page, `${name}-gone`);
    });
  }

  it('show QR codes that a reader of others takes: this page, and the login for Thunderbird', async function () {
    needs(this, 'zbarimg');
    const read = async (page: Page, name: string) => {
      await page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true })");
      const picture = join(mail.folder('codes'), `${name}.png`);
      writeFileSync(picture, await page.picture());
      return (await mail.run(mail.folder('codes'), 'zbarimg', ['--quiet', '--raw', '-Sbinary', picture])).trimEnd();
    };
    const { token, pin } = await issueSetupLink(mail.server, mail.account);
    const page = await browser!.page({ ...desk, dark: true });
    await page.open(`https://localhost:${mail.endpoints.https!.port}/s/${token}`);
    await page.type(pin);
    await page.leading(() => page.press('Enter'));
    assert.equal(await read(page, 'page'), await page.evaluate('location.href'));
    await page.leading(() => page.click('a[href*="/android"]'));
    await page.leading(() => page.click('main form button'));
    const password = await page.evaluate<string>("document.querySelector('.value:has(.groups)').textContent");
    const [version, , incoming] = JSON.parse(await read(page, 'login')) as [number, unknown, unknown[]];
    assert.deepEqual([version, incoming], [1, [0, 'localhost', mail.port, 3, 1, mail.user, 'Digitale Post', password]]);
  });

  it('copy a password at the press of a button', async () => {
    const { token, pin } = await issueSetupLink(mail.server, mail.account);
    const origin = `https://localhost:${mail.endpoints.https!.port}`;
    const page = await browser!.page(phone);
    const permissions = ['clipboardReadWrite', 'clipboardSanitizedWrite'];
    await browser!.send('Browser.grantPermissions', { permissions, origin });
    await page.open(`${origin}/s/${token}`);
    await page.type(pin);
    await page.leading(() => page.press('Enter'));
    await page.leading(() => page.click('a[href*="/computer"]'));
    await page.leading(() => page.click('main form button'));
    await page.evaluate("document.querySelector('.value:has(.groups)').parentElement.querySelector('.copy').id = 'it'");
    await page.click('#it');
    const shown = await page.evaluate<string>("document.querySelector('#it').dataset.copy");
    const copied = `new Promise((done) => { const look = () => document.querySelector('#it').textContent.trim() === 'Kopiert'
      ? done(navigator.clipboard.readText()) : setTimeout(look, 20); look(); })`;
    assert.equal(await page.evaluate(copied), shown);
  });
});
