import assert from 'node:assert/strict';
import type { LetterSheet } from '../../../src/mail/letter-sheet.js';
import type { PasswordLetter } from '../../../src/mail/password-letter.js';
import { composeSheet, createPasswordLetters } from '../../../src/services/letters/password-letters.js';
import { formatAccountTransfer } from '../../../src/wire/setup/account-transfer.js';
import { letter, letterWithoutLink } from '../../support/password-letter/letter.js';

/** Has glyphs for Latin only. */
const printable = (text: string) => text.replace(/[^\p{Script=Latin}\p{Script=Common}]/gu, '').trim();
const compose = (of: PasswordLetter) => composeSheet(of, 'Europe/Berlin', printable);

describe('password letters', () => {
  it('hand the composed sheet to the printer', async () => {
    const printed: LetterSheet[] = [];
    const printer = {
      printable,
      print: (sheet: LetterSheet) => {
        printed.push(sheet);
        return Promise.resolve(Buffer.from('pdf'));
      },
    };
    const letters = createPasswordLetters({ printer, timeZone: 'Europe/Berlin' });
    assert.equal((await letters.render(letter)).toString(), 'pdf');
    assert.deepEqual(printed, [compose(letter)]);
  });

  it('have both codes: Thunderbird with the password, and the link, whose PIN stands elsewhere', () => {
    const { codes, facts } = compose(letter);
    const transfer = formatAccountTransfer(letter.settings, letter.identity, letter.password);
    assert.deepEqual(
      codes.map(({ content }) => content),
      [transfer, letter.setup!.url],
    );
    assert.ok(facts.some(({ value }) => value === '482 913'));
    assert.doesNotMatch(JSON.stringify(codes), /482.?913/u);
  });

  it('tell of one code, or none, where there is no more', () => {
    const foreign = { ...letter.identity, address: 'jürgen@post.example' };
    const titles = [
      letter,
      letterWithoutLink,
      { ...letter, identity: foreign },
      { ...letterWithoutLink, identity: foreign },
    ]
      .map(compose)
      .map(({ codes, steps, byHand, facts }) => {
        return [codes.length, steps[0].title, steps[1].picture, byHand.heading, facts.length];
      });
    assert.deepEqual(titles, [
      [2, 'Code wählen', 'scan', 'Oder von Hand einrichten', 3],
      [1, 'App laden', 'scan', 'Oder von Hand einrichten', 2],
      [1, 'Gerät nehmen', 'scan', 'Oder von Hand einrichten', 3],
      [0, 'App öffnen', 'type', 'Ihre Zugangsdaten', 2],
    ]);
  });

  it('say why there is a new password, and until when the old one is valid', () => {
    const until = { ...letter, reason: 'routine', oldUntilMs: Date.UTC(2027, 0, 22, 23, 30) } as const;
    assert.match(compose(until).intro, /bis zum 23\.\u00a0Januar\u00a02027/u);
    assert.match(compose({ ...until, language: 'en' }).intro, /until 23\u00a0January\u00a02027/u);
    const intros = (['first', 'routine', 'loss', 'misuse'] as const).flatMap((reason) =>
      (['de', 'en'] as const).map((language) => compose({ ...letter, reason, language }).intro),
    );
    assert.equal(new Set(intros).size, 8);
  });

  it('name user and address apart only where they differ', () => {
    const values = (of: PasswordLetter) => compose(of).byHand.identity.map(({ value }) => value);
    assert.deepEqual(values(letter), [letter.identity.address]);
    const apart = { ...letter, identity: { ...letter.identity, user: 'kunde-4711' } };
    assert.deepEqual(values(apart), ['kunde-4711', letter.identity.address]);
  });

  it('go to the mail address where no name can be printed, and greet without one', () => {
    const recipient = { name: '\u202e王伟', addressLines: ['', 'Heidestraße 17', '\u200b', '王', '51147 Köln'] };
    const { greeting, address } = compose({ ...letter, recipient });
    assert.equal(greeting, 'Guten Tag,');
    assert.deepEqual(address, [letter.identity.address, 'Heidestraße 17', '51147 Köln']);
  });

  it('say the postcard sentence in both languages', () => {
    assert.match(JSON.stringify(compose(letter).advice), /wie eine Postkarte/u);
    assert.match(JSON.stringify(compose({ ...letter, language: 'en' }).advice), /like a postcard/u);
  });
});
