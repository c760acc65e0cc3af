import assert from 'node:assert/strict';
import { previewCharacters, previewOf } from '../../src/mail/preview.js';
import { processorMs } from '../support/processor-time.js';

describe('previews', () => {
  it('run white space together and drop it at the ends', () => {
    assert.equal(previewOf('\r\n  Guten\tTag,\r\n\r\nFrau\0 Muster\r\n'), 'Guten Tag, Frau Muster');
    assert.equal(previewOf(''), '');
    assert.equal(previewOf(' \r\n '), '');
  });

  it('are cut behind a word where one ends near, never within a character', () => {
    const cut = previewOf('Wort '.repeat(100));
    assert.ok(cut.endsWith('Wort…'));
    assert.ok([...cut].length <= previewCharacters);
    const emoji = previewOf('😀'.repeat(300));
    assert.equal([...emoji].length, previewCharacters);
    assert.ok(!/\p{Cs}/u.test(emoji));
  });

  const table = [
    {
      title: 'leave quoted lines and what announces them',
      text: 'On Mon, 2 Feb 2026 Max wrote:\n> Hallo\n>> Ja\n\nGern.',
      preview: 'Gern.',
    },
    { title: 'end at the signature', text: 'Gern.\n-- \nMax Mustermann\nTel. 0123', preview: 'Gern.' },
    { title: 'leave the line that Outlook writes', text: '-----Ursprüngliche Nachricht-----\nGern.', preview: 'Gern.' },
    { title: 'are the quote where there is nothing else', text: '> Hallo\n> Erika', preview: '> Hallo > Erika' },
    { title: 'begin with dashes that part nothing', text: '--\nGern.', preview: '-- Gern.' },
    {
      title: 'keep sentences that begin like an announcement',
      text: 'Am Montag komme ich.',
      preview: 'Am Montag komme ich.',
    },
  ];
  for (const { title, text, preview } of table) it(title, () => assert.equal(previewOf(text), preview));

  it('take no longer for hostile lines', () => {
    const text = `On ${'wrote '.repeat(100_000)}`;
    assert.ok(processorMs(() => previewOf(text)) < 50);
  });
});
