import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joinReference, ListPattern } from '../../../src/wire/imap/list-pattern.js';

const matches = (pattern: string, name: string) => new ListPattern(pattern, '/').matches(name);

describe('wire/imap/list-pattern', () => {
  const rows: [pattern: string, matched: string[], not: string[]][] = [
    ['*', ['INBOX', 'a', 'a/b/c', ''], []],
    ['%', ['INBOX', 'a'], ['a/b']],
    ['a', ['a'], ['A', 'ab', 'a/b', '']],
    ['', [''], ['a']],
    ['a/%', ['a/b', 'a/'], ['a', 'a/b/c']],
    ['a/*', ['a/b', 'a/b/c'], ['a', 'ab']],
    ['%/%', ['a/b'], ['a', 'a/b/c']],
    ['a%', ['a', 'ab'], ['a/b']],
    ['a*', ['a', 'ab', 'a/b'], ['ba']],
    ['%b', ['b', 'ab'], ['a/b', 'ba']],
    ['*b', ['b', 'a/b'], ['ba']],
    ['a*c', ['ac', 'abc', 'a/b/c'], ['a', 'acb']],
    ['*%', ['a', 'a/b'], []],
    ['%*', ['a', 'a/b'], []],
    ['%%', ['a'], ['a/b']],
    ['*/%/x', ['a/b/x', 'a/b/c/x'], ['a/x', 'x']],
    ['%/x*', ['a/x', 'a/xy/z'], ['a/b/x']],
    ['inbox', ['INBOX'], ['Inbox2']],
    ['iNbOx/%', ['INBOX/a'], ['inbox/a']],
    ['INBOX*', ['INBOX', 'INBOX/a'], []],
    ['in%', ['INBOX', 'inner'], ['Inner', 'INNER', 'INBOXES', 'INBOX/a']],
    ['*x', ['INBOX', 'x'], ['INBOX/X']],
    ['a/', ['a'], ['a/b']],
    ['/', ['/'], ['']],
    ['Entwürfe', ['Entwürfe'], []],
    ['📬%', ['📬', '📬x'], ['📭']],
    ['a.b', ['a.b'], ['axb']],
  ];
  for (const [pattern, matched, not] of rows) {
    it(`${JSON.stringify(pattern)} means ${JSON.stringify(matched)} and not ${JSON.stringify(not)}`, () => {
      for (const name of matched) assert.ok(matches(pattern, name), name);
      for (const name of not) assert.ok(!matches(pattern, name), name);
    });
  }

  it('agrees with a regular expression, which says the same in more time', () => {
    const pattern = fc.array(fc.constantFrom('a', 'b', '/', '%', '*'), { maxLength: 9 }).map((chars) => chars.join(''));
    const name = fc.array(fc.constantFrom('a', 'b', '/'), { maxLength: 9 }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(pattern, name, (text, candidate) => {
        const effective = text.length > 1 ? text.replace(/\/$/, '') : text;
        const expected = new RegExp(`^${effective.replaceAll('*', '.*').replaceAll('%', '[^/]*')}$`).test(candidate);
        assert.equal(matches(text, candidate), expected);
      }),
      { numRuns: 5000 },
    );
  });

  it('stays quick on patterns that make others go back and forth', () => {
    const started = process.cpuUsage();
    const name = 'a'.repeat(1000);
    for (const piece of ['*a', '%a', 'a%', '*a%a', '%', '*', '**a', '%/a', 'a']) {
      const pattern = new ListPattern(`${piece.repeat(10_000 / piece.length)}b`, '/');
      const short = new ListPattern(`${piece.repeat(Math.floor(900 / piece.length))}b`, '/');
      for (let i = 0; i < 50; i += 1) {
        assert.ok(!pattern.matches(name));
        assert.ok(!short.matches(name));
      }
    }
    assert.ok(process.cpuUsage(started).user < 10_000_000);
  });

  it('joins a reference and a pattern as they are; a leading delimiter counts from the root', () => {
    assert.equal(joinReference('', '%', '/'), '%');
    assert.equal(joinReference('a/', '%', '/'), 'a/%');
    assert.equal(joinReference('a', '%', '/'), 'a%');
    assert.equal(joinReference('a/', '/b', '/'), 'b');
  });
});
