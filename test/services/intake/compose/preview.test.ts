import assert from 'node:assert/strict';
import fc from 'fast-check';
import { letterPreview } from '../../../../src/services/intake/compose/preview.js';
import { noFacts, type LetterFacts } from '../../../../src/services/intake/letter/facts.js';
import { textsFor } from '../../../../src/texts/texts.js';
import { readScan, textPage } from '../../../support/pages.js';

const preview = (text: string, problem?: 'password', facts: Partial<LetterFacts> = {}, language: 'de' | 'en' = 'de') =>
  letterPreview({
    documentId: 'x',
    language,
    scannedMs: Date.UTC(2026, 10, 24),
    service: { name: 's', address: 's@x.example' },
    recipient: { name: 'r', address: 'r@x.example' },
    scan: readScan([textPage(text)], { problem }),
    facts: { ...noFacts, ...facts },
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

  const fact = (value: string, confidence = 0.9) => ({ value, confidence });
  const abschlag: Partial<LetterFacts> = {
    sender: fact('Stadtwerke'),
    subject: fact('Abschlag'),
    amount: { cents: 8400, currency: 'EUR', confidence: 0.9 },
    due: fact('2026-12-15', 0.8),
  };
  const demands: readonly { title: string; facts: Partial<LetterFacts>; language?: 'en'; expected: string }[] = [
    {
      title: 'who asks for how much by when',
      facts: abschlag,
      expected: 'Stadtwerke · Abschlag 84,00 € · fällig 15.12.',
    },
    {
      title: 'the same in English',
      facts: { ...abschlag, amount: { cents: 128_450, currency: 'GBP', confidence: 0.9 } },
      language: 'en',
      expected: 'Stadtwerke · Abschlag £1,284.50 · due 15 December',
    },
    {
      title: 'the year where it is not obvious',
      facts: { ...abschlag, due: fact('2027-12-15') },
      expected: 'Stadtwerke · Abschlag 84,00 € · fällig 15.12.2027',
    },
    {
      title: 'a sum apart from a number before it',
      facts: { ...abschlag, subject: fact('Rechnung 77120'), due: undefined },
      expected: 'Stadtwerke · Rechnung 77120: 84,00 €',
    },
    {
      title: 'by when to answer, where no sum is asked for',
      facts: { ...abschlag, amount: undefined },
      expected: 'Stadtwerke · Abschlag · bis 15.12.',
    },
    {
      title: 'nothing that is only likely',
      facts: { ...abschlag, sender: fact('Stadtwerbe', 0.5), subject: fact('Abschlaq', 0.7) },
      expected: '84,00 € · fällig 15.12.',
    },
    {
      title: 'a currency that has no sign',
      facts: { amount: { cents: 99, currency: 'CHF', confidence: 1 } },
      language: 'en',
      expected: 'CHF 0.99',
    },
  ];
  for (const { title, facts, language, expected } of demands) {
    it(`tells ${title}`, () =>
      assert.equal(preview('Guten Tag,\nbitte zahlen Sie.', undefined, facts, language), expected));
  }

  it('tells what the letter says where it is known by when, but not what', () => {
    const facts = { ...abschlag, subject: undefined, amount: undefined };
    assert.equal(preview('Guten Tag,\nbitte antworten Sie.', undefined, facts), 'bitte antworten Sie.');
  });

  it('tells what the letter says where sum and date are only likely', () => {
    const amount = { cents: 8400, currency: 'EUR', confidence: 0.6 } as const;
    assert.equal(
      preview('Guten Tag,\nbitte zahlen Sie.', undefined, { ...abschlag, amount, due: undefined }),
      'bitte zahlen Sie.',
    );
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
