import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { openMemoryStores } from '../../../src/adapters/memory/open.js';
import { isMailError } from '../../../src/mail/errors.js';
import { FlagSet } from '../../../src/mail/flags.js';
import { modSeq, uid } from '../../../src/mail/ids.js';
import type { MailboxId, ModSeq, Uid } from '../../../src/mail/ids.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { TestClock, append, letter, mailboxOf, messagesIn, newAccount } from '../../support/contracts/opened.js';
import { openStores } from './open-for-test.js';

type Step =
  | { kind: 'append'; to: string; flags: string[]; body: string }
  | {
      kind: 'store';
      in: string;
      uids: number[];
      mode: 'add' | 'remove' | 'replace';
      flags: string[];
      back: number | undefined;
    }
  | { kind: 'expunge'; in: string; uids: number[] | undefined }
  | { kind: 'copy' | 'move'; in: string; uids: number[]; to: string }
  | { kind: 'create' | 'delete'; name: string }
  | { kind: 'rename'; name: string; to: string }
  | { kind: 'annotate'; in: string; entry: string; value: string | undefined; document: number | undefined }
  | { kind: 'recent'; in: string }
  | { kind: 'subscribe'; name: string; on: boolean };

const name = fc.constantFrom('INBOX', 'a', 'a/b', 'c');
const uids = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 6 });
const flags = fc.subarray(['\\Seen', '\\Deleted', '\\Flagged', 'k1', 'K1', 'k2', 'k3', 'k4']);
const body = fc.constantFrom('rot', 'grün', 'blau und rot', 'y'.repeat(5000));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), to: name, flags, body }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('store' as const),
      in: name,
      uids,
      mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
      flags,
      back: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('expunge' as const),
      in: name,
      uids: fc.option(uids, { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('copy' as const, 'move' as const), in: name, uids, to: name }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('create' as const, 'delete' as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename' as const), name, to: name }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('annotate' as const),
      in: name,
      entry: fc.constantFrom('/private/a', '/PRIVATE/A', '/shared/b'),
      value: fc.option(fc.constantFrom('x', ''), { nil: undefined }),
      document: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('recent' as const), in: name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('subscribe' as const), name, on: fc.boolean() }) },
);

/** Small enough to be hit now and then. */
const limits = { journalRuns: 3, keywords: 3, quotaOctets: 40_000, quotaMessages: 12 };

/** Does a step. @returns what it gave, or the code of its error; ids left out, since each store has its own */
async function act(store: MailStore, does: Step): Promise<unknown> {
  const set = (numbers: number[]): Uid[] => numbers.map(uid);
  try {
    switch (does.kind) {
      case 'append':
        return (await append(store, does.to, letter({ Subject: does.body.slice(0, 9) }, does.body), does.flags)).uid;
      case 'store': {
        const { id, highestModSeq } = await mailboxOf(store, does.in);
        const since = does.back === undefined ? {} : { unchangedSince: modSeq(highestModSeq - BigInt(does.back)) };
        const change = { mode: does.mode, flags: FlagSet.of(does.flags), ...since };
        const stored = await store.storeFlags(id, set(does.uids), change);
        return [stored.messages.map((each) => [each.uid, each.flags.text, each.modSeq]), stored.modified];
      }
      case 'expunge':
        return await store.expunge((await mailboxOf(store, does.in)).id, does.uids && set(does.uids));
      case 'copy':
      case 'move': {
        const { from, to } = await store[does.kind](
          (await mailboxOf(store, does.in)).id,
          set(does.uids),
          mailboxName(does.to),
        );
        return [from, to];
      }
      case 'create':
        return (await store.create(mailboxName(does.name))).uidValidity;
      case 'delete':
        return await store.delete(mailboxName(does.name));
      case 'rename':
        return await store.rename(mailboxName(does.name), mailboxName(does.to));
      case 'annotate': {
        const { id } = await mailboxOf(store, does.in);
        const value = does.value === undefined ? undefined : Buffer.from(does.value);
        const content = does.document === undefined ? undefined : (await messagesIn(store, id))[does.document]?.content;
        return await store.setMetadata(id, [{ name: does.entry, value, ...(content !== undefined && { content }) }]);
      }
      case 'recent':
        return await store.claimRecent((await mailboxOf(store, does.in)).id);
      case 'subscribe':
        return await store.subscribe(mailboxName(does.name), does.on);
    }
  } catch (error) {
    if (isMailError(error)) return error.code;
    if (error instanceof Error && error.message.startsWith('No mailbox')) return 'no mailbox';
    throw error;
  }
}

/** All that can be seen of a store, without its ids of mailboxes and contents. */
async function picture(store: MailStore): Promise<unknown> {
  const boxes = [];
  for (const { id, ...box } of await store.mailboxes()) {
    if (!box.selectable) {
      boxes.push(box.name);
      continue;
    }
    const { messages, table, ...rest } = await store.changes(id, modSeq(0n));
    assert.deepEqual([...table], messages);
    const facts = await store.facts(messages.map(({ content }) => content));
    const notes = await store.contentMetadata();
    boxes.push([
      box,
      rest,
      await store.counts(id),
      (await store.messages(id)).messages.keywords,
      await store.metadata(id),
      messages.map((each, i) => [
        { ...each, content: 0, flags: each.flags.text },
        facts[i]?.header.toString(),
        notes.get(each.content) ?? [],
      ]),
    ]);
  }
  const found = await store.search([
    { field: 'text', needle: 'rot' },
    { field: 'body', needle: 'GRÜN' },
  ]);
  return [boxes, await store.subscriptions(), found.map((set) => set.size), await store.quota()];
}

/** What a session knows, kept up to date by `changes` alone. */
class Replayed {
  readonly known = new Map<number, string>();
  #at: ModSeq = modSeq(0n);
  constructor(readonly mailbox: MailboxId) {}

  async follow(store: MailStore): Promise<void> {
    const { messages, expunged, highestModSeq, table } = await store.changes(this.mailbox, this.#at);
    const isGone = (each: number) => table.indexOf(uid(each)) === undefined;
    const gone = expunged === 'forgotten' ? [...this.known.keys()].filter(isGone) : expunged;
    for (const each of gone) this.known.delete(each);
    for (const each of messages) this.known.set(each.uid, each.flags.text);
    this.#at = highestModSeq;
    const all = (await messagesIn(store, this.mailbox)).map((each) => [each.uid, each.flags.text] as const);
    assert.deepEqual(
      [...this.known].sort(([a], [b]) => a - b),
      all,
    );
  }
}

describe('sqlite beside memory', () => {
  it('shows the same after the same steps, and its changes replay to the same mailbox', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const clock = new TestClock();
        const dataDir = await mkdtemp(join(tmpdir(), 'unpaperme-'));
        const sqlite = await openStores(dataDir, { clock, limits: { ...limits, inlineOctets: 2000 } });
        const memory = await openMemoryStores({ clock, limits });
        try {
          const real = await sqlite.stores.open(await newAccount(sqlite));
          const model = await memory.stores.open(await newAccount(memory));
          const session = new Replayed((await mailboxOf(real, 'INBOX')).id);
          for (const each of steps) {
            clock.pass(300);
            assert.deepEqual(await act(real, each), await act(model, each), JSON.stringify(each));
            // Counters here, counted anew there.
            assert.deepEqual(await real.quota(), await model.quota(), JSON.stringify(each));
            await session.follow(real);
          }
          assert.deepEqual(await picture(real), await picture(model));
        } finally {
          await sqlite.close();
          await rm(dataDir, { recursive: true });
        }
      }),
      { numRuns: Number(process.env['UNPAPERME_TEST_RUNS'] ?? 15) },
    );
  });
});
