import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FlagSet } from '../../src/mail/flags.js';
import { contentId, modSeq, uid } from '../../src/mail/ids.js';
import { MessageTable } from '../../src/mail/message-table.js';
import type { Message } from '../../src/mail/message.js';

const flagSets = [[], ['\\Seen'], ['\\Deleted'], ['\\Seen', '\\Deleted', 'b'], ['A', '\\Seen']].map((flags) =>
  FlagSet.of(flags),
);

function message(number: number, at: number, flags: FlagSet = FlagSet.none): Message {
  return {
    uid: uid(number),
    content: contentId(number * 3 + 4_294_967_296),
    flags,
    modSeq: modSeq(at),
    internalDate: { epochMs: 1_700_000_000_000 + number * 1000, zoneMinutes: (number % 2879) - 1439 },
    saveDateMs: 1_800_000_000_123 + number,
    sizeOctets: number * 7,
  };
}

const numbered = (count: number, from = 1) => Array.from({ length: count }, (_, i) => message(from + i, 1));

/** All that a table tells, worked out the plain way. */
function picture(messages: readonly Message[]) {
  const having = (flag: string) => messages.filter(({ flags }) => flags.has(flag));
  const sum = (of: readonly Message[]) => of.reduce((octets, { sizeOctets }) => octets + sizeOctets, 0);
  const unseen = messages.findIndex(({ flags }) => !flags.has('\\Seen'));
  return {
    messages,
    length: messages.length,
    lastUid: messages.at(-1)?.uid ?? 0,
    counts: {
      unseen: messages.length - having('\\Seen').length,
      deleted: having('\\Deleted').length,
      sizeOctets: sum(messages),
      deletedOctets: sum(having('\\Deleted')),
    },
    firstUnseen: unseen < 0 ? undefined : unseen,
    keywords: ['A', 'b'].filter((keyword) => having(keyword).length > 0),
    deleted: having('\\Deleted'),
    changed: messages.filter((each) => each.modSeq > 20n),
  };
}

function told(table: MessageTable): ReturnType<typeof picture> {
  return {
    messages: [...table],
    length: table.length,
    lastUid: table.lastUid,
    counts: table.counts(),
    firstUnseen: table.firstUnseen(),
    keywords: [...table.keywords],
    deleted: [...table.deleted()],
    changed: [...table.changedSince(modSeq(20))],
  };
}

interface Step {
  readonly kind: 'append' | 'flag' | 'expunge';
  readonly from: number;
  readonly count: number;
  readonly stride: number;
  readonly flags: FlagSet;
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('append' as const, 'append' as const, 'flag' as const, 'expunge' as const),
  from: fc.integer({ min: 0, max: 1500 }),
  count: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 200, max: 700 })),
  stride: fc.integer({ min: 1, max: 4 }),
  flags: fc.constantFrom(...flagSets),
});

describe('a message table', () => {
  it('is after any changes what a plain list is, and the tables before stay as they were', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let plain: readonly Message[] = [];
        let table = MessageTable.empty;
        let next = 1;
        const earlier: [MessageTable, readonly Message[]][] = [];
        for (const [at, { kind, from, count, stride, flags }] of steps.entries()) {
          const named = Array.from({ length: count }, (_, i) => from + i * stride);
          if (kind === 'append') {
            const fresh = named.map((_, i) => message(next + i * stride, at, flags));
            next += count * stride;
            plain = [...plain, ...fresh];
            table = table.with(fresh);
          } else if (kind === 'flag') {
            const last = plain.at(-1)?.uid ?? 0;
            const changed = named.filter((each) => each <= last).map((each) => message(each, at, flags));
            const byUid = new Map(changed.map((each) => [each.uid, each]));
            plain = plain.map((each) => byUid.get(each.uid) ?? each);
            table = table.with(changed);
          } else {
            const gone = new Set(named.map(uid));
            plain = plain.filter((each) => !gone.has(each.uid));
            table = table.with([], [...gone].reverse());
          }
          earlier.push([table, plain]);
        }
        for (const [then, messages] of earlier) assert.deepEqual(told(then), picture(messages));
        for (const each of [0, 1, 2, 255, 256, 257, next - 1, next, 4_294_967_295]) {
          const index = plain.findIndex((one) => one.uid >= each);
          assert.equal(table.lowerBound(each), index < 0 ? plain.length : index);
          const exact = plain.findIndex((one) => one.uid === each);
          assert.equal(table.indexOf(uid(each)), exact < 0 ? undefined : exact);
          if (each >= plain.length) continue;
          assert.deepEqual(table.at(each), plain[each]);
          assert.equal(table.uidAt(each), plain[each]!.uid);
          assert.equal(table.flagsAt(each), plain[each]!.flags);
          assert.equal(table.modSeqAt(each), Number(plain[each]!.modSeq));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('takes changes and expunges at once', () => {
    const table = MessageTable.empty.with(numbered(3));
    const after = table.with([message(2, 5, flagSets[1]), message(4, 5)], [uid(1), uid(9)]);
    assert.deepEqual([...after], [message(2, 5, flagSets[1]), message(3, 1), message(4, 5)]);
  });

  it('knows no message beyond its end', () => {
    const table = MessageTable.empty.with(numbered(2));
    for (const index of [-1, 2, 0.5, NaN])
      assert.throws(() => (index === 0.5 ? table.at(2.5) : table.at(index)), RangeError);
    assert.throws(() => MessageTable.empty.uidAt(0), RangeError);
    assert.equal(MessageTable.empty.lowerBound(1), 0);
  });

  it('keeps few chunks however a mailbox is emptied and filled', () => {
    let table = MessageTable.empty;
    for (let next = 1; next < 20_000; next += 4) {
      table = table.with(numbered(4, next)).with([], [next, next + 1, next + 2].map(uid));
      if (table.length > 200) table = table.with([], [table.uidAt(0), table.uidAt(100)]);
    }
    assert.ok(table.chunks <= 6, `${table.chunks} chunks for ${table.length} messages`);
  });
});
