import assert from 'node:assert/strict';
import { factHeader } from '../../../../src/services/intake/compose/fact-header.js';
import { noFacts } from '../../../../src/services/intake/letter/facts.js';

describe('factHeader', () => {
  it('has what is known, in forms that programs read', () => {
    const facts = {
      ...noFacts,
      sender: { value: 'Stadtwerke Münster', confidence: 0.9 },
      date: { value: '2026-01-28', confidence: 0.9 },
      amount: { cents: 128_405, currency: 'EUR' as const, confidence: 0.9 },
      due: { value: '2026-12-15', confidence: 0.8 },
      ibans: ['DE02120300000000202051', 'DE02500105170137075030'],
      references: [
        { label: 'Kundennummer', value: '771 209' },
        { label: 'Unser Zeichen', value: 'A;7' },
      ],
    };
    assert.deepEqual(factHeader(facts), {
      'X-Unpaperme-Sender': 'Stadtwerke Münster',
      'X-Unpaperme-Letter-Date': '2026-01-28',
      'X-Unpaperme-Amount': '1284.05 EUR',
      'X-Unpaperme-Due': '2026-12-15',
      'X-Unpaperme-Iban': 'DE02120300000000202051 DE02500105170137075030',
      'X-Unpaperme-Reference': 'Kundennummer 771 209; Unser Zeichen A,7',
    });
  });

  it('leaves out what is not known, or only likely', () => {
    assert.deepEqual(factHeader(noFacts), {});
    const facts = { ...noFacts, sender: { value: 'Stadtwerbe', confidence: 0.5 } };
    assert.deepEqual(factHeader(facts), {});
  });

  it('lets nothing on paper end a header line', () => {
    const facts = { ...noFacts, sender: { value: 'A\r\nBcc: x@example.com', confidence: 1 } };
    assert.equal(factHeader(facts)['X-Unpaperme-Sender'], 'A Bcc: x@example.com');
  });
});
