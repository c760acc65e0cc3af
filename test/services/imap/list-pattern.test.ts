import assert from 'node:assert/strict';
import fc from 'fast-check';
import { namePattern } from '../../../src/services/imap/list/pattern.js';
import { processorMs } from '../../support/processor-time.js';

describe('LIST patterns', () => {
  const rows = [
    { pattern: '*', yes: ['INBOX', 'a', 'a/b'], no: [] },
    { pattern: '%', yes: ['INBOX', 'a'], no: ['a/b'] },
    { pattern: 'a/%', yes: ['a/b'], no: ['a', 'a/b/c', 'b/b'] },
    { pattern: '%/b', yes: ['a/b'], no: ['b', 'a/a/b'] },
    { pattern: 'a*', yes: ['a', 'ab', 'a/b/c'], no: ['ba'] },
    { pattern: '%a%', yes: ['a', 'xay'], no: ['x', 'x/a'] },
    { pattern: 'inbox', yes: ['INBOX'], no: ['inbox2', 'INBOX/a'] },
    { pattern: 'iNbOx/a', yes: ['INBOX/a'], no: ['INBOX/A', 'INBOXA'] },
    { pattern: 'INBOXes', yes: ['INBOXes'], no: ['INBOX'] },
    { pattern: 'inboxes', yes: [], no: ['INBOXes'] },
    { pattern: 'a.c', yes: ['a.c'], no: ['abc'] },
    { pattern: 'Entw%fe', yes: ['Entwürfe'], no: ['Entwurf'] },
    { pattern: '😀%', yes: ['😀x'], no: ['x😀'] },
    { pattern: '', yes: [], no: ['a'] },
  ];
  for (const { pattern, yes, no } of rows) {
    it(`"${pattern}" finds ${yes.join(', ') || 'nothing'}`, () => {
      const matches = namePattern(pattern);
      assert.deepEqual(
        [...yes, ...no].filter((name) => matches(name)),
        yes,
      );
    });
  }

  it('agree with a regular expression of the same meaning', () => {
    const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });
    fc.assert(
      fc.property(text('ab/*%'), text('ab/'), (pattern, name) => {
        const same = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('%', '[^/]*')}$`);
        assert.equal(namePattern(pattern)(name), same.test(name));
      }),
      { numRuns: 2_000 },
    );
  });

  it('cost no more than pattern times name, whatever the wildcards', () => {
    const matches = namePattern(`${'*a'.repeat(20)}b`);
    const costMs = processorMs(() => assert.equal(matches('a'.repeat(1000)), false));
    assert.ok(costMs < 1_000);
  });
});
