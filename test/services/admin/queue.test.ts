import assert from 'node:assert/strict';
import { openMemoryStores, type OpenedStores } from '../../../src/adapters/memory/open.js';
import type { QueueId } from '../../../src/mail/ids.js';
import type { Hold } from '../../../src/mail/queue.js';
import { createQueueCalls, type QueueCalls } from '../../../src/services/admin/queue.js';
import { World } from '../relay/support.js';

describe('the queue, by command', () => {
  let world: World;
  let opened: OpenedStores;
  let calls: QueueCalls;
  beforeEach(async () => {
    world = await World.open('de', {}, openMemoryStores);
    ({ opened } = world);
    const { queue, notebook, accounts } = opened;
    const find = async () => (await accounts.get(world.account))!;
    const people = { find, list: async () => [await find()] };
    calls = createQueueCalls({
      queue,
      notebook,
      accounts: people,
      clock: world.time,
      onTryNow: () => {},
    });
  });
  afterEach(async () => world.close());

  const holdOf = async (id: QueueId): Promise<Hold | undefined> => (await world.item(id)).hold;

  for (const selection of [{ all: true } as const, { account: 'erika' }]) {
    const words = Object.keys(selection)[0]!;

    it(`holds and releases many (${words}), and leaves alone what waits for its customer's word`, async () => {
      const queued = await world.submit();
      const asked = await world.submit({ hold: 'postcard', documents: ['d1'] });
      assert.deepEqual(
        (await calls.changeQueue('hold', selection)).map(({ queue }) => queue),
        [queued],
      );
      assert.deepEqual([await holdOf(queued), await holdOf(asked)], ['admin', 'postcard']);
      assert.deepEqual(
        (await calls.changeQueue('release', selection)).map(({ queue }) => queue),
        [queued],
      );
      assert.deepEqual([await holdOf(queued), await holdOf(asked)], [undefined, 'postcard']);
    });
  }

  it('releases by number whatever holds it', async () => {
    const asked = await world.submit({ hold: 'postcard', documents: ['d1'] });
    await calls.changeQueue('release', { queue: [asked] });
    assert.equal(await holdOf(asked), undefined);
  });

  it('cancels all, also what is held', async () => {
    const asked = await world.submit({ hold: 'postcard', documents: ['d1'] });
    await calls.changeQueue('cancel', { all: true });
    assert.deepEqual(await world.states(asked), ['cancelled']);
  });

  it('says which number is none', async () => {
    await assert.rejects(calls.changeQueue('retry', { queue: [7] }), /There is no message 7 in the queue/u);
  });
});
