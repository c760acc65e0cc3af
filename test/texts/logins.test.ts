import assert from 'node:assert/strict';
import { loginsDe } from '../../src/texts/logins-de.js';
import { loginsEn } from '../../src/texts/logins-en.js';
import { type LoginTexts, loginWords } from '../../src/texts/logins.js';
import { newDeviceTexts } from '../../src/texts/new-device.js';

/** All that can be said. */
const ways: readonly ((texts: LoginTexts) => string)[] = [
  ({ wrong }) => wrong,
  ({ replaced }) => replaced,
  ({ closed }) => closed,
  ({ throttled }) => throttled,
  ({ busy }) => busy,
  ({ scope }) => scope.imap,
  ({ scope }) => scope.smtp,
  ({ mistyped }) => mistyped({ kind: 'group', group: 6 }),
  ({ mistyped }) => mistyped({ kind: 'length', characters: 24, typed: 200 }),
  ({ mistyped }) => mistyped({ kind: 'somewhere' }),
  ({ malformed }) => malformed,
  ({ binding }) => binding,
  ({ otherAccount }) => otherAccount,
];

describe('texts/logins', () => {
  it('says everything in whole sentences of ASCII, in both languages, in one line of a reply', () => {
    for (const way of ways) {
      for (const texts of [loginsDe, loginsEn]) assert.match(way(texts), /^[A-Z][\x20-\x7e]*\.$/);
      // RFC 5321 §4.5.3.1.5: 512 octets with code, status and what may be added.
      assert.ok(loginWords(way).length < 400, loginWords(way));
    }
  });

  it('names the group in both languages', () => {
    const words = loginWords(({ mistyped }) => mistyped({ kind: 'group', group: 3 }));
    assert.match(words, /vergleichen Sie Gruppe 3 .* \/ .*compare group 3/);
  });

  for (const language of ['de', 'en'] as const) {
    it(`names app, day and device in a notice in ${language}`, () => {
      const texts = newDeviceTexts(language);
      assert.match(texts.subject('Thunderbird'), /Thunderbird/);
      assert.match(texts.used('Thunderbird', '24.11.2026', 'Handy'), /24\.11\.2026.*Thunderbird.*Handy/);
      assert.doesNotMatch(texts.used('Thunderbird', '24.11.2026', ''), /„|“/);
    });
  }
});
