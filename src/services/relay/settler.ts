/** Records what became of recipients: each outcome once, and the report on it in the same commit. */
import { asError } from '../../lib/as-error.js';
import { isMailError } from '../../mail/errors.js';
import { FlagSet } from '../../mail/flags.js';
import { inbox } from '../../mail/mailbox.js';
import { findMailbox } from '../../mail/ensure-mailbox.js';
import type { MailStore } from '../../mail/mail-store.js';
import { attemptOf } from '../../mail/queue-outcome.js';
import { isFinal, type Outcome, type QueueItem } from '../../mail/queue.js';
import { textsFor } from '../../texts/texts.js';
import { composeReport, type ReportKind } from './bounce.js';
import { reportOn } from './outcomes.js';
import type { RelayPorts } from './ports.js';

export type Outcomes = ReadonlyMap<number, Outcome>;

/** Between tries to record: first, and at most after doubling. */
const againMs = { first: 1000, most: 60_000 } as const;

export class Settler {
  readonly #ports: RelayPorts;

  constructor(ports: RelayPorts) {
    this.#ports = ports;
  }

  /**
   * Tries until it is recorded: an outcome that is lost would make a duplicate of what is delivered.
   * @param signal ends that, when the service stops; the leases run out then
   */
  async settle(item: QueueItem, outcomes: Outcomes, signal: AbortSignal): Promise<void> {
    this.#log(item, outcomes);
    for (const [kind, some] of byReport(item, outcomes)) {
      for (let waitMs: number = againMs.first; ; waitMs = Math.min(2 * waitMs, againMs.most)) {
        try {
          await (kind === undefined
            ? this.#ports.queue.settle({ item: item.id, outcomes: some })
            : this.#report(item, kind, some));
          break;
        } catch (error) {
          this.#ports.log.error('relay.not-settled', { queue: item.id, error: asError(error) });
          if (signal.aborted || isMailError(error, 'account-not-found')) return;
          await this.#wait(waitMs, signal);
        }
      }
    }
  }

  /** One message on all of them. The outcome counts more: it is recorded also when the message comes to nothing. */
  async #report(item: QueueItem, kind: ReportKind, outcomes: Outcomes): Promise<void> {
    const { stores, queue, log, clock } = this.#ports;
    const settles = { item: item.id, outcomes };
    try {
      const store = await stores.open(item.account);
      const content = await store.stage(await this.#compose(store, item, kind, outcomes));
      const internalDate = { epochMs: Math.floor(clock.now() / 1000) * 1000, zoneMinutes: 0 };
      await store.append(inbox, [{ content, flags: FlagSet.none, internalDate }], { settles });
      log.info('relay.reported', { queue: item.id, kind });
    } catch (error) {
      if (isMailError(error, 'account-not-found')) throw error;
      // There may be room again soon. Only what has left is not to wait for it: it would leave again.
      if (isMailError(error, 'storage-full') && kind !== 'relayed') throw error;
      if (isMailError(error, 'unavailable')) return this.#reportOnRest(item, kind, outcomes, error);
      // No room in the account, or a fault of ours.
      log.warn('relay.report-lost', { queue: item.id, kind, error: asError(error) });
      await queue.settle(settles);
    }
  }

  /** Some were settled meanwhile: cancelled by the customer. They are told of nothing, and the others are. */
  async #reportOnRest(item: QueueItem, kind: ReportKind, outcomes: Outcomes, cause: unknown): Promise<void> {
    const { queue } = this.#ports;
    const now = await queue.get(item.id);
    const open = new Set(now?.recipients.filter((each) => !isFinal(each)).map(({ number }) => number));
    const told = new Set(now?.recipients.filter(({ delayTold }) => delayTold).map(({ number }) => number));
    const rest = new Map(
      [...outcomes].filter(([number]) => open.has(number) && !(kind === 'delayed' && told.has(number))),
    );
    if (rest.size === outcomes.size) throw cause;
    const others = new Map([...outcomes].filter(([number]) => !rest.has(number)));
    await queue.settle({ item: item.id, outcomes: others });
    if (rest.size > 0) await this.#report(item, kind, rest);
  }

  async #compose(store: MailStore, item: QueueItem, kind: ReportKind, outcomes: Outcomes) {
    const { accounts, service, hostname, limits } = this.#ports;
    const account = await accounts.get(item.account);
    const contract = await accounts.contract(item.account);
    const language = account?.language ?? 'de';
    const [facts] = await store.facts([item.content]);
    const outbox = findMailbox(await store.mailboxes(), { role: 'outbox' })?.name;
    const standard = textsFor(language).mailboxes.find(({ role }) => role === 'outbox')?.name;
    // RFC 3461 §4.3: RET is about failures; and what is too large goes back as its header.
    const isWhole =
      kind === 'failed' && item.envelope.ret === 'FULL' && facts && facts.sizeOctets <= limits.returnOctets;
    return composeReport({
      kind,
      item,
      recipients: item.recipients.flatMap((recipient) => {
        const outcome = outcomes.get(recipient.number);
        const attempt = outcome && attemptOf(outcome);
        return attempt ? [{ recipient, attempt }] : [];
      }),
      facts,
      whole: isWhole ? store.octets(item.content) : undefined,
      language,
      to: contract?.address ?? item.envelope.from,
      service,
      hostname,
      outbox: outbox ?? standard ?? '',
    });
  }

  /** The one line that each delivery has. */
  #log(item: QueueItem, outcomes: Outcomes): void {
    for (const [number, outcome] of outcomes) {
      const attempt = attemptOf(outcome);
      if (!attempt) continue;
      const { remote, reply, status } = attempt;
      const recipient = item.recipients[number]?.address;
      this.#ports.log.info('relay.delivery', {
        queue: item.id,
        recipient,
        result: outcome.kind,
        remote,
        status,
        reply,
      });
    }
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#ports.timers.after(ms, end);
      signal.addEventListener('abort', end);
    });
  }
}

/** What nobody is told of comes first: most of it has been delivered, and a crash now would deliver it again. */
function byReport(item: QueueItem, outcomes: Outcomes): readonly (readonly [ReportKind | undefined, Outcomes])[] {
  const kinds = [undefined, 'relayed', 'failed', 'delayed'] as const;
  return kinds.flatMap((kind) => {
    const some = [...outcomes].filter(([number, outcome]) => {
      const recipient = item.recipients[number];
      return recipient && reportOn(outcome, recipient) === kind;
    });
    return some.length > 0 ? [[kind, new Map(some)] as const] : [];
  });
}
