import assert from 'node:assert/strict';
import { MailError } from '../../../src/mail/errors.js';
import { pausedDestinations } from '../../../src/mail/queue.js';
import { giveUpMs } from '../../../src/services/relay/schedule.js';
import { withMethods } from '../../support/smtp/host.js';
import { day, hour, later, minute, readable, refused, taken, unreachable, World } from './support.js';

describe('relay: the queue runner', () => {
  let world: World;
  beforeEach(async () => void (world = await World.open()));
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

  it('hears of what comes later, and of messages to several recipients of one domain in one transaction', async () => {
    world.start();
    await world.looks();
    const id = await world.submit({ to: ['a@one.example', 'b@one.example', 'c@two.example'] });
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined);
    assert.equal(world.transport.arrived.length, 3);
    assert.deepEqual((await world.opened.ledger.disclosures(world.account)).map(({ recipient }) => recipient).sort(), [
      'a@one.example',
      'b@one.example',
      'c@two.example',
    ]);
  });

  it('hands all recipients to a smarthost in one transaction', async () => {
    world.transport.by = 'item';
    const sizes: number[] = [];
    world.transport.answer = (_address, { mail, atMs }) => {
      sizes.push(mail.recipients.length);
      return taken(atMs);
    };
    const id = await world.submit({ to: ['a@one.example', 'b@two.example'] });
    world.start();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined);
    assert.deepEqual(sizes, [2, 2]);
  });

  it('signs for the domain of the author, and tells the size with the signature', async () => {
    const seen: { size: number; octets: number; start: string }[] = [];
    world.transport.answer = (_address, { mail, octets, atMs }) => {
      seen.push({ size: mail.sizeOctets, octets: octets.length, start: octets.slice(0, 24) });
      return taken(atMs);
    };
    const id = await world.submit();
    world.start({ signer: { sign: async (domain) => Buffer.from(`DKIM-Signature: d=${domain}\r\n`) } });
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined);
    assert.equal(seen[0]?.start, 'DKIM-Signature: d=exampl');
    assert.equal(seen[0]?.size, seen[0]?.octets);
  });

  it('sends protected copies to those they are for, and tells the ledger', async () => {
    const id = await world.submit({ to: ['a@one.example', 'key@one.example'] });
    world.start({
      protection: {
        reaches: async () => false,
        async protect(_account, message, recipients) {
          const numbersOf = (known: boolean) =>
            recipients.filter(({ address }) => address.startsWith('key') === known).map(({ number }) => number);
          const sealed = {
            sizeOctets: 6,
            octets: async function* () {
              yield Buffer.from('sealed');
            },
          };
          return [
            { ...message, numbers: numbersOf(false), encrypted: 'no' as const },
            { ...sealed, numbers: numbersOf(true), encrypted: 'openpgp' as const },
          ];
        },
      },
    });
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined);
    assert.equal(world.transport.arrived.find(({ address }) => address === 'key@one.example')?.octets, 'sealed');
    assert.deepEqual(
      (await world.opened.ledger.disclosures(world.account)).map(
        ({ recipient, way }) => `${recipient} ${way.encrypted}`,
      ),
      ['a@one.example no', 'key@one.example openpgp'],
    );
  });

  it('sends nothing in the clear for an account that has forbidden it meanwhile, and says so', async () => {
    const queued = await world.submit();
    const held = await world.submit({ hold: 'postcard', documents: ['d1'] });
    const encrypted = await world.submit({ encryptedBySender: true });
    await world.opened.accounts.setPostcard(world.account, 'require');
    world.start();
    await world.opened.queue.release(held);
    await world.passUntil(async () => (await world.item(held)).endedMs !== undefined, 500);
    await world.passUntil(async () => (await world.item(encrypted)).endedMs !== undefined, 500);
    assert.deepEqual([await world.states(queued), await world.states(held)], [['failed'], ['failed']]);
    assert.deepEqual(await world.states(encrypted), ['relayed']);
    assert.equal(world.transport.tries.length, 1);
    const [report] = (await world.texts('INBOX')).map(readable);
    assert.match(report!, /unsicher senden wir diese Nachricht nicht/u);
    assert.match(report!, /^Status: 5\.7\.10\r$/mu);
  });

  it('leaves alone what the sender has encrypted', async () => {
    const id = await world.submit({ encryptedBySender: true });
    world.start({ protection: { reaches: async () => true, protect: () => Promise.reject(new Error('not asked')) } });
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined);
    assert.equal((await world.opened.ledger.disclosures(world.account))[0]?.way.encrypted, 'by-sender');
  });

  it('tries again by the schedule, tells of the delay once, and gives up after five days', async () => {
    world.transport.answer = (_address, { atMs }) => later(atMs);
    const queuedMs = world.time.now();
    const id = await world.submit();
    world.start({ limits: { pollMs: hour } });
    await world.pass(5 * hour);
    assert.deepEqual(
      world.transport.tries.map(({ atMs }) => Math.round((atMs - queuedMs) / minute)),
      [0, 1, 6, 21, 51, 111, 231, 261],
    );
    await world.pass(5 * hour);
    assert.deepEqual(await world.flags('outbox'), ['\\Seen $Delayed $Queued']);
    const [delayed, ...more] = (await world.texts('INBOX')).map(readable);
    assert.match(delayed!, /^Subject: Noch nicht zugestellt: Fwd: Steuerbescheid\r$/mu);
    assert.match(delayed!, /^Action: delayed\r$/mu);
    assert.equal(more.length, 0);
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 6 * hour);
    assert.deepEqual(await world.states(id), ['failed']);
    assert.ok(world.time.now() - queuedMs >= giveUpMs);
    const [, failed, ...others] = (await world.texts('INBOX')).map(readable);
    assert.match(failed!, /Wir haben es 5 Tage lang versucht\. Zuletzt:/u);
    assert.match(failed!, /^Action: failed\r$/mu);
    assert.equal(others.length, 0);
    assert.deepEqual(await world.flags('Sent'), ['\\Seen $NotDelivered']);
  });

  it('leaves an unreachable destination alone, and counts no failure for those who only wait', async () => {
    world.transport.answer = (address, { atMs }) =>
      address.endsWith('@down.example') ? unreachable(atMs) : taken(atMs);
    const first = await world.submit({ to: ['a@down.example'] });
    world.start();
    await world.passUntil(() => world.transport.tries.length === 1, 100);
    const second = await world.submit({ to: ['b@down.example'] });
    const other = await world.submit({ to: ['c@up.example'] });
    await world.passUntil(async () => (await world.item(other)).endedMs !== undefined, 100);
    assert.deepEqual(
      world.transport.tries.map(({ address }) => address),
      ['a@down.example', 'c@up.example'],
    );
    assert.deepEqual(
      [await world.item(first), await world.item(second)].map(({ recipients }) => recipients[0]?.failures),
      [1, 0],
    );
    world.transport.answer = (_address, { atMs }) => taken(atMs);
    await world.passUntil(async () => (await world.item(second)).endedMs !== undefined, minute);
    assert.equal((await world.item(second)).recipients[0]?.failures, 0);
  });

  it('rests longer with each time that a destination cannot be reached, and tells those who wait all the same', async () => {
    world.transport.answer = (_address, { atMs }) => unreachable(atMs);
    const ids = [await world.submit({ to: ['a@down.example'] }), await world.submit({ to: ['b@down.example'] })];
    world.start();
    await world.pass(5 * hour);
    assert.equal((await world.texts('INBOX')).length, 2);
    await world.passUntil(async () => (await world.item(ids[1]!)).endedMs !== undefined, 6 * hour);
    await world.passUntil(async () => (await world.item(ids[0]!)).endedMs !== undefined, 6 * hour);
    assert.deepEqual([await world.states(ids[0]!), await world.states(ids[1]!)], [['failed'], ['failed']]);
    assert.equal((await world.texts('INBOX')).length, 4);
    assert.ok(world.transport.tries.length < 100, `${world.transport.tries.length} tries`);
  });

  it('tries nothing for a destination that an admin has paused', async () => {
    const { notebook } = world.opened;
    await notebook.put(pausedDestinations, 'one.example', {}, world.time.now() + day);
    const id = await world.submit({ to: ['a@one.example', 'b@two.example'] });
    const relay = world.start();
    await world.pass(3 * hour);
    assert.deepEqual(await world.states(id), ['queued', 'relayed']);
    await notebook.remove(pausedDestinations, 'one.example');
    relay.kick();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 100);
    assert.deepEqual(await world.states(id), ['relayed', 'relayed']);
  });

  it('runs 5 deliveries at a time to one destination, and 20 to all', async () => {
    let finish = (): void => {};
    const gate = new Promise<void>((resolve) => (finish = resolve));
    const running = new Map<string, number>();
    world.transport.answer = async (address, { mail, atMs }) => {
      running.set(mail.domain, (running.get(mail.domain) ?? 0) + 1);
      if (address.startsWith('slow')) await gate;
      return taken(atMs);
    };
    for (let i = 0; i < 8; i += 1) await world.submit({ to: [`slow${i}@one.example`] });
    for (let i = 0; i < 30; i += 1) await world.submit({ to: [`slow@d${i}.example`] });
    world.start();
    await world.looks();
    assert.equal(running.get('one.example'), 5);
    assert.equal(world.transport.mostRunning, 20);
    finish();
    await world.passUntil(async () => (await world.opened.queue.list()).length === 0);
    assert.equal(world.transport.arrived.length, 38);
    assert.equal(world.transport.mostRunning, 20);
  });

  it('survives a fault of its own: logged, tried again, and others go on', async () => {
    let faults = 2;
    world.transport.answer = (address, { atMs }) => {
      if (address.startsWith('bug') && faults-- > 0) throw new TypeError('undefined is not a function');
      return taken(atMs);
    };
    const bug = await world.submit({ to: ['bug@one.example'] });
    const fine = await world.submit({ to: ['a@one.example'] });
    world.start();
    await world.passUntil(async () => (await world.item(fine)).endedMs !== undefined, 100);
    await world.passUntil(async () => (await world.item(bug)).endedMs !== undefined, minute);
    assert.equal(world.log.events('relay.delivery-failed').length, 2);
    assert.equal((await world.item(bug)).recipients[0]?.failures, 2);
  });

  it('takes up what another process left when it was killed', async () => {
    const id = await world.submit();
    const claimed = await world.opened.queue.claim({ by: 'domain', leaseMs: minute, limit: 1 });
    assert.equal(claimed.length, 1);
    world.start();
    await world.pass(50_000);
    assert.equal(world.transport.tries.length, 0);
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined);
    assert.deepEqual(await world.states(id), ['relayed']);
  });

  it('keeps its lease as long as a transaction takes, and gives up one that takes too long', async () => {
    world.transport.answer = async (_address, { signal, atMs }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return later(atMs, '4.4.2', 'gave up');
    };
    const id = await world.submit();
    world.start();
    await world.pass(29 * minute);
    assert.equal(world.transport.tries.length, 1);
    await world.pass(1 * minute + 1);
    const [recipient] = (await world.item(id)).recipients;
    assert.equal(recipient?.failures, 1);
    assert.equal(recipient.last?.status, '4.4.2');
  });

  it('sends nothing twice that was held and released while it was on the wire', async () => {
    const id = await world.submit();
    let answer = (): void => {};
    world.transport.answer = async (_address, { atMs }) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return taken(atMs);
    };
    const relay = world.start();
    await world.passUntil(() => world.transport.running === 1, 100);
    await world.opened.queue.hold(id, 'admin');
    await world.opened.queue.release(id);
    relay.kick();
    await world.pass(25_000); // the lease is to be renewed, and is another's by now
    answer();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 500);
    await world.pass(minute);
    assert.equal(world.transport.tries.length, 1);
    assert.deepEqual(await world.states(id), ['relayed']);
    assert.equal((await world.opened.ledger.disclosures(world.account)).length, 1);
  });

  it('gives back what it has not handed over when it stops, and counts no failure', async () => {
    world.transport.answer = async (_address, { signal, atMs }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return later(atMs);
    };
    const id = await world.submit();
    const relay = world.start();
    await world.passUntil(() => world.transport.running === 1, 100);
    await world.closeRelay(relay);
    const [recipient] = (await world.item(id)).recipients;
    assert.deepEqual([recipient?.state, recipient?.failures], ['queued', 0]);
    assert.ok(recipient!.dueMs <= world.time.now());
    world.transport.answer = (_address, { atMs }) => taken(atMs);
    world.start();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 100);
  });

  it('records what was handed over while it stopped', async () => {
    world.transport.answer = async (_address, { signal, atMs }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return taken(atMs);
    };
    const id = await world.submit();
    const relay = world.start();
    await world.passUntil(() => world.transport.running === 1, 100);
    await world.closeRelay(relay);
    assert.deepEqual(await world.states(id), ['relayed']);
  });

  it('records an outcome also when the report on it finds no room', async () => {
    const full = await World.open('de', { quotaOctets: 900 });
    try {
      full.transport.answer = (_address, { atMs }) => refused(atMs, '5.1.1');
      const id = await full.submit();
      full.start();
      await full.passUntil(async () => (await full.item(id)).endedMs !== undefined, 100);
      assert.deepEqual(await full.states(id), ['failed']);
      assert.equal(full.log.events('relay.report-lost').length, 1);
      assert.deepEqual(await full.texts('INBOX'), []);
    } finally {
      await full.close();
    }
  });

  it('tries to record an outcome until it is recorded', async () => {
    const id = await world.submit();
    const { queue } = world.opened;
    let failures = 3;
    const settle = queue.settle.bind(queue);
    queue.settle = async (settlement) => {
      if (failures-- > 0) throw new Error('the disk is full');
      return settle(settlement);
    };
    world.start();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 500);
    assert.equal(world.transport.arrived.length, 1);
  });

  it('makes no duplicate where the store is in trouble for longer than a delivery may take', async () => {
    const id = await world.submit();
    const { queue } = world.opened;
    const startMs = world.time.now();
    const failing = <Call extends (...all: never[]) => Promise<unknown>>(call: Call, forMs: number): Call =>
      (async (...all) => {
        const ageMs = world.time.now() - startMs;
        if (world.transport.tries.length > 0 && ageMs < forMs) throw new Error('the disk is full');
        return call.apply(queue, all);
      }) as Call;
    queue.claim = failing(queue.claim.bind(queue), 40 * minute);
    queue.renew = failing(queue.renew.bind(queue), 40 * minute);
    queue.settle = failing(queue.settle.bind(queue), 42 * minute);
    world.transport.answer = async (_address, { atMs }) => {
      await new Promise<void>((resolve) => world.time.after(1, resolve));
      return taken(atMs);
    };
    world.start();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 500);
    assert.ok(world.time.now() - startMs > 40 * minute);
    await world.pass(5 * minute);
    assert.equal(world.transport.tries.length, 1);
  });

  it('records what was handed over also when there is no room on the disk to report it', async () => {
    const id = await world.submit({ to: [{ address: 'a@one.example', notify: ['SUCCESS'] }] });
    world.start({
      stores: {
        feed: world.opened.stores.feed,
        async open(account) {
          const store = await world.opened.stores.open(account);
          return withMethods(store, {
            append: async () => Promise.reject(new MailError('storage-full', 'The disk is full.')),
          });
        },
      },
    });
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined, 500);
    assert.deepEqual(await world.states(id), ['relayed']);
    assert.equal(world.log.events('relay.report-lost').length, 1);
  });

  it('logs one line for each delivery: no subject, no content', async () => {
    const id = await world.submit();
    world.start();
    await world.passUntil(async () => (await world.item(id)).endedMs !== undefined);
    assert.deepEqual(world.log.events('relay.delivery'), [
      {
        ...{ queue: id, recipient: 'a@one.example', result: 'relayed', remote: 'mx.example.net' },
        ...{ status: '2.0.0', reply: '250 2.0.0 Ok: queued' },
      },
    ]);
    assert.ok(!JSON.stringify(world.log.lines).includes('Steuerbescheid'));
  });
});
