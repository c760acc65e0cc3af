import assert from 'node:assert/strict';
import fc from 'fast-check';
import { headerSelector, selectHeaderFields } from '../../../src/wire/mime/header-selector.js';

/** The rule, line by line and slowly. */
function plainly(header: string, fields: readonly string[], not: boolean): string {
  const names = fields.map((field) => field.toLowerCase());
  let picked = '';
  let picking = false;
  let emptyLine = '\r\n';
  for (const [index, line] of (header.match(/[^\n]*\n|[^\n]+$/g) ?? []).entries()) {
    if (/^\r?\n$/.test(line)) {
      emptyLine = line;
      break;
    }
    const colon = line.slice(0, 1000).indexOf(':');
    const name = colon < 0 ? '' : line.slice(0, colon).trimEnd().toLowerCase();
    if (index === 0 || !/^[ \t]/.test(line)) picking = names.includes(name) !== not;
    if (picking) picked += line;
  }
  return picked + (picked !== '' && !picked.endsWith('\n') ? '\r\n' : '') + emptyLine;
}

describe('headerSelector', () => {
  it('picks what the rule says, of any header', () => {
    const name = fc.constantFrom('Subject', 'FROM', 'a', 'ab', 'x-ü', 'Date ', 'to\t', '', ' b', 'to\u00a0');
    const piece = fc.oneof(name, fc.constantFrom(':', '\r\n', '\n', '\r', ' ', '\t', 'text', '\0', 'ü', '::'));
    const line = fc
      .tuple(name, fc.constantFrom(': ', ':', ' : '), piece, fc.constantFrom('\r\n', '\n'))
      .map((each) => each.join(''));
    const header = fc.array(fc.oneof(line, piece), { maxLength: 25 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(header, fc.array(name, { maxLength: 4 }), fc.boolean(), (text, fields, not) => {
        assert.equal(headerSelector(fields, not)(text), plainly(text, fields, not));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps octets that are no ASCII as they are', () => {
    const header = Buffer.from([...Buffer.from('A: '), 0xfc, 0xff, 0x00, ...Buffer.from('\r\nB: 2\r\n\r\n')]);
    assert.deepEqual(selectHeaderFields(header, ['a'], false), Buffer.from('A: \xfc\xff\0\r\n\r\n', 'latin1'));
  });

  it('takes a header of many lines without a colon in its stride', () => {
    const started = process.cpuUsage().user;
    assert.equal(headerSelector(['a'], false)(`${'x\n'.repeat(500_000)}a: 1\n\n`), 'a: 1\n\n');
    // Quadratic, it would be hours.
    assert.ok(process.cpuUsage().user - started < 5e6);
  });
});
