import assert from 'node:assert/strict';
import { CommandInput, tagOf } from '../../../src/wire/imap/command-input.js';

describe('wire/imap/command-input', () => {
  const rows: [line: string, tag: string | undefined][] = [
    ['a1 NOOP', 'a1'],
    ['a1', 'a1'],
    ['A.1]x[ (((', 'A.1]x['],
    ['', undefined],
    [' NOOP', undefined],
    ['+ NOOP', undefined],
    ['a(b NOOP', undefined],
    ['ä NOOP', undefined],
    [`${'x'.repeat(128)} NOOP`, 'x'.repeat(128)],
    [`${'x'.repeat(129)} NOOP`, undefined],
  ];
  for (const [line, tag] of rows) {
    it(`${tag === undefined ? 'knows no tag in' : 'knows the tag of'} ${JSON.stringify(line.slice(0, 20))}`, () => {
      assert.equal(CommandInput.ofLine(line).tag, tag);
    });
  }

  it('takes no tag from a line cut off within it', () => {
    assert.equal(tagOf(Buffer.from('a1')), undefined);
    assert.equal(tagOf(Buffer.from('a1 ')), 'a1');
    assert.equal(CommandInput.empty.tag, undefined);
    assert.equal(new CommandInput([{ kind: 'literal', octets: Buffer.from('a '), binary: false }]).tag, undefined);
  });
});
