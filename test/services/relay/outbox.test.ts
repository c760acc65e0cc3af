import assert from 'node:assert/strict';
import { mailboxName } from '../../../src/mail/mailbox.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import { Outbox } from '../../../src/services/relay/outbox.js';
import { World } from './support.js';

describe('the outbox as the relay sees it', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open()));
  afterEach(async () => world.close());

  /** A store in which something happens before each of the reads of mailboxes. */
  const between = (happens: () => Promise<void>): MailStore =>
    new Proxy(world.store, {
      get(target, name) {
        if (name === 'changes' || name === 'messages') {
          return async (...args: Parameters<MailStore['changes']>) => {
            const read = (target[name] as MailStore['changes']).bind(target);
            const result = await read(...args);
            await happens();
            return result;
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });

  it('takes nothing for gone that is on its way between two mailboxes', async () => {
    const { content } = await world.item(await world.submit());
    const ways = [
      ['outbox', 'outbox-release'],
      ['outbox-release', 'outbox'],
    ] as const;
    // After the mailbox that it will be moved to was read, and before the one that it is moved from.
    let moves = 5;
    const outbox = new Outbox(
      between(async () => {
        if (moves-- > 0)
          for (const [from, to] of ways) if ((await world.messages(from)).length > 0) return world.move(from, to);
        return undefined;
      }),
    );
    assert.equal(await outbox.settle(), true);
    assert.equal(outbox.alive(content).length, 1);
  });

  it('says so when it never comes to rest', async () => {
    await world.submit();
    const outbox = new Outbox(between(async () => world.move('outbox', 'outbox', 'move')));
    assert.equal(await outbox.settle(), false);
  });

  it('reads only what the change feed has marked', async () => {
    const { content } = await world.item(await world.submit());
    let reads = 0;
    const outbox = new Outbox(between(async () => void (reads += 1)));
    assert.equal(await outbox.refresh(), true);
    assert.equal(reads, 3);
    assert.equal(await outbox.refresh(), false);
    assert.equal(reads, 3);
    await world.empty('outbox');
    outbox.mark((await world.mailbox('outbox')).id);
    outbox.mark((await world.mailbox('INBOX')).id);
    assert.equal(await outbox.refresh(), true);
    assert.equal(reads, 4);
    assert.deepEqual(outbox.find(content), []);
  });

  it('looks again at what it could not read', async () => {
    const { content } = await world.item(await world.submit());
    let troubles = 1;
    const outbox = new Outbox(
      between(async () => {
        if (troubles-- > 0) throw new Error('the disk is busy');
      }),
    );
    await assert.rejects(outbox.refresh(), /busy/u);
    await outbox.refresh();
    assert.equal(outbox.alive(content).length, 1);
  });

  it('follows mailboxes that come, go and change their place', async () => {
    const { content } = await world.item(await world.submit());
    const outbox = new Outbox(world.store);
    await outbox.refresh();
    await world.store.create(mailboxName('Postausgang/Später'));
    const { id } = await world.mailbox('outbox');
    await world.store.move(
      id,
      (await world.messages('outbox')).map(({ uid }) => uid),
      mailboxName('Postausgang/Später'),
    );
    await outbox.refresh(true);
    assert.deepEqual(
      outbox.find(content).map(({ place }) => place),
      ['below'],
    );
    await world.store.rename(mailboxName('Postausgang/Später'), mailboxName('Später'));
    outbox.mark(undefined);
    assert.equal(await outbox.refresh(), true);
    assert.deepEqual(outbox.find(content), []);
    await world.store.rename(mailboxName('Später'), mailboxName('Postausgang/Später'));
    await world.store.delete(mailboxName('Postausgang/Später'));
    outbox.mark(undefined);
    await outbox.refresh();
    assert.deepEqual(outbox.find(content), []);
  });
});
