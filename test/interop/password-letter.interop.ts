/** Password letters and settings for mail apps, read by other people's programs. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLetterPrinter } from '../../src/adapters/letter/letter-printer.js';
import { composeSheet } from '../../src/services/letters/password-letters.js';
import { formatAppleProfile } from '../../src/wire/setup/apple-profile.js';
import { formatAutoconfig } from '../../src/wire/setup/autoconfig.js';
import { formatAutodiscover } from '../../src/wire/setup/autodiscover.js';
import { hostileLetters, letter } from '../support/password-letter/letter.js';
import { hostileNames, identity, password, settings } from '../support/setup/settings.js';
import { needs, runProgram } from './support.js';

describe('a password letter', function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'letter-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const printer = createLetterPrinter();
  const all = Object.entries({ German: letter, English: { ...letter, language: 'en' as const }, ...hostileLetters });

  for (const [what, each] of all) {
    const sheet = composeSheet(each, 'Europe/Berlin', printer.printable);
    const write = async () => {
      const file = join(folder, 'letter.pdf');
      writeFileSync(file, await printer.print(sheet));
      return file;
    };

    it(`is sound and of one page for qpdf and poppler: ${what}`, async function () {
      needs(this, 'qpdf', 'pdfinfo');
      const file = await write();
      await runProgram(folder, 'qpdf', ['--check', file]);
      const info = await runProgram(folder, 'pdfinfo', [file]);
      assert.match(info, /^Pages: +1$/mu);
      assert.match(info, /^Page size: +59\d\.\d+ x 841\.\d+ pts \(A4\)$/mu);
    });

    it(`has codes that zbarimg reads to the exact text: ${what}`, async function () {
      needs(this, 'zbarimg', 'pdftoppm');
      const picture = join(folder, 'letter');
      await runProgram(folder, 'pdftoppm', ['-r', '300', '-gray', '-singlefile', await write(), picture]);
      const read = await runProgram(folder, 'zbarimg', [
        '--raw',
        '-q',
        '-Sdisable',
        '-Sqrcode.enable',
        `${picture}.pgm`,
      ]);
      const contents = sheet.codes.map(({ content }) => `${content}\n`).sort();
      assert.deepEqual((read.match(/[^\n]*\n/gu) ?? []).sort(), contents);
    });
  }

  for (const language of ['de', 'en'] as const) {
    it(`shows every field to pdftotext, and embeds its typefaces: ${language}`, async function () {
      needs(this, 'pdftotext', 'pdffonts');
      const sheet = composeSheet({ ...letter, language }, 'Europe/Berlin', printer.printable);
      const file = join(folder, 'letter.pdf');
      writeFileSync(file, await printer.print(sheet));
      const text = (await runProgram(folder, 'pdftotext', ['-raw', file, '-'])).replace(/\s+/gu, ' ');
      const fields = [
        ...sheet.address,
        ...sheet.facts.map(({ value }) => value),
        ...[...sheet.byHand.identity, ...sheet.byHand.servers].map(({ value }) => value),
        ...[sheet.returnLine, sheet.subject, sheet.greeting, sheet.intro, sheet.footer, letter.password],
        ...sheet.steps.map((step) => step.text),
        ...sheet.codes.flatMap(({ lines }) => lines),
        ...sheet.advice.map((advice) => advice.text),
      ];
      for (const field of fields) assert.ok(text.includes(field.replaceAll('\u00a0', ' ')), field);
      assert.ok(text.replaceAll(' ', '').includes(letter.setup!.url));
      const fonts = (await runProgram(folder, 'pdffonts', [file])).trim().split('\n').slice(2);
      assert.equal(fonts.length, 4);
      for (const font of fonts) assert.match(font, /^[A-Z]{6}\+IBMPlex\S+ +CID TrueType .* yes yes yes /u);
    });
  }
});

describe('settings for mail apps', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'setup-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const names = ['Digitale Post', ...hostileNames];
  const profile = (name: string) => {
    const words = { title: name, description: name };
    return formatAppleProfile({ ...settings, serviceName: name }, { ...identity, name }, password, words);
  };

  it('are well-formed for xmllint whatever the names', async function () {
    needs(this, 'xmllint');
    const files = names.flatMap((name, number) => {
      const named = { ...settings, serviceName: name };
      return [formatAutoconfig(named, name), formatAutodiscover(named, name), profile(name)].map((octets, kind) => {
        const file = join(folder, `${number}-${kind}.xml`);
        writeFileSync(file, octets);
        return file;
      });
    });
    await runProgram(folder, 'xmllint', ['--noout', '--nonet', ...files]);
  });

  it('are a property list for libplist and for Python, with the password', async function () {
    needs(this, 'plistutil', 'python3');
    for (const name of names) {
      const file = join(folder, 'mail.mobileconfig');
      writeFileSync(file, profile(name));
      const binary = join(folder, 'mail.plist');
      await runProgram(folder, 'plistutil', ['-i', file, '-f', 'bin', '-o', binary]);
      for (const each of [file, binary]) {
        const program = 'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
        const read = JSON.parse(await runProgram(folder, 'python3', ['-c', program, each])) as Plist;
        assert.equal(read.PayloadType, 'Configuration');
        const [account] = read.PayloadContent;
        assert.equal(account?.PayloadType, 'com.apple.mail.managed');
        assert.equal(account.IncomingPassword, password);
        assert.equal(account.IncomingMailServerPortNumber, 993);
        assert.equal(account.allowMailDrop, false);
      }
    }
  });
});

interface Plist extends Readonly<Record<string, unknown>> {
  readonly PayloadContent: readonly Readonly<Record<string, unknown>>[];
}
