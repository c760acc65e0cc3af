import assert from 'node:assert/strict';
import { describeLetter } from '../../../../src/services/intake/letter/describe-letter.js';
import { letterPage, type Print } from '../../../support/letters/invented-letter.js';

const letter: readonly Print[] = [
  [25, 52, 11, ['Firma', 'Beispiel Technik GmbH', 'Gasse 2', '50668 Köln']],
  [25, 98, 11, 'Ihr Vertrag'],
  [25, 110, 11, 'Sehr geehrte Damen und Herren,'],
  [25, 120, 11, ['wir schreiben Ihnen heute, weil sich an Ihrem Vertrag mit der Fremd AG', 'etwas geändert hat.']],
  [25, 150, 11, 'Mit freundlichen Grüßen'],
];

function senderOf(...print: readonly Print[]) {
  const page = letterPage({
    title: '',
    sender: undefined,
    date: undefined,
    subject: undefined,
    print: [...print, ...letter],
  });
  return describeLetter([page], { scannedMs: Date.UTC(2026, 10, 23) }).sender;
}

describe('letterSender', () => {
  it('is never the recipient, nor a firm that the text speaks of', () => {
    assert.equal(senderOf(), undefined);
    assert.equal(senderOf([25, 14, 16, 'Beispiel Technik GmbH']), undefined);
  });

  it('reads the line above the address, also when recognition lost its separators', () => {
    assert.equal(senderOf([25, 45, 7, 'Muster & Söhne KG · Weg 1 · 50667 Köln'])?.value, 'Muster & Söhne KG');
    assert.equal(senderOf([25, 45, 7, 'Muster & Söhne KG Weg 1 50667 Köln'])?.value, 'Muster & Söhne KG');
    assert.equal(
      senderOf([25, 45, 7, 'Stadt Musterau, Bauamt, Markt 1, 50667 Musterau'])?.value,
      'Stadt Musterau, Bauamt',
    );
  });

  it('is surer, the more places agree, and shows the fullest name', () => {
    const line: Print = [25, 45, 7, 'Muster Energie · Weg 1 · 50667 Köln'];
    const one = senderOf(line);
    const two = senderOf([25, 14, 16, 'MUSTER Energie'], line);
    const three = senderOf([25, 14, 16, 'MUSTER Energie'], line, [
      25,
      275,
      7,
      'Muster Energie GmbH · Weg 1 · 50667 Köln',
    ]);
    assert.equal(two?.value, 'Muster Energie');
    assert.equal(three?.value, 'Muster Energie GmbH');
    assert.ok((one?.confidence ?? 0) < (two?.confidence ?? 0) && (two?.confidence ?? 0) < (three?.confidence ?? 0));
  });

  it('does not take a slogan, a title or a bank at the foot for a name', () => {
    assert.equal(senderOf([25, 14, 24, 'Alles wird besser!']), undefined);
    assert.equal(senderOf([25, 14, 24, 'TELEFAX']), undefined);
    assert.equal(senderOf([25, 275, 7, 'Sparkasse Köln · IBAN DE00 1234']), undefined);
  });
});
