import assert from 'node:assert/strict';
import fc from 'fast-check';
import { letterPreview } from '../../../../src/services/intake/compose/preview.js';
import { noFacts } from '../../../../src/services/intake/letter/facts.js';
import { textsFor } from '../../../../src/texts/texts.js';
import { readScan, textPage } from '../../../support/pages.js';

const preview = (text: string, problem?: 'password') =>
  letterPreview({
    documentId: 'x',
    language: 'de',
    scannedMs: 0,
    service: { name: 's', address: 's@x.example' },
    recipient: { name: 'r', address: 'r@x.example' },
    scan: readScan([textPage(text)], { problem }),
    facts: noFacts,
  });

describe('letterPreview', () => {
  it('begins behind the salutation', () => {
    const letter = 'Amt Musterstadt\nMarkt 1\n\nSehr geehrte Frau Meier,\n\nIhr Antrag wurde\nbewilligt.';
    assert.equal(preview(letter), 'Ihr Antrag wurde bewilligt.');
    assert.equal(preview('Acme Ltd\nDear Ms Smith,\nthank you.'), 'thank you.');
  });

  it('takes the text from its start where nobody is greeted', () => {
    assert.equal(preview('Kontoauszug 8/2023\nBlatt 1'), 'Kontoauszug 8/2023 Blatt 1');
    assert.equal(preview('Sehr geehrte Damen und Herren'), 'Sehr geehrte Damen und Herren');
  });

  it('tells trouble first', () => {
    assert.ok(textsFor('de').notes.scan.password.startsWith(preview('', 'password').replace(/…$/u, '')));
    assert.equal(preview(''), textsFor('de').notes.noText);
  });

  it('is one line of at most 200 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (text) => {
        const line = preview(text);
        assert.ok(Array.from(line).length <= 200);
        assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/u);
      }),
    );
  });
});
