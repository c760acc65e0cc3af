/** UIDBATCHES in mailboxes with holes (RFC 10022). */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { uidBatches } from '../../../src/services/imap/commands/uidbatches.js';
import type { SelectedContext } from '../../../src/services/imap/command.js';
import type { View } from '../../../src/services/imap/view.js';
import { formatBatchesRequest } from '../../../src/wire/imap/uid-batches.js';
import { parse, parserOf } from '../../wire/imap/support.js';

async function batches(uids: readonly number[], text: string): Promise<readonly (readonly [number, number])[]> {
  const view = { exists: uids.length, lastUid: uids.at(-1) ?? 0, uidAt: (number: number) => uids[number - 1]! };
  const context = { view: view as unknown as View, tag: 'a' } as SelectedContext;
  const prepared = uidBatches.prepare(parserOf(` ${text}`), { uid: false, without: new Set(), uidOnly: false });
  const running = prepared.run(context);
  assert.ok('next' in running);
  const { value } = await running.next();
  const sets = /^\* UIDBATCHES \(TAG "a"\)(?: (.*))?\r\n$/.exec(value as string);
  assert.ok(sets);
  return (sets[1]?.split(',') ?? []).map((range) => range.split(':').map(Number) as [number, number]);
}

describe('UIDBATCHES', () => {
  it('puts every message into one batch, each full but the last, without gaps', async () => {
    const mailbox = fc.tuple(fc.nat(2600), fc.integer({ min: 1, max: 5 })).map(([length, step]) => {
      let uid = 0;
      return Array.from({ length }, (_, index) => (uid += 1 + ((index * 7919) % step)));
    });
    await fc.assert(
      fc.asyncProperty(mailbox, fc.integer({ min: 500, max: 900 }), async (uids, size) => {
        const all = await batches(uids, `${size}`);
        const counts = all.map(([high, low]) => uids.filter((uid) => uid <= high && uid >= low).length);
        assert.equal(
          counts.reduce((sum, each) => sum + each, 0),
          uids.length,
        );
        assert.ok(counts.slice(0, -1).every((each) => each === size));
        for (const [index, [, low]] of all.entries()) {
          assert.equal(low, index + 1 < all.length ? all[index + 1]![0] + 1 : 1);
        }
        assert.deepEqual(await batches(uids, `${size} 2:3`), all.slice(1, 3));
      }),
      { numRuns: 30 },
    );
  });

  it('reads the requests that it wrote', () => {
    const nz = fc.integer({ min: 1, max: 0xffff_ffff });
    const wanted = fc.option(
      fc.tuple(nz, nz).map(([from, to]) => ({ from, to })),
      { nil: undefined },
    );
    fc.assert(
      fc.property(nz, wanted, (size, range) => {
        const request = { size, wanted: range };
        assert.deepEqual(
          parse(formatBatchesRequest(request), (p) => p.batchesRequest()),
          request,
        );
      }),
    );
  });
});
