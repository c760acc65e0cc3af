import assert from 'node:assert/strict';
import { openSqlite } from '../../support/transcript/sqlite.js';
import { taken, World } from './support.js';

describe('relay: a postcard on SQLite', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open('de', {}, openSqlite)));
  afterEach(async () => world.close());

  it('is asked about within seconds, released by a move, delivered, and lies among the sent ones', async () => {
    world.start();
    await world.looks();
    const id = await world.submit({ to: ['a@one.example', 'b@two.example'], hold: 'postcard', documents: ['d1'] });
    const askedMs = world.time.now();
    await world.passUntil(async () => (await world.texts('INBOX')).length === 1, 500);
    // Chosen time runs ahead of the disk; without a sign from the queue it would be a minute.
    assert.ok(world.time.now() - askedMs < 50_000);
    assert.deepEqual([await world.flags('outbox'), world.transport.tries], [['\\Seen $Held'], []]);
    await world.move('outbox', 'outbox-allow');
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 500);
    assert.deepEqual(await world.states(id), ['relayed', 'relayed']);
    assert.deepEqual(
      [await world.flags('outbox'), await world.flags('outbox-allow'), await world.flags('Sent')],
      [[], [], ['\\Seen']],
    );
    await world.pass(15 * 3600_000);
    assert.equal((await world.texts('protocol')).length, 1);
  });

  it('is cancelled when it is deleted', async () => {
    world.transport.answer = (_address, { atMs }) => taken(atMs);
    world.start();
    const id = await world.submit({ hold: 'postcard', documents: ['d1'] });
    await world.looks();
    await world.empty('outbox');
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 500);
    assert.deepEqual([await world.states(id), world.transport.tries], [['cancelled'], []]);
  });
});
