import assert from 'node:assert/strict';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decodeModifiedUtf7, encodeModifiedUtf7 } from '../../../src/wire/imap/mailbox-name-codec.js';
import { formatAstring } from '../../../src/wire/imap/strings.js';
import { assertRefused, parse } from './support.js';

const name = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll('\0', '0'));

describe('wire/imap/mailbox-name-codec', () => {
  const rows: [encoded: string, name: string][] = [
    ['INBOX', 'INBOX'],
    ['Entw&APw-rfe', 'Entwürfe'],
    ['&-', '&'],
    ['A&-B', 'A&B'],
    ['&-&ANY-l', '&Öl'],
    ['~peter/mail/&U,BTFw-/&ZeVnLIqe-', '~peter/mail/台北/日本語'], // RFC 3501 §5.1.3
    ['&2D3c7A-', '📬'],
    ['Schl&APw-ssel', 'Schlüssel'],
  ];
  for (const [encoded, decoded] of rows) {
    it(`${encoded} is ${decoded}`, () => {
      assert.equal(decodeModifiedUtf7(encoded), decoded);
      assert.equal(encodeModifiedUtf7(decoded), encoded);
    });
  }

  for (const [text, why] of [
    ['a&b', 'no end'],
    ['&A-', 'half a character'],
    ['&APw', 'no end'],
    ['&AP-w-', 'a third of a character'],
    ['&AGE-', 'ASCII that needs no encoding'],
    ['&AC8-', 'a delimiter in disguise'],
    ['&2D0-', 'half a surrogate pair'],
    ['&3KzYPQ-', 'surrogates the wrong way round'],
    ['&APx-', 'bits left over'],
    ['&AP w-', 'a blank within'],
    ['&AP/w-', 'a slash for a comma'],
    ['&&&&', 'ampersands'],
  ] as const) {
    it(`keeps ${text} as it is: ${why}`, () => assert.equal(decodeModifiedUtf7(text), text));
  }

  it('decodes what it encoded, and encodes as others do', () => {
    fc.assert(
      fc.property(name, (text) => {
        const encoded = encodeModifiedUtf7(text);
        assert.match(encoded, /^[\x20-\x7e]*$/);
        assert.equal(decodeModifiedUtf7(encoded), text);
        assert.equal(encoded, iconv.encode(text, 'utf-7-imap').toString('latin1'));
      }),
    );
  });

  it('decodes any octets to something that encodes and decodes to itself', () => {
    const hostile = fc.array(fc.constantFrom('&', '-', 'A', 'P', 'w', ',', '/', 'ü', ' ', '2D3', 'crA'), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(hostile, (pieces) => {
        const decoded = decodeModifiedUtf7(pieces.join(''));
        assert.equal(decodeModifiedUtf7(encodeModifiedUtf7(decoded)), decoded);
      }),
    );
  });

  it('is linear', () => {
    for (const text of [
      '&'.repeat(1_000_000),
      '&A'.repeat(500_000),
      `&${'A'.repeat(1_000_000)}`,
      '&AP'.repeat(300_000),
    ]) {
      assert.equal(decodeModifiedUtf7(text), text);
    }
  });

  it('never writes half a character', () => {
    assert.equal(encodeModifiedUtf7('a\ud800b'), encodeModifiedUtf7('a\ufffdb'));
  });

  describe('in commands', () => {
    const read = (wire: string, utf8: boolean) => parse(wire, (p) => p.mailbox(), { utf8 });

    it('is decoded for clients that enabled nothing', () => {
      assert.equal(read('Entw&APw-rfe', false), 'Entwürfe');
      assert.equal(read('"Entw&APw-rfe &- &ANY-l"', false), 'Entwürfe & Öl');
      assert.equal(read('{3}\r\n&A-', false), '&A-');
    });

    it('is plain UTF-8 for the others, and from those who send it anyway', () => {
      assert.equal(read('"Entw&APw-rfe"', true), 'Entw&APw-rfe');
      assert.equal(read('"Entwürfe &-"', true), 'Entwürfe &-');
      assert.equal(read('"Entwürfe"', false), 'Entwürfe');
      assert.equal(read('Entwürfe&-', false), 'Entwürfe&-');
      assertRefused(Buffer.from([0x22, 0xe4, 0x22]), (p) => p.mailbox(), /UTF-8/);
    });

    it('reads the names that responses wrote', () => {
      fc.assert(
        fc.property(name, fc.boolean(), (text, utf8) =>
          assert.equal(read(formatAstring(utf8 ? text : encodeModifiedUtf7(text), utf8), utf8), text),
        ),
      );
    });
  });
});
