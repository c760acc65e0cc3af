import assert from 'node:assert/strict';
import fc from 'fast-check';
import { orderedSubject } from '../../src/mail/threads/ordered-subject.js';
import { references, refs } from '../../src/mail/threads/references.js';
import type { Threaded, ThreadNode, Threading } from '../../src/mail/threads/thread.js';
import { formatThreads } from '../../src/wire/imap/thread-list.js';

function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Few identifiers and subjects, so that they meet in every way. */
const messages: fc.Arbitrary<Threaded[]> = fc
  .array(
    fc.record({
      messageId: fc.option(fc.nat(12), { nil: undefined }),
      references: fc.array(fc.nat(12), { maxLength: 5 }),
      sentMs: fc.nat(5),
      arrivedMs: fc.nat(5),
      baseSubject: fc.constantFrom('', 'A', 'B', 'C'),
      isReply: fc.boolean(),
    }),
    { maxLength: 14 },
  )
  .map((all) =>
    all.map((each, i) => ({
      ...each,
      number: i + 1,
      messageId: each.messageId === undefined ? undefined : `<${each.messageId}>`,
      references: each.references.map((id) => `<${id}>`),
    })),
  );

const told = (threads: readonly ThreadNode[]): number[] =>
  (finish(formatThreads(threads)).match(/\d+/g) ?? []).map(Number).sort((a, b) => a - b);

const algorithms: Readonly<Record<string, (all: readonly Threaded[]) => Threading>> = {
  orderedSubject,
  references,
  refs,
};

for (const [name, thread] of Object.entries(algorithms)) {
  describe(`threads by ${name}`, () => {
    it('tell each message once, in balanced lists, the same each time', () => {
      fc.assert(
        fc.property(messages, (all) => {
          const threads = finish(thread(all));
          assert.deepEqual(told(threads), all.map(({ number }) => number)); // prettier-ignore
          const text = finish(formatThreads(threads));
          assert.equal(finish(formatThreads(finish(thread(all)))), text);
          assert.equal(text.split('(').length, text.split(')').length);
          assert.doesNotMatch(text, /\(\)| \)|\( |\)\d/);
        }),
        { numRuns: 2000 },
      );
    });

    it('take a chain of 20,000 answers', () => {
      const all = Array.from({ length: 20_000 }, (_, i) => ({
        number: i + 1,
        messageId: `<${i}>`,
        references: i === 0 ? [] : [`<${i - 1}>`],
        sentMs: i,
        arrivedMs: i,
        baseSubject: 'A',
        isReply: i > 0,
      }));
      for (const each of [all, all.toReversed()]) assert.equal(told(finish(thread(each))).length, 20_000);
    });
  });
}

describe('threads by references', () => {
  it('have every message below the one it answers, where that is there and no circle', () => {
    fc.assert(
      fc.property(messages, (all) => {
        // Only ever older ones, and each identifier once: then there is no circle and nothing to settle.
        const plain = all.map((each, i) => ({
          ...each,
          messageId: `<${i}>`,
          references: each.references.filter((id) => Number(id.slice(1, -1)) < i).slice(0, 1),
          baseSubject: '',
        }));
        const parents = new Map<number, number | undefined>();
        const open: [ThreadNode, number | undefined][] = finish(references(plain)).map((root) => [root, undefined]);
        for (let next = open.pop(); next; next = open.pop()) {
          const [{ message, children }, parent] = next;
          parents.set(message!.number, parent);
          for (const child of children) open.push([child, message!.number]);
        }
        for (const {
          number,
          references: [id],
        } of plain)
          // prettier-ignore
          assert.equal(parents.get(number), id === undefined ? undefined : Number(id.slice(1, -1)) + 1);
      }),
      { numRuns: 1000 },
    );
  });

  it('sort siblings and threads by date sent', () => {
    fc.assert(
      fc.property(messages, (all) => {
        const head = (node: ThreadNode): Threaded => node.message ?? head(node.children[0]!);
        const check = (nodes: readonly ThreadNode[]): void => {
          const heads = nodes.map(head);
          assert.deepEqual(heads, heads.toSorted((a, b) => a.sentMs - b.sentMs || a.number - b.number)); // prettier-ignore
          for (const node of nodes) check(node.children);
        };
        check(finish(references(all)));
      }),
      { numRuns: 1000 },
    );
  });
});
