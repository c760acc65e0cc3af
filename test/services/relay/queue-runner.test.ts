import assert from 'node:assert/strict';
import { World } from './support.js';

describe('relay', () => {
  let world: World;
  beforeEach(async () => (world = await World.open()));
  afterEach(async () => world.close());

  it('delivers what is in the queue, and puts the message among the sent ones', async () => {
    const id = await world.submit({ to: ['a@one.example', 'b@two.example'] });
    world.start();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined);
    assert.deepEqual(await world.states(id), ['relayed', 'relayed']);
    assert.deepEqual(world.transport.arrived.map(({ address }) => address).sort(), ['a@one.example', 'b@two.example']);
    assert.deepEqual(await world.flags('outbox'), []);
    assert.deepEqual(await world.flags('Sent'), ['\\Seen']);
    assert.deepEqual(await world.texts('INBOX'), []);
  });
});
