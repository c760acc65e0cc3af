import assert from 'node:assert/strict';
import { languageOf } from '../../../../src/services/intake/letter/language.js';

describe('languageOf', () => {
  it('tells German from English', () => {
    assert.equal(languageOf('Sehr geehrte Frau Meier, wir haben Ihren Antrag erhalten und bearbeiten ihn.'), 'de');
    assert.equal(languageOf('Dear Ms Smith, we have received your letter and will reply by Friday.'), 'en');
  });

  it('says nothing about numbers, names, or a text of both', () => {
    assert.equal(languageOf(''), undefined);
    assert.equal(languageOf('Milch 1,19 Brot 2,89 SUMME 4,08'), undefined);
    assert.equal(languageOf('der die und nicht the and of with'), undefined);
  });
});
