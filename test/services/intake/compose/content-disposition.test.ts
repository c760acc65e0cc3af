import assert from 'node:assert/strict';
import fc from 'fast-check';
import libmime from 'libmime';
import { attachmentDisposition } from '../../../../src/services/intake/compose/content-disposition.js';

describe('attachmentDisposition', () => {
  it('keeps a short name on one line and goes on with numbered pieces for a long one', () => {
    assert.equal(attachmentDisposition('2024 Müller.pdf'), "attachment;\r\n filename*=UTF-8''2024%20M%C3%BCller.pdf");
    assert.equal(
      attachmentDisposition(`${'a'.repeat(50)}ü.pdf`),
      `attachment;\r\n filename*0*=UTF-8''${'a'.repeat(47)};\r\n filename*1*=aaa%C3%BC.pdf`,
    );
  });

  it('is read back by another parser, in lines below 78 characters, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 }), (name) => {
        const value = attachmentDisposition(name);
        assert.ok(value.split('\r\n').every((line) => line.length < 78));
        assert.equal(libmime.parseHeaderValue(value.replaceAll('\r\n', '')).params['filename'], name);
      }),
    );
  });
});
