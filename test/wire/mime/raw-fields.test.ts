import assert from 'node:assert/strict';
import fc from 'fast-check';
import { splitFields } from '../../../src/wire/mime/raw-fields.js';

const split = (text: string, fields = 10): ReturnType<typeof splitFields> =>
  splitFields(Buffer.from(text, 'latin1'), { fields });

describe('header fields as they stand', () => {
  it('keeps octets and unfolds values', () => {
    const fields = split('A: 1\r\nSubject:\tone \r\n  two\r\n\tthree\r\nB:\r\n');
    assert.ok(typeof fields !== 'string');
    assert.deepEqual(
      fields.map(({ key, value, octets }) => [key, value, octets.toString('latin1')]),
      [
        ['a', '1', 'A: 1\r\n'],
        ['subject', 'one   two\tthree', 'Subject:\tone \r\n  two\r\n\tthree\r\n'],
        ['b', '', 'B:\r\n'],
      ],
    );
  });

  for (const [text, fault] of [
    [' folded: first\r\n', 'not-a-field'],
    ['no colon\r\n', 'not-a-field'],
    ['From : a\r\n', 'not-a-field'],
    ['Fr om: a\r\n', 'not-a-field'],
    [': a\r\n', 'not-a-field'],
    ['Fr\xf6m: a\r\n', 'not-a-field'],
    ['A: 1\r\n \r\nB: 2\r\n', 'blank-folded-line'],
    ['A: 1\r\n\t \t\r\n', 'blank-folded-line'],
    ['A: 1\r\n'.repeat(11), 'too-many-fields'],
  ] as const) {
    it(`${JSON.stringify(text.slice(0, 40))}: ${fault}`, () => assert.equal(split(text), fault));
  }

  it('joined again, all fields are the header', () => {
    const field = fc.stringMatching(/^[!-9;-~]{1,8}:[ -~]{0,9}(\r\n[ \t][!-~]{1,5}){0,2}$/);
    fc.assert(
      fc.property(fc.array(field, { maxLength: 9 }), (lines) => {
        const header = lines.map((line) => `${line}\r\n`).join('');
        const fields = split(header);
        assert.ok(typeof fields !== 'string');
        assert.equal(fields.length, lines.length);
        assert.equal(Buffer.concat(fields.map(({ octets }) => octets)).toString('latin1'), header);
      }),
    );
  });
});
