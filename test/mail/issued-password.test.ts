import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { issuePassword, passwordBits, readTypedPassword } from '../../src/mail/issued-password.js';

describe('issued password', () => {
  const issue = () => issuePassword((n) => randomInt(n));
  const password = fc.infiniteStream(fc.nat(22)).map((values) => issuePassword(() => values.next().value));

  it('has at least 100 bits', () => assert.ok(passwordBits >= 100));

  it('is six groups of four without look-alike characters', () => {
    for (let i = 0; i < 100; i++)
      assert.match(issue(), /^([acdefghjkmnprtuvwxyz347]{4}-){5}[acdefghjkmnprtuvwxyz347]{4}$/);
  });

  it('is never the same', () => assert.equal(new Set(Array.from({ length: 1000 }, issue)).size, 1000));

  it('reads case, blanks and any kind of hyphen forgivingly', () => {
    fc.assert(
      fc.property(
        password,
        fc.constantFrom('', ' ', '-', ' – ', '\u00a0', '\u00ad', '\n'),
        fc.boolean(),
        (issued, between, capitals) => {
          const typed = issued.replaceAll('-', between);
          const read = readTypedPassword(capitals ? typed.toUpperCase() : ` ${typed} `);
          assert.deepEqual(read, { kind: 'possible', password: issued });
        },
      ),
    );
  });

  it('tells every single wrong character', () => {
    const alphabet = 'acdefghjkmnprtuvwxyz347';
    const plain = [...issue().replaceAll('-', '')];
    for (let at = 0; at < plain.length; at++) {
      for (const other of alphabet) {
        if (other === plain[at]) continue;
        assert.equal(readTypedPassword(plain.with(at, other).join('')).kind, 'mistyped', `${other} at ${at}`);
      }
    }
  });

  it('tells every exchange of neighbours', () => {
    fc.assert(
      fc.property(password, fc.nat(22), (issued, at) => {
        const plain = [...issued.replaceAll('-', '')];
        fc.pre(plain[at] !== plain[at + 1]);
        const typed = plain.with(at, plain[at + 1]!).with(at + 1, plain[at]!);
        assert.equal(readTypedPassword(typed.join('')).kind, 'mistyped');
      }),
    );
  });

  it('says in which group a character stands that no password has', () => {
    for (const typed of ['acde-fg0j-kmnp-rtuv-wxyz-3477', 'acdefg0jkmnprtuvwxyz3477', 'acd-fg0j-kmnp-rtuv-wxyz-3477']) {
      assert.deepEqual(readTypedPassword(typed), { kind: 'mistyped', error: { kind: 'group', group: 2 } });
    }
  });

  it('says which group has too few characters, or too many', () => {
    for (const typed of ['acde-fghj-kmn-rtuv-wxyz-3477', 'acde fghj kmnpp rtuv wxyz 3477']) {
      assert.deepEqual(readTypedPassword(typed), { kind: 'mistyped', error: { kind: 'group', group: 3 } });
    }
  });

  it('knows no more than that something is wrong when the check character does not fit', () => {
    assert.deepEqual(readTypedPassword('acde-fghj-kmnp-rtuv-wxyz-3477'), {
      kind: 'mistyped',
      error: { kind: 'somewhere' },
    });
  });

  it('says how many characters are missing', () => {
    assert.deepEqual(readTypedPassword('acde-fghj'), {
      kind: 'mistyped',
      error: { kind: 'length', characters: 24, typed: 8 },
    });
  });

  it('takes any text without failing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readTypedPassword(text)));
  });
});
