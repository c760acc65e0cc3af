import assert from 'node:assert/strict';
import { FlagSet } from '../../../src/mail/flags.js';
import type { Outcome } from '../../../src/mail/queue.js';
import type { AccountId } from '../../../src/mail/ids.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { day, hour, later, minute, taken, World } from './support.js';

function failed(atMs: number): Outcome {
  return { kind: 'failed', attempt: { atMs, reply: '550 5.1.1 no', status: '5.1.1' } };
}

describe('relay: what the customer does in the outbox', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open()));
  afterEach(async () => world.close());

  const ended = async (id: Parameters<World['item']>[0]) => (await world.item(id)).endedMs !== undefined;

  for (const { how, does } of [
    { how: 'deletes it', does: () => world.empty('outbox') },
    { how: 'moves it to the bin', does: () => world.move('outbox', 'Trash') },
    {
      how: 'marks it as deleted',
      async does() {
        const { id } = await world.mailbox('outbox');
        const uids = (await world.messages('outbox')).map(({ uid }) => uid);
        await world.store.storeFlags(id, uids, { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
      },
    },
    { how: 'deletes the outbox itself', does: async () => world.store.delete((await world.mailbox('outbox')).name) },
  ]) {
    it(`cancels when the customer ${how}`, async () => {
      const id = await world.submit({ hold: 'postcard', documents: ['d1'] });
      world.start();
      await world.looks();
      await does();
      await world.passUntil(() => ended(id));
      assert.deepEqual(await world.states(id), ['cancelled']);
      assert.equal(world.transport.tries.length, 0);
      assert.deepEqual(await world.flags('Sent'), []);
    });
  }

  it('cancels what was deleted while nobody looked', async () => {
    const id = await world.submit();
    await world.empty('outbox');
    world.start();
    await world.passUntil(() => ended(id));
    assert.deepEqual([await world.states(id), world.transport.tries], [['cancelled'], []]);
  });

  it('gives up what is on the wire when it is deleted, and says so of what arrived all the same', async () => {
    world.transport.answer = async (address, { signal, atMs }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return address === 'fast@one.example' ? taken(atMs) : later(atMs);
    };
    const id = await world.submit({ to: ['fast@one.example', 'slow@two.example'] });
    world.start();
    await world.passUntil(() => world.transport.running === 2, 100);
    await world.empty('outbox');
    await world.passUntil(() => ended(id));
    await world.looks();
    assert.deepEqual((await world.states(id)).includes('queued'), false);
    assert.equal((await world.states(id))[1], 'cancelled');
    assert.deepEqual(
      (await world.opened.ledger.disclosures(world.account)).map(({ recipient }) => recipient),
      ['fast@one.example'],
    );
    assert.deepEqual(await world.texts('INBOX'), []);
  });

  it('gives up what is on the wire when an admin holds it, and counts no failure', async () => {
    world.transport.answer = async (_address, { signal, atMs }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return later(atMs);
    };
    const id = await world.submit();
    world.start();
    await world.passUntil(() => world.transport.running === 1, 100);
    await world.opened.queue.hold(id, 'admin');
    await world.passUntil(() => world.transport.running === 0, 1000);
    await world.looks();
    const { hold, recipients } = await world.item(id);
    assert.deepEqual([hold, recipients[0]?.failures, recipients[0]?.state], ['admin', 0, 'queued']);
    world.transport.answer = (_address, { atMs }) => taken(atMs);
    await world.opened.queue.release(id);
    await world.passUntil(() => ended(id));
    assert.deepEqual(await world.states(id), ['relayed']);
  });

  it('looks at the others when there is trouble with one', async () => {
    const ids = [await world.submit({ hold: 'postcard' }), await world.submit({ hold: 'postcard' })];
    const { queue } = world.opened;
    const release = queue.release.bind(queue);
    let troubles = 1;
    queue.release = async (id) => {
      if (troubles-- > 0) throw new Error('the disk is busy');
      return release(id);
    };
    await world.move('outbox', 'outbox-release');
    world.start();
    await world.passUntil(async () => ended(ids[1]!), 100);
    await world.passUntil(async () => ended(ids[0]!), minute);
    assert.equal(world.log.events('relay.outbox-not-watched').length, 1);
  });

  for (const how of ['move', 'copy'] as const) {
    it(`releases what is held when the customer does a ${how} to where mail is released`, async () => {
      const id = await world.submit({ hold: 'postcard', documents: ['d1'] });
      world.start();
      await world.looks();
      assert.deepEqual(await world.flags('outbox'), ['\\Seen $Held']);
      world.transport.answer = (_address, { atMs }) => later(atMs);
      const before = (await world.messages('outbox')).map(({ uid }) => uid);
      await world.move('outbox', 'outbox-release', how);
      await world.passUntil(() => world.transport.tries.length === 1, 100);
      // An app without MOVE goes on and deletes what it copied.
      if (how === 'copy') await world.empty('outbox', before);
      await world.looks();
      assert.deepEqual(await world.flags('outbox-release'), []);
      assert.deepEqual(await world.flags('outbox'), ['\\Seen $Queued']);
      const known = await world.opened.correspondents.known(world.account, ['a@one.example']);
      assert.deepEqual([...known], [['a@one.example', { allowed: false }]]);
      world.transport.answer = (_address, { atMs }) => taken(atMs);
      await world.passUntil(() => ended(id), minute);
      assert.deepEqual(await world.flags('Sent'), ['\\Seen']);
    });
  }

  it('remembers the recipients when it is moved to where they are allowed for good', async () => {
    const id = await world.submit({ to: ['a@one.example', 'b@two.example'], hold: 'postcard', documents: ['d1'] });
    world.start();
    await world.looks();
    await world.move('outbox', 'outbox-allow');
    await world.passUntil(() => ended(id));
    const known = await world.opened.correspondents.known(world.account, ['a@one.example', 'b@two.example']);
    assert.deepEqual([...known.values()], [{ allowed: true }, { allowed: true }]);
    assert.deepEqual(await world.states(id), ['relayed', 'relayed']);
  });

  for (const hold of ['admin', 'review'] as const) {
    it(`leaves held what an admin has to look at (${hold}), wherever it is moved`, async () => {
      const id = await world.submit({ to: ['a@one.example'], hold });
      world.start();
      await world.looks();
      await world.move('outbox', 'outbox-allow');
      await world.looks();
      assert.equal((await world.item(id)).hold, hold);
      assert.deepEqual(await world.states(id), ['queued']);
      const known = await world.opened.correspondents.known(world.account, ['a@one.example']);
      assert.equal(known.get('a@one.example')?.allowed ?? false, false);
      await world.opened.queue.release(id);
      await world.passUntil(() => ended(id));
      assert.deepEqual(await world.states(id), ['relayed']);
    });
  }

  it('goes by what mailboxes are for, whatever the customer calls them', async () => {
    await world.store.rename(mailboxName('Postausgang'), mailboxName('Raus'));
    await world.store.rename(mailboxName('Raus/Freigeben'), mailboxName('Ja bitte'));
    const id = await world.submit({ hold: 'postcard', documents: ['d1'] });
    world.start();
    await world.looks();
    await world.move('outbox', 'outbox-release');
    await world.passUntil(() => ended(id));
    assert.deepEqual(await world.states(id), ['relayed']);
  });

  it('leaves alone what lies in a mailbox below the outbox, and delivers it when it is due', async () => {
    await world.store.create(mailboxName('Postausgang/Später'));
    const id = await world.submit({ hold: 'postcard', documents: ['d1'] });
    world.start();
    await world.looks();
    const outbox = await world.mailbox('outbox');
    await world.store.move(
      outbox.id,
      (await world.messages('outbox')).map(({ uid }) => uid),
      mailboxName('Postausgang/Später'),
    );
    await world.looks();
    assert.deepEqual(await world.states(id), ['queued']);
    await world.opened.queue.release(id);
    await world.passUntil(() => ended(id));
    assert.deepEqual(await world.states(id), ['relayed']);
  });

  it('leaves alone what has no item, and copies elsewhere', async () => {
    const id = await world.submit({ hold: 'postcard', documents: ['d1'] });
    world.start();
    await world.looks();
    await world.move('outbox', 'Archive', 'copy');
    await world.move('outbox', 'outbox', 'copy');
    await world.looks();
    assert.deepEqual(await world.states(id), ['queued']);
    assert.equal((await world.messages('Archive')).length, 1);
    await world.move('Archive', 'outbox-release');
    await world.passUntil(() => ended(id));
    assert.equal((await world.messages('Sent')).length, 1);
    assert.equal((await world.messages('outbox')).length, 0);
  });

  it('shows the state after commands, and lets a release by the customer not undo what an admin holds', async () => {
    const id = await world.submit({ hold: 'admin' });
    const relay = world.start();
    await world.looks();
    await world.move('outbox', 'outbox-release');
    await world.passUntil(async () => (await world.flags('outbox')).length === 1, 100);
    await world.looks();
    assert.deepEqual(await world.flags('outbox'), ['\\Seen $Held']);
    assert.equal((await world.item(id)).hold, 'admin');
    world.transport.answer = (_address, { atMs }) => later(atMs);
    await world.opened.queue.release(id);
    await world.looks();
    assert.deepEqual(await world.flags('outbox'), ['\\Seen $Queued']);
    await world.opened.queue.hold(id, 'admin');
    relay.kick();
    await world.looks();
    assert.deepEqual(await world.flags('outbox'), ['\\Seen $Held']);
    await world.opened.queue.cancel(id);
    relay.kick();
    await world.passUntil(() => ended(id));
    assert.deepEqual([await world.flags('outbox'), await world.flags('Drafts')], [[], ['\\Seen']]);
  });

  it('tries at once what is moved to where mail is released without being held', async () => {
    world.transport.answer = (_address, { atMs }) => later(atMs);
    await world.submit();
    world.start();
    await world.pass(40 * minute);
    const tries = world.transport.tries.length;
    await world.move('outbox', 'outbox-release');
    await world.looks();
    assert.equal(world.transport.tries.length, tries + 1);
    assert.equal((await world.messages('outbox')).length, 1);
  });

  describe('the copy among the sent ones', () => {
    it('is that of the mail app, when it saved one before', async () => {
      const id = await world.submit({ messageId: '<x@phone.example>' });
      await world.saveOwnCopy('<x@phone.example>');
      world.start();
      await world.passUntil(() => ended(id));
      assert.equal((await world.messages('Sent')).length, 1);
      assert.deepEqual([await world.flags('outbox'), (await world.item(id)).sent], [[], undefined]);
    });

    it('is that of the mail app, when it saves one after', async () => {
      const id = await world.submit({ messageId: '<x@phone.example>' });
      world.start();
      await world.passUntil(() => ended(id));
      assert.notEqual((await world.item(id)).sent, undefined);
      await world.pass(10 * minute);
      await world.saveOwnCopy('<x@phone.example>');
      await world.passUntil(async () => (await world.item(id)).sent === undefined);
      const [only, ...others] = await world.messages('Sent');
      assert.deepEqual([only?.uid, others], [2, []]);
    });

    it('is that of the mail app, when it saved one while the service stood still', async () => {
      const id = await world.submit({ messageId: '<x@phone.example>' });
      const relay = world.start();
      await world.passUntil(() => ended(id));
      await world.closeRelay(relay);
      await world.saveOwnCopy('<x@phone.example>');
      world.start();
      await world.passUntil(async () => (await world.item(id)).sent === undefined);
      assert.equal((await world.messages('Sent')).length, 1);
    });

    it('stays when the customer copies it', async () => {
      const id = await world.submit();
      world.start();
      await world.passUntil(() => ended(id));
      await world.move('Sent', 'Sent', 'copy');
      await world.looks();
      assert.equal((await world.messages('Sent')).length, 2);
    });

    it('is one also for two submissions of the same message', async () => {
      const ids = [
        await world.submit({ messageId: '<x@phone.example>' }),
        await world.submit({ messageId: '<x@phone.example>' }),
      ];
      world.start();
      await world.passUntil(async () => (await ended(ids[0]!)) && (await ended(ids[1]!)));
      assert.equal((await world.messages('Sent')).length, 1);
      assert.equal((await world.messages('outbox')).length, 0);
    });

    it('is that of the mail app also where a crash left ours', async () => {
      const id = await world.submit({ messageId: '<x@phone.example>' });
      await world.opened.queue.settle({ item: id, outcomes: new Map([[0, failed(world.time.now())]]) });
      await world.move('outbox', 'Sent');
      await world.saveOwnCopy('<x@phone.example>');
      world.start();
      await world.passUntil(() => ended(id));
      await world.pass(2 * minute);
      assert.deepEqual(
        (await world.messages('Sent')).map(({ uid }) => uid),
        [2],
      );
      assert.equal((await world.item(id)).sent, undefined);
    });

    it('is made also when the customer moves the message at that very moment', async () => {
      const id = await world.submit();
      const { stores } = world.opened;
      let moves = 1;
      const open = async (account: AccountId) => {
        const store = await stores.open(account);
        const move = store.move.bind(store);
        store.move = async (...args) => {
          if (moves-- > 0) await world.move('outbox', 'outbox-release');
          return move(...args);
        };
        return store;
      };
      world.start({ stores: { feed: stores.feed, open } });
      await world.passUntil(() => ended(id));
      assert.deepEqual([await world.flags('outbox-release'), await world.flags('Sent')], [[], ['\\Seen']]);
    });

    it('is found where a crash left it, and the mailbox is made again when it is missing', async () => {
      const id = await world.submit();
      const [delivery] = await world.opened.queue.claim({ by: 'domain', leaseMs: minute, limit: 1 });
      const { attempt, ...rest } = taken(world.time.now()) as Extract<ReturnType<typeof taken>, { way: unknown }>;
      const way = { ...rest.way, encrypted: 'no' as const };
      await world.opened.queue.settle({
        item: id,
        outcomes: new Map([[delivery!.numbers[0]!, { kind: 'relayed', attempt, way }]]),
      });
      await world.move('outbox', 'Sent');
      world.start();
      await world.passUntil(() => ended(id));
      assert.equal((await world.item(id)).sent?.uid, 1);
      await world.store.delete((await world.mailbox('Sent')).name);
      const next = await world.submit();
      await world.passUntil(() => ended(next));
      assert.deepEqual(await world.flags('Sent'), ['\\Seen']);
      assert.equal((await world.messages('Sent')).length, 1);
    });
  });

  it('follows nobody who has nothing in the queue any more', async () => {
    const id = await world.submit();
    world.start();
    await world.passUntil(() => ended(id));
    await world.pass(day + hour);
    let listed = 0;
    const { queue } = world.opened;
    const list = queue.list.bind(queue);
    queue.list = async (filter) => {
      if (filter?.account !== undefined) listed += 1;
      return list(filter);
    };
    await world.saveOwnCopy('<y@phone.example>');
    await world.pass(10 * minute);
    assert.equal(listed, 0);
  });
});
