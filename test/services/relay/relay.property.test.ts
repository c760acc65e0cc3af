import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { QueueId } from '../../../src/mail/ids.js';
import { isFinal } from '../../../src/mail/queue.js';
import type { Relay } from '../../../src/services/relay/relay.js';
import { parseDeliveryStatus } from '../../../src/wire/dsn/parse-delivery-status.js';
import { openSqlite } from '../../support/transcript/sqlite.js';
import { analyse } from '../../../src/wire/mime/analyse.js';
import { day, hour, later, minute, refused, taken, unreachable, World } from './support.js';

/** What may happen, in any order. */
type Step =
  | { readonly do: 'submit'; readonly to: readonly number[]; readonly held: boolean }
  | { readonly do: 'pass'; readonly minutes: number }
  /** After so many calls of stores. */
  | { readonly do: 'kill'; readonly calls: number }
  | { readonly do: 'restart' }
  | {
      readonly do: 'release' | 'allow' | 'delete' | 'bin' | 'copy' | 'cancel' | 'hold' | 'unhold';
      readonly which: number;
    }
  | { readonly do: 'own-copy'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      to: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 3 }),
      held: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pass' as const), minutes: fc.constantFrom(0, 1, 7, 40, 300) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), calls: fc.nat(25) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'restart' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'release' as const,
        'allow' as const,
        'delete' as const,
        'bin' as const,
        'copy' as const,
        'cancel' as const,
        'hold' as const,
        'unhold' as const,
      ),
      which: fc.nat(9),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('own-copy' as const), which: fc.nat(9) }) },
);

/** What the server of each recipient does at each try, for ever the same for one play. */
const behaviour = fc.array(fc.constantFrom('take', 'take', 'refuse', 'later', 'unreachable', 'throw', 'hang'), {
  minLength: 7,
  maxLength: 7,
});

class Play {
  relay: Relay;
  readonly #ids: QueueId[] = [];
  #tries = 0;

  constructor(
    readonly world: World,
    behaviours: readonly string[],
  ) {
    world.transport.answer = async (_address, { signal, atMs }) => {
      const what = this.#calm ? 'take' : behaviours[this.#tries++ % behaviours.length];
      if (what === 'refuse') return refused(atMs, '5.1.1');
      if (what === 'later') return later(atMs);
      if (what === 'unreachable') return unreachable(atMs);
      if (what === 'throw') throw new Error('a fault');
      if (what === 'hang') {
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return later(atMs);
      }
      return taken(atMs);
    };
    this.relay = this.#start();
  }
  #calm = false;

  get ids(): readonly QueueId[] {
    return this.#ids;
  }

  async run(what: Step): Promise<void> {
    const { world } = this;
    const { queue } = world.opened;
    switch (what.do) {
      case 'submit': {
        const to = what.to.map((n) => `r${n}@d${n % 3}.example`);
        this.#ids.push(await world.submit({ to, ...(what.held && { hold: 'postcard' as const, documents: ['d'] }) }));
        break;
      }
      case 'pass':
        return world.pass(what.minutes * minute);
      case 'kill':
        await world.kill(this.relay, what.calls);
        this.relay = this.#start();
        break;
      case 'restart':
        await world.closeRelay(this.relay);
        this.relay = this.#start();
        break;
      case 'own-copy': {
        const id = this.#pick(what.which);
        if (id !== undefined) await world.saveOwnCopy((await world.item(id)).messageId);
        break;
      }
      case 'cancel':
      case 'hold':
      case 'unhold': {
        const id = this.#pick(what.which);
        if (id === undefined) break;
        if (what.do === 'cancel') await queue.cancel(id);
        else if (what.do === 'hold') await queue.hold(id, 'admin');
        else await queue.release(id);
        break;
      }
      default:
        await this.#customer(what.do, what.which);
    }
    return world.pass(0);
  }

  /** Moves or deletes one message in the outbox. */
  async #customer(what: 'release' | 'allow' | 'delete' | 'bin' | 'copy', which: number): Promise<void> {
    const { world } = this;
    const messages = await world.messages('outbox');
    const message = messages[which % Math.max(1, messages.length)];
    if (!message) return;
    const { id } = await world.mailbox('outbox');
    if (what === 'delete') return world.empty('outbox', [message.uid]);
    const to = { release: 'outbox-release', allow: 'outbox-allow', bin: 'Trash', copy: 'Archive' } as const;
    const { name } = await world.mailbox(to[what]);
    await (what === 'copy' ? world.store.copy(id, [message.uid], name) : world.store.move(id, [message.uid], name));
  }

  /** Servers work, admins release, time passes: everything comes to an end. */
  async end(): Promise<void> {
    this.#calm = true;
    const { queue } = this.world.opened;
    for (let rounds = 0; (await queue.list()).length > 0; rounds += 1) {
      assert.ok(rounds < 60, 'everything comes to an end');
      for (const { id, hold } of await queue.list()) if (hold !== undefined) await queue.release(id);
      await this.world.pass(2 * hour);
    }
    await this.world.pass(20 * minute);
  }

  #start(): Relay {
    return this.world.start({ limits: { pollMs: 10 * minute, rememberMs: 60 * day, ownCopyMs: 30 * day } });
  }

  #pick(which: number): QueueId | undefined {
    return this.#ids[which % Math.max(1, this.#ids.length)];
  }
}

/** `recipient action` of every report in INBOX, by message. */
async function told(world: World): Promise<readonly string[]> {
  const found: string[] = [];
  for (const text of await world.texts('INBOX')) {
    const { root, references } = analyse(Buffer.from(text)).structure;
    const machine = root.children.find(({ subtype }) => subtype === 'delivery-status');
    if (!machine) continue;
    const status = parseDeliveryStatus(Buffer.from(text).subarray(machine.bodyStart, machine.end));
    for (const { finalRecipient, action } of status!.recipients)
      found.push(`${references[0]} ${finalRecipient.address} ${action}`);
  }
  return found;
}

describe('relay: whatever happens', () => {
  for (const { name, openStores, runs } of [
    { name: 'in memory', openStores: undefined, runs: 60 },
    { name: 'on SQLite', openStores: openSqlite, runs: 4 },
  ])
    it(`each recipient comes to one end, is reported on once, and the sent copy is there once, ${name}`, async function () {
      this.timeout(120_000);
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), behaviour, async (steps, behaviours) => {
          const world = await World.open('de', {}, openStores);
          try {
            const play = new Play(world, behaviours);
            for (const each of steps) await play.run(each);
            await play.end();
            const reports = await told(world);
            assert.equal(new Set(reports).size, reports.length, `told twice: ${reports.join(', ')}`);
            const sent = (await world.texts('Sent')).map((text) => analyse(Buffer.from(text)).structure.messageId);
            for (const id of play.ids) {
              const item = await world.item(id);
              assert.ok(item.recipients.every(isFinal));
              for (const { address, state, notify } of item.recipients) {
                const failures = reports.filter((report) => report === `${item.messageId} ${address} failed`);
                assert.equal(
                  failures.length,
                  state === 'failed' && notify === undefined ? 1 : 0,
                  `${address} ${state}`,
                );
                const handed = (await world.opened.ledger.disclosures(world.account)).filter(
                  ({ queue, recipient }) => queue === id && recipient === address,
                );
                if (state === 'relayed') assert.equal(handed.length, 1, 'in the ledger once');
              }
              const own = world.ownCopies.get(item.messageId) ?? 0;
              const copies = sent.filter((messageId) => messageId === item.messageId).length;
              if (own > 0) assert.ok(copies === own, `the app's own ${own}, among the sent ones ${copies}`);
              else assert.ok(copies <= 1, `${copies} copies`);
              if (item.sent) assert.equal(copies, 1);
            }
            assert.deepEqual(await world.messages('outbox-release'), []);
          } finally {
            await world.close();
          }
        }),
        { numRuns: runs * Number(process.env['RUNS'] ?? 1) },
      );
    });
});
