import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommandInput } from '../../../src/wire/imap/command-input.js';
import { ParseError } from '../../../src/wire/imap/parse-error.js';
import { CommandParser } from '../../../src/wire/imap/parser.js';
import { formatAstring, formatNstring, formatString, literalStart } from '../../../src/wire/imap/strings.js';
import { assertRefused, parse, parserOf } from './support.js';

describe('wire/imap/token-reader', () => {
  it('reads tag and command name, the name in upper case', () => {
    const p = parserOf('a.1 NoOp');
    assert.equal(p.tag(), 'a.1');
    assert.equal(p.sp().commandName(), 'NOOP');
    assert.ok(p.atEnd);
    p.end();
  });

  for (const text of ['+', '+1', '(a', '"a"', '', ' a', '\0', '{3}\r\nabc', '*', '%']) {
    it(`takes ${JSON.stringify(text)} for no tag`, () => assertRefused(text, (p) => p.tag()));
  }

  describe('strings', () => {
    const rows: [wire: string, text: string][] = [
      ['atom', 'atom'],
      ['NIL', 'NIL'],
      ['a]b', 'a]b'],
      ['""', ''],
      ['"a b"', 'a b'],
      ['"a\\"\\\\b"', 'a"\\b'],
      ['"Grüße 📬"', 'Grüße 📬'],
      ['{4}\r\na\r\nb', 'a\r\nb'],
      ['{0}\r\n', ''],
      ['{3+}\r\n{1}', '{1}'],
    ];
    for (const [wire, text] of rows) {
      it(`reads the astring ${JSON.stringify(wire)}`, () => {
        assert.equal(
          parse(wire, (p) => p.astring()),
          text,
        );
      });
    }

    it('reads an unquoted 8-bit word as curl sends it, and wildcards and backslashes in names', () => {
      assert.equal(
        parse('Entwürfe', (p) => p.astring()),
        'Entwürfe',
      );
      assert.equal(
        parse('a%b*c\\d', (p) => p.astring()),
        'a%b*c\\d',
      );
    });

    it('keeps octets where octets are asked for', () => {
      assert.deepEqual(
        parse(Buffer.from([0x22, 0xff, 0xfe, 0x22]), (p) => p.astringOctets()),
        Buffer.from([0xff, 0xfe]),
      );
      assert.deepEqual(
        parse(Buffer.from('~{2}\r\n\0\0'), (p) => p.stringOrLiteral8Octets('a value')),
        Buffer.alloc(2),
      );
      assertRefused('~{2}\r\nab', (p) => p.stringOctets());
      assertRefused('~{2}\r\nab', (p) => p.astring());
      assertRefused('~{2}\r\nab', (p) => p.nstring());
    });

    it('tells NIL from "NIL" in an nstring', () => {
      assert.equal(
        parse('nil', (p) => p.nstring()),
        undefined,
      );
      assert.equal(
        parse('"NIL"', (p) => p.nstring()),
        'NIL',
      );
      assertRefused('NILS', (p) => p.nstring());
      assertRefused('atom', (p) => p.nstring());
    });

    for (const wire of [
      '',
      '"',
      '"a',
      '"a\\',
      '"a\\"',
      '"\\n"',
      '"a\0b"',
      '{5',
      '{+}',
      '(',
      ')',
      ' a',
      '{2}\r\na\0',
      '"a"b',
      '\x7f',
    ]) {
      it(`refuses ${JSON.stringify(wire)}`, () => assertRefused(wire, (p) => p.astring()));
    }

    it('refuses text that is not UTF-8, and says where', () => {
      for (const octets of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]]) {
        const wire = Buffer.concat([Buffer.from('ab "'), Buffer.from(octets), Buffer.from('"')]);
        assertRefused(wire, (p) => p.atom() + p.sp().astring(), /^Expected text in UTF-8 at position 3$/);
      }
    });

    it('reads what it wrote, as astring, string and nstring', () => {
      const text = fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll('\0', ''));
      const any = fc.oneof(text, fc.constantFrom('NIL', 'nil', '', 'a b', '\r\n', '"\\', '{3}', 'x'.repeat(3000)));
      fc.assert(
        fc.property(any, fc.boolean(), (value, utf8) => {
          assert.equal(
            parse(formatAstring(value, utf8), (p) => p.astring()),
            value,
          );
          assert.equal(
            parse(formatString(value, utf8), (p) => p.string()),
            value,
          );
          assert.equal(
            parse(formatNstring(value, utf8), (p) => p.nstring()),
            value,
          );
        }),
      );
      assert.equal(formatNstring(undefined), 'NIL');
    });

    it('writes literals where quotes would not be safe, and UTF-8 in quotes only to who may get it', () => {
      assert.equal(formatString('ä'), '{2}\r\nä');
      assert.equal(formatString('ä', true), '"ä"');
      assert.equal(formatString('a\r\nb', true), '{4}\r\na\r\nb');
      assert.equal(formatString('a\0b'), '{2}\r\nab');
      assert.equal(formatAstring('a b'), '"a b"');
      assert.equal(formatAstring('NiL'), '"NiL"');
      assert.equal(literalStart(5), '{5}\r\n');
      assert.equal(literalStart(5, true), '~{5}\r\n');
    });
  });

  describe('numbers', () => {
    const number = (wire: string) => parse(wire, (p) => p.number());
    const number64 = (wire: string) => parse(wire, (p) => p.number64());

    it('reads them within their range', () => {
      assert.equal(number('0'), 0);
      assert.equal(number('4294967295'), 4294967295);
      assert.equal(number64('9007199254740991'), Number.MAX_SAFE_INTEGER);
      assert.equal(number64('9223372036854775807'), Number.MAX_SAFE_INTEGER);
      assert.equal(
        parse('1', (p) => p.nzNumber()),
        1,
      );
    });

    it('refuses what is beyond', () => {
      assertRefused('4294967296', (p) => p.number());
      assertRefused('0', (p) => p.nzNumber());
      assertRefused('9223372036854775808', (p) => p.number64());
      for (const wire of ['', '-1', '+1', '1e3', '0x1', 'a', '9'.repeat(21), '9'.repeat(5000)]) {
        assertRefused(wire, (p) => p.number());
        assertRefused(wire, (p) => p.number64());
      }
    });
  });

  it('reads an initial response in base64; = is the empty one', () => {
    assert.deepEqual(
      parse('AHRpbQBzZWNyZXQ=', (p) => p.base64()),
      Buffer.from('\0tim\0secret'),
    );
    assert.deepEqual(
      parse('=', (p) => p.base64()),
      Buffer.alloc(0),
    );
    for (const wire of ['', 'a', 'ab=', '==', 'ab==ab==', '*']) assertRefused(wire, (p) => p.base64());
  });

  it('counts positions over literals, and never shows the input', () => {
    const p = parserOf('a LOGIN {5}\r\nhello secret(');
    p.tag();
    p.sp().commandName();
    p.sp().astring();
    p.sp().astring();
    assert.throws(
      () => p.sp(),
      (error: unknown) => {
        assert.ok(error instanceof ParseError);
        assert.equal(error.position, 20);
        assert.equal(error.message, 'Expected a space at position 20');
        return true;
      },
    );
  });

  it('takes blanks at the end of a command, and nothing else', () => {
    parserOf('NOOP  ').atom();
    parse('NOOP  ', (p) => p.atom());
    for (const rest of ['x', ' x', '\r', '\0', ' {1}\r\nx', '~{1}\r\nx'])
      assertRefused(`a(${rest}`, (p) => p.char('a').char('('));
  });

  it('has not ended before a literal that is still to come', () => {
    const p = new CommandParser(CommandInput.ofLine('a ').with({ kind: 'streamed', size: 5, binary: false }));
    p.tag();
    p.sp();
    assert.ok(p.atStreamedLiteral);
    assert.equal(p.atEnd, false);
    assert.throws(() => p.astring(), ParseError);
    assert.throws(() => p.end(), ParseError);
  });

  it('reads lists as long as the limit', () => {
    const read = (wire: string, elements: number) =>
      parse(wire, (p) => p.flagList(), { limits: { depth: 5, elements, ranges: 5 } });
    assert.equal(read('(a b c)', 3).length, 3);
    assert.throws(() => read('(a b c d)', 3), /at most 3 elements/);
    assert.deepEqual(read('()', 3), []);
    for (const wire of ['(', '(a', '(a ', '(a )', '( a)', '(a  b)', 'a)'])
      assert.throws(() => read(wire, 3), ParseError);
  });
});
