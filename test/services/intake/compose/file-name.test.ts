import assert from 'node:assert/strict';
import fc from 'fast-check';
import { attachmentFileName } from '../../../../src/services/intake/compose/file-name.js';

describe('attachmentFileName', () => {
  const table = [
    [
      'Malerbetrieb Brückner GmbH',
      'Rechnung Nr. 2024-0817',
      '2024-03-18 Malerbetrieb Brückner GmbH - Rechnung Nr. 2024-0817.pdf',
    ],
    [undefined, 'Scan', '2024-03-18 Scan.pdf'],
    ['CON', 'a/b\\c: d?', '2024-03-18 CON - a-b-c- d.pdf'],
    ['../../etc/passwd', '.', '2024-03-18 etc-passwd.pdf'],
    ['', '', '2024-03-18.pdf'],
    ['A', 'Ende...  ', '2024-03-18 A - Ende.pdf'],
  ] as const;
  for (const [sender, title, expected] of table) {
    it(`makes ${expected}`, () => {
      assert.equal(attachmentFileName({ date: '2024-03-18', sender, title, extension: 'pdf' }), expected);
    });
  }

  it('is one safe, visible name of limited length, whatever the letter says', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 400 }));
    fc.assert(
      fc.property(text, text, (sender, title) => {
        const name = attachmentFileName({ date: '2024-03', sender, title, extension: 'pdf' });
        assert.match(name, /^2024-03(?:.*[^\s.])?\.pdf$/u);
        assert.doesNotMatch(name, /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]/u);
        assert.ok(Buffer.byteLength(name) <= 140);
      }),
    );
  });
});
