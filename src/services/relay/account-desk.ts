/**
 * One account's outbox and sent messages as the relay sees them: one thing at a time, since what the customer moves and
 * what we move must not be taken for each other.
 */
import { asError } from '../../lib/as-error.js';
import type { Account } from '../../mail/accounts.js';
import { ensureMailbox } from '../../mail/ensure-mailbox.js';
import { isMailError } from '../../mail/errors.js';
import type { MailboxId, QueueId, Uid } from '../../mail/ids.js';
import type { MailStore } from '../../mail/mail-store.js';
import { isFinal, type QueueItem } from '../../mail/queue.js';
import { textsFor, type Texts } from '../../texts/texts.js';
import { showState } from './keywords.js';
import { Outbox, type Located } from './outbox.js';
import type { RelayPorts } from './ports.js';
import { putAway } from './put-away.js';
import { removeMessages } from './remove-messages.js';
import { giveUpMs } from './schedule.js';
import { SentCopies } from './sent-copies.js';

/** What the desk asks of those beside it. */
export interface DeskEvents {
  /** The customer has cancelled it: what is on the wire may be given up. */
  readonly onCancelled: (item: QueueId) => void;
  /** Held until the customer answers. */
  readonly onQuestion: (item: QueueItem) => Promise<void>;
  /** No answer came in time. */
  readonly onUnanswered: (item: QueueItem) => Promise<void>;
}

interface OwnCopy {
  readonly id: QueueId;
  readonly mailbox: MailboxId;
  readonly uid: Uid;
  readonly untilMs: number;
}

export class AccountDesk {
  readonly #account: Account;
  readonly #store: MailStore;
  readonly #ports: RelayPorts;
  readonly #events: DeskEvents;
  readonly #texts: Texts;
  readonly #outbox: Outbox;
  /** Our copies that the mail app may yet save its own of, by Message-ID. */
  readonly #ownCopies = new Map<string, OwnCopy>();
  /** Message-IDs of those that the app's own may have come for before we knew of ours. */
  readonly #unchecked = new Set<string>();
  #sent: SentCopies;
  #sentSinceMs: number;
  /** Something in the outbox changed that `look` has not acted upon. */
  #unseen = true;
  #last: Promise<unknown> = Promise.resolve();
  readonly #toFinish = new Set<QueueId>();
  #finishing: Promise<void> | undefined;
  /** Items about which the question is in the queue of jobs. */
  readonly #asked = new Set<QueueId>();

  constructor(account: Account, store: MailStore, ports: RelayPorts, events: DeskEvents) {
    this.#account = account;
    this.#store = store;
    this.#ports = ports;
    this.#events = events;
    this.#texts = textsFor(account.language);
    this.#outbox = new Outbox(store);
    this.#sentSinceMs = ports.clock.now();
    this.#sent = this.#freshSent();
  }

  /** From the change feed. @param mailbox undefined: a mailbox came, went or has another name */
  mark(mailbox: MailboxId | undefined): void {
    this.#outbox.mark(mailbox);
    this.#sent.mark(mailbox);
  }

  /** Whether the message is still to be sent; then it was at this moment. */
  async isThere(item: QueueItem): Promise<boolean> {
    await this.#refreshOutbox();
    if (this.#outbox.alive(item.content).length > 0) return true;
    return this.#turn(async () => !(await this.#hasLeft(item)));
  }

  /**
   * Once all recipients are final: the message leaves the outbox, and the item ends. Nothing before. Those that are
   * asked for within a moment, or while others are at it, go together.
   */
  async finish(id: QueueId): Promise<void> {
    this.#toFinish.add(id);
    this.#finishing ??= this.#gathered().then(() =>
      this.#turn(async () => {
        this.#finishing = undefined;
        const ids = [...this.#toFinish];
        this.#toFinish.clear();
        await this.#finish(ids);
      }),
    );
    return this.#finishing;
  }

  async #gathered(): Promise<void> {
    const { timers, limits } = this.#ports;
    if (limits.gatherMs > 0) await new Promise<void>((resolve) => void timers.after(limits.gatherMs, resolve));
  }

  /**
   * Acts upon what the customer did, and shows what became of each item.
   * @param all also when nothing in the outbox has changed
   * @returns whether there is anything left to look after
   */
  async look(all: boolean): Promise<boolean> {
    return this.#turn(async () => {
      await this.#refreshSent();
      await this.#refreshOutbox();
      if (!all && !this.#unseen) return true;
      // Before the look at the outbox: an item that is known by now has its message there, if it was not taken out.
      const items = await this.#ports.queue.list({ account: this.#account.id });
      this.#unseen = false;
      await this.#refreshOutbox();
      const known = new Set(items.map(({ id }) => id));
      for (const id of this.#asked) if (!known.has(id)) this.#asked.delete(id);
      const done: QueueId[] = [];
      for (const item of items) if (item.recipients.every(isFinal) || (await this.#tryLookAt(item))) done.push(item.id);
      await this.#finish(done);
      return items.length > 0 || this.#ownCopies.size > 0;
    });
  }

  /** Copies of before a restart. */
  remember(item: QueueItem): void {
    const untilMs = (item.endedMs ?? 0) + this.#ports.limits.ownCopyMs;
    if (item.sent && untilMs > this.#ports.clock.now()) {
      this.#ownCopies.set(item.messageId, { id: item.id, ...item.sent, untilMs });
      this.#unchecked.add(item.messageId);
    }
  }

  /** Trouble with one item keeps nobody from looking at the others; it is looked at again within a minute. */
  async #tryLookAt(item: QueueItem): Promise<boolean> {
    try {
      return await this.#lookAt(item);
    } catch (error) {
      if (isMailError(error, 'account-not-found')) throw error;
      this.#ports.log.warn('relay.outbox-not-watched', { queue: item.id, error: asError(error) });
      return false;
    }
  }

  /** @returns whether it has come to its end */
  async #lookAt(item: QueueItem): Promise<boolean> {
    const places = this.#outbox.alive(item.content);
    if (places.length === 0) {
      if (await this.#hasLeft(item)) return this.#cancel(item);
      return false;
    }
    const wish =
      places.find(({ place }) => place === 'outbox-allow') ?? places.find(({ place }) => place === 'outbox-release');
    if (wish) await this.#grant(item, wish, places);
    else await showState(this.#store, places, item);
    return !wish && item.hold === 'postcard' && this.#awaitAnswer(item);
  }

  async #awaitAnswer(item: QueueItem): Promise<boolean> {
    const { queue, clock, limits } = this.#ports;
    if (clock.now() < item.queuedMs + limits.answerMs) {
      if (!this.#asked.has(item.id)) await this.#events.onQuestion(item);
      this.#asked.add(item.id);
      return false;
    }
    // The notice is in the queue of jobs before there is nothing left to tell of it.
    await this.#events.onUnanswered(item);
    await queue.cancel(item.id);
    return true;
  }

  /** Only a look at rest tells, and only that: on its way between two mailboxes it may be missed in both. */
  async #hasLeft(item: QueueItem): Promise<boolean> {
    const rested = await this.#outbox.settle();
    this.#unseen = true;
    return rested && this.#outbox.alive(item.content).length === 0;
  }

  async #cancel(item: QueueItem): Promise<boolean> {
    this.#events.onCancelled(item.id);
    await this.#ports.queue.cancel(item.id);
    this.#ports.log.info('relay.cancelled', { queue: item.id });
    return true;
  }

  /**
   * The customer moved it to where mail is released. What an admin holds, or has to look at because the password was in
   * wrong hands, stays held: it may be the thief who moved it.
   */
  async #grant(item: QueueItem, wish: Located, places: readonly Located[]): Promise<void> {
    const { queue, correspondents, log } = this.#ports;
    if (item.hold !== 'admin' && item.hold !== 'review') {
      if (wish.place === 'outbox-allow') {
        for (const { address } of item.recipients) await correspondents.allow(this.#account.id, address, true);
      }
      if (item.hold !== undefined) await queue.release(item.id);
      log.info('relay.released', { queue: item.id, by: wish.place });
    }
    const outbox = await ensureMailbox(this.#store, { role: 'outbox' }, this.#texts.mailboxes);
    await this.#store.move(wish.mailbox, [wish.message.uid], outbox.name);
    // An app without MOVE copies, and then deletes; the copy is the one that stays.
    for (const { mailbox, message } of places) {
      if (mailbox !== wish.mailbox || message.uid !== wish.message.uid) {
        await removeMessages(this.#store, mailbox, [message.uid]);
      }
    }
    // Not held at all: the customer wants it tried now.
    if (item.hold === undefined) await queue.retry(item.id);
    await this.#refreshOutbox();
    const now = await queue.get(item.id);
    if (now) await showState(this.#store, this.#outbox.alive(item.content), now);
  }

  async #finish(ids: readonly QueueId[]): Promise<void> {
    const { queue } = this.#ports;
    let rest = (await Promise.all(ids.map(async (id) => queue.get(id)))).filter(
      (item) => item?.endedMs === undefined && item?.recipients.every(isFinal),
    ) as readonly QueueItem[];
    while (rest.length > 0) {
      // Two of one Message-ID (the app submitted twice) one after the other: the second finds the first's copy.
      const some = [...new Map(rest.toReversed().map((item) => [item.messageId, item])).values()];
      await this.#putAway(some);
      rest = rest.filter((item) => !some.includes(item));
    }
  }

  async #putAway(items: readonly QueueItem[]): Promise<void> {
    const { queue, clock } = this.#ports;
    await this.#refreshSent();
    await this.#refreshOutbox();
    const finished = items.map((item) => ({
      item,
      places: this.#outbox.alive(item.content),
      copies: this.#sent.find(item.messageId),
    }));
    const { sent, missed } = await putAway(this.#store, finished, this.#texts.mailboxes);
    await Promise.all(
      items.map(async (item) => {
        if (missed.has(item.id)) return;
        const copy = sent.get(item.id);
        const known = this.#ownCopies.get(item.messageId);
        const own = copy && (!known || known.id === item.id || known.uid !== copy.uid) ? copy : undefined;
        await queue.end(item.id, own);
        if (own) this.remember({ ...item, endedMs: clock.now(), sent: own });
      }),
    );
  }

  async #refreshOutbox(): Promise<void> {
    if (await this.#outbox.refresh()) this.#unseen = true;
  }

  /** Where the mail app has saved its own copy, ours goes. */
  async #refreshSent(): Promise<void> {
    const now = this.#ports.clock.now();
    for (const [messageId, { untilMs }] of this.#ownCopies) if (untilMs <= now) this.#ownCopies.delete(messageId);
    if (now - this.#sentSinceMs > this.#ports.limits.ownCopyMs) this.#sent = this.#freshSent();
    for (const messageId of await this.#sent.refresh()) this.#unchecked.add(messageId);
    for (const messageId of this.#unchecked) {
      await this.#giveWay(messageId);
      this.#unchecked.delete(messageId);
    }
  }

  async #giveWay(messageId: string): Promise<void> {
    const own = this.#ownCopies.get(messageId);
    const copies = this.#sent.find(messageId);
    const ours = copies.find(({ mailbox, uid }) => mailbox === own?.mailbox && uid === own.uid);
    if (!own || !copies.some(({ content, uid }) => uid !== own.uid && content !== ours?.content)) return;
    if (ours) await removeMessages(this.#store, ours.mailbox, [ours.uid]);
    await this.#ports.queue.forgetSent(own.id);
    this.#ownCopies.delete(messageId);
  }

  #freshSent(): SentCopies {
    const { clock, limits } = this.#ports;
    this.#sentSinceMs = clock.now();
    // The mail app may have saved its own when it submitted, and that can be as long ago as anything in the queue.
    const oldestMs = limits.answerMs + giveUpMs + limits.ownCopyMs;
    return new SentCopies(this.#store, this.#sentSinceMs - oldestMs);
  }

  async #turn<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
