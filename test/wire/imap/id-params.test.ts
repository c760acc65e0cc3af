import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatIdParams } from '../../../src/wire/imap/id-params.js';
import { assertRefused, parse } from './support.js';

describe('wire/imap/id-params', () => {
  it('reads NIL, pairs and NIL values', () => {
    assert.equal(
      parse('NIL', (p) => p.idParams()),
      undefined,
    );
    assert.deepEqual(
      parse('("name" "iPhone Mail" "os" nil {1}\r\na "")', (p) => p.idParams()),
      new Map([
        ['name', 'iPhone Mail'],
        ['os', undefined],
        ['a', ''],
      ]),
    );
  });

  for (const text of ['', '"a"', '("a")', '("a" "b" "c")', '(NIL NIL)', '(a b)', '("a" b)', '("a""b")']) {
    it(`refuses ${JSON.stringify(text)}`, () => assertRefused(text, (p) => p.idParams()));
  }

  it('takes 30 pairs', () => {
    const pairs = (count: number) => `(${Array.from({ length: count }, (_, i) => `"${i}" "x"`).join(' ')})`;
    assert.equal(parse(pairs(30), (p) => p.idParams())?.size, 30);
    assertRefused(pairs(31), (p) => p.idParams(), /at most 30 pairs/);
  });

  it('reads what it wrote', () => {
    const text = fc.string({ unit: 'grapheme' }).map((value) => value.replaceAll('\0', ''));
    const params = fc
      .array(fc.tuple(text, fc.option(text, { nil: undefined })), { maxLength: 5 })
      .map((pairs) => new Map(pairs));
    fc.assert(
      fc.property(fc.option(params, { nil: undefined }), (value) => {
        assert.deepEqual(
          parse(formatIdParams(value), (p) => p.idParams()),
          value,
        );
      }),
    );
  });
});
