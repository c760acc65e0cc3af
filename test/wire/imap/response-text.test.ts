import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  continuationRequest,
  responseCode,
  responseText,
  statusResponse,
} from '../../../src/wire/imap/response-text.js';

/** UTF-16 of any kind: controls and half surrogate pairs too. */
const anyText = fc.array(fc.oneof(fc.nat(0x7f), fc.nat(0xffff))).map((units) => String.fromCharCode(...units));

describe('wire/imap/response-text', () => {
  it('writes status responses with and without a code', () => {
    assert.equal(statusResponse('a1', 'OK', 'Done'), 'a1 OK Done\r\n');
    assert.equal(
      statusResponse('a1', 'NO', 'No such mailbox', { code: 'TRYCREATE' }),
      'a1 NO [TRYCREATE] No such mailbox\r\n',
    );
    assert.equal(statusResponse('*', 'BYE', 'See you'), '* BYE See you\r\n');
    assert.equal(continuationRequest(''), '+ \r\n');
    assert.equal(continuationRequest('a\r\nb'), '+ a b\r\n');
  });

  it('keeps text from ending the line or passing for a code', () => {
    const rows: [text: string, out: string][] = [
      ['a\r\nb OK done', 'a b OK done'],
      ['[ALERT] x', '- [ALERT] x'],
      ['\r\n[ALERT] x', '- [ALERT] x'],
      ['', '-'],
      ['  ', '-'],
      ['Größe 📬', 'Gr??e ?'],
    ];
    for (const [text, out] of rows) assert.equal(responseText(text), out);
    assert.equal(responseText('Größe 📬\0', true), 'Größe 📬');
    fc.assert(
      fc.property(anyText, fc.boolean(), (text, utf8) => {
        const line = responseText(text, utf8);
        assert.match(line, utf8 ? /^[^\0-\x1f\x7f[][^\0-\x1f\x7f]*$/ : /^[\x20-\x5a\x5c-\x7e][\x20-\x7e]*$/);
      }),
    );
  });

  it('writes the codes of RFC 9051 §7.1', () => {
    assert.equal(responseCode.appendUid(38505, [3955]), 'APPENDUID 38505 3955');
    assert.equal(responseCode.appendUid(1, [4, 5, 6]), 'APPENDUID 1 4:6');
    assert.equal(
      responseCode.copyUid({ uidValidity: 9, from: [304, 319, 320], to: [3956, 3957, 3958] }),
      'COPYUID 9 304,319:320 3956:3958',
    );
    assert.equal(responseCode.copyUid({ uidValidity: 9, from: [], to: [] }), undefined);
    assert.equal(responseCode.permanentFlags(['\\Seen', '\\*']), 'PERMANENTFLAGS (\\Seen \\*)');
    assert.equal(responseCode.uidNext(4), 'UIDNEXT 4');
    assert.equal(responseCode.uidValidity(4), 'UIDVALIDITY 4');
    assert.equal(responseCode.unseen(4), 'UNSEEN 4');
    assert.equal(responseCode.highestModSeq(2n ** 62n), 'HIGHESTMODSEQ 4611686018427387904');
    assert.equal(responseCode.badCharset(['US-ASCII', 'UTF-8']), 'BADCHARSET (US-ASCII UTF-8)');
    assert.equal(responseCode.capability(['IMAP4rev1', 'IDLE']), 'CAPABILITY IMAP4rev1 IDLE');
  });

  it('keeps the order of new UIDs, which pairs them with the old', () => {
    assert.equal(responseCode.copyUid({ uidValidity: 9, from: [1, 2, 3], to: [7, 5, 6] }), 'COPYUID 9 1:3 7,5:6');
  });
});
