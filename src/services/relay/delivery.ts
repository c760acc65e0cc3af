/** One delivery: is it still wanted, protected, signed, handed to the transport; and what became of each recipient. */
import { Header } from '../../wire/mime/header-fields.js';
import { parseAddressList } from '../../wire/mime/address.js';
import type { ContentFacts } from '../../mail/content-facts.js';
import type { MailStore } from '../../mail/mail-store.js';
import { domainOf, type Delivery, type Outcome, type QueueRecipient } from '../../mail/queue.js';
import type { MessageOctets, ProtectedCopy, TransportResult } from '../../mail/transport.js';
import type { Destinations } from './destinations.js';
import { deferred, outcomeOf, resting, type OutcomeFacts } from './outcomes.js';
import type { RelayPorts } from './ports.js';
import type { Outcomes } from './settler.js';

/** Reasons for which a delivery is given up: the service stops; it was cancelled or held, or its lease was lost. */
export const leaving = new Error('the service stops');
export const notOurs = new Error('cancelled, held, or claimed by another');

/** Everything goes there with a smarthost. */
const smarthost = '*';

export class Deliverer {
  readonly #ports: RelayPorts;
  readonly #destinations: Destinations;

  constructor(ports: RelayPorts, destinations: Destinations) {
    this.#ports = ports;
    this.#destinations = destinations;
  }

  /** Where a delivery goes: what rests and is counted together. */
  destination({ domain }: Delivery): string {
    return this.#ports.transport.by === 'item' ? smarthost : domain;
  }

  /**
   * Hands out what became of recipients copy by copy, as soon as it is known.
   *
   * @param signal gives up. What is not handed over by then: with `leaving` it is returned, with `notOurs` it has no
   *   outcome, and with another reason it is a failure like any other
   * @throws MailError message-gone: the message was deleted meanwhile; and whatever is a fault of our own
   */
  async *deliver(delivery: Delivery, signal: AbortSignal): AsyncGenerator<Outcomes> {
    const rest = this.#destinations.rest(this.destination(delivery));
    if (rest) {
      yield this.#each(delivery.numbers, delivery, (facts) => resting(rest.reason, rest.untilMs, facts));
      return;
    }
    const { item } = delivery;
    const store = await this.#ports.stores.open(item.account);
    const [facts] = await store.facts([item.content]);
    const recipients = recipientsOf(delivery);
    const copies = await this.#copies(store, delivery, facts, recipients);
    const encryptedOnly = (await this.#ports.accounts.get(item.account))?.postcard === 'require';
    for (const copy of copies) {
      if (encryptedOnly && copy.encrypted === 'no') yield this.#inTheClear(delivery, copy);
      else yield await this.#send(delivery, copy, facts, signal);
    }
  }

  async #copies(
    store: MailStore,
    { item }: Delivery,
    facts: ContentFacts | undefined,
    recipients: readonly QueueRecipient[],
  ): Promise<readonly ProtectedCopy[]> {
    const message: MessageOctets = { sizeOctets: facts?.sizeOctets ?? 0, octets: () => store.octets(item.content) };
    // Decision 6 of docs/forwarding.md: what the customer encrypted is passed on as it is.
    if (item.encryptedBySender) {
      return [{ ...message, numbers: recipients.map(({ number }) => number), encrypted: 'by-sender' }];
    }
    return this.#ports.protection.protect(item.account, message, recipients);
  }

  async #send(
    delivery: Delivery,
    copy: ProtectedCopy,
    facts: ContentFacts | undefined,
    signal: AbortSignal,
  ): Promise<Outcomes> {
    const { transport, signer } = this.#ports;
    const { item } = delivery;
    signal.throwIfAborted();
    const signature = await signer.sign(fromDomain(facts, item.envelope.from), copy);
    const results = await transport.deliver(
      {
        envelope: item.envelope,
        recipients: recipientsOf({ ...delivery, numbers: copy.numbers }),
        domain: delivery.domain,
        sizeOctets: signature.length + copy.sizeOctets,
        octets: () => behind(signature, copy.octets()),
      },
      { signal },
    );
    this.#learn(this.destination(delivery), [...results.values()]);
    return this.#each(copy.numbers, delivery, (of) => {
      const result = results.get(of.recipient.number) ?? this.#noResult();
      if (result.kind === 'deferred' && signal.reason === notOurs) return undefined;
      if (result.kind === 'deferred' && signal.reason === leaving) return { kind: 'returned', dueMs: of.nowMs };
      return outcomeOf(result, copy.encrypted, of);
    });
  }

  /** Submission refuses it already, but not what was queued before the account wanted that, or before a key was lost. */
  #inTheClear(delivery: Delivery, { numbers }: ProtectedCopy): Outcomes {
    // RFC 5248: encryption needed
    const attempt = { reply: 'not sent: the account sends encrypted mail only', status: '5.7.10' };
    return this.#each(numbers, delivery, ({ nowMs }) => ({ kind: 'failed', attempt: { atMs: nowMs, ...attempt } }));
  }

  /** A fault of our own: tried again like any other, so that it comes to an end, and the customer hears of it. */
  failedOurselves(delivery: Delivery): Outcomes {
    const { attempt } = this.#noResult();
    return this.#each(delivery.numbers, delivery, (facts) => deferred(attempt, facts));
  }

  #noResult(): TransportResult & { readonly kind: 'deferred' } {
    const attempt = {
      atMs: this.#ports.clock.now(),
      reply: 'internal error, tried again later',
      status: '4.3.0',
      ours: true as const,
    };
    return { kind: 'deferred', attempt };
  }

  #learn(destination: string, results: readonly TransportResult[]): void {
    const unreachable = results.find((result) => 'unreachable' in result && result.unreachable);
    if (unreachable?.kind === 'deferred') this.#destinations.unreachable(destination, unreachable.attempt);
    else if (!unreachable && results.length > 0) this.#destinations.reached(destination);
  }

  #each(
    numbers: readonly number[],
    { item }: Delivery,
    outcome: (facts: OutcomeFacts) => Outcome | undefined,
  ): Outcomes {
    const { clock, random } = this.#ports;
    const nowMs = clock.now();
    return new Map(
      numbers.flatMap((number) => {
        const recipient = item.recipients[number];
        const found = recipient && outcome({ item, recipient, nowMs, random });
        return found ? [[number, found] as const] : [];
      }),
    );
  }
}

function recipientsOf({ item, numbers }: Delivery): readonly QueueRecipient[] {
  return numbers.flatMap((number) => item.recipients[number] ?? []);
}

/** RFC 6376 §3.5 and RFC 7489 §3.1.1: aligned with the author, not with the envelope. */
function fromDomain(facts: ContentFacts | undefined, sender: string): string {
  const from = facts && new Header(facts.header).value('from');
  const author = parseAddressList(from ?? '').find((each) => each.kind === 'mailbox' && each.domain !== undefined);
  const domain = author?.kind === 'mailbox' ? author.domain : undefined;
  return domain === undefined ? domainOf(sender) : Buffer.from(domain, 'latin1').toString('utf8').toLowerCase();
}

async function* behind(first: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  yield* rest;
}
