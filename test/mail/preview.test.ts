import assert from 'node:assert/strict';
import { previewCharacters, previewOf } from '../../src/mail/preview.js';

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
});
