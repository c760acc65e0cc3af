import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FlagSet, systemFlag, systemFlagBit, systemFlags } from '../../src/mail/flags.js';

const flag = fc.constantFrom('\\Seen', '\\SEEN', '\\Deleted', '\\draft', '$Todo', '$TODO', 'a', 'B', 'b', '\\Recent');
const flags = fc.array(flag, { maxLength: 6 });
const folded = (set: FlagSet) => new Set([...set].map((each) => each.toLowerCase()));

describe('flags', () => {
  it('knows system flags in any case, by a bit of their own', () => {
    assert.equal(systemFlag('\\sEEn'), '\\Seen');
    assert.equal(systemFlag('$Seen'), undefined);
    assert.equal(new Set(systemFlags.map(systemFlagBit)).size, systemFlags.length);
    // The statements of the stores have these two written out.
    assert.deepEqual([systemFlagBit('\\Seen'), systemFlagBit('\\Deleted')], [8, 4]);
  });

  it('are written system flags first, keywords sorted, in the spelling first given, without \\Recent', () => {
    assert.equal(FlagSet.of(['b', '\\seen', 'A', 'B', '\\Recent', '\\Answered']).text, '\\Answered \\Seen A b');
    assert.equal(FlagSet.none.text, '');
  });

  it('that are equal are one object', () => {
    assert.equal(FlagSet.of(['\\Seen', 'x']), FlagSet.of(['x', '\\SEEN', 'X']));
    assert.ok(FlagSet.of(['\\Seen']).equals(FlagSet.of(['\\seen'])));
    assert.ok(!FlagSet.of(['\\Seen']).equals(FlagSet.none));
  });

  it('unite and part as sets do, whatever the case', () => {
    fc.assert(
      fc.property(flags, flags, (a, b) => {
        const [one, two] = [FlagSet.of(a), FlagSet.of(b)];
        assert.deepEqual(folded(one.with(two)), new Set([...folded(one), ...folded(two)]));
        const left = [...folded(one)].filter((each) => !folded(two).has(each));
        assert.deepEqual(folded(one.without(two)), new Set(left));
        for (const each of a) assert.equal(one.has(each.toUpperCase()), each !== '\\Recent');
      }),
    );
  });
});
