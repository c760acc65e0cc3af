/** The log that customers read: on each day with hand-overs one message, in the mailbox with that role. */
import { asError } from '../../lib/as-error.js';
import { localDay, localTime, nextDay, startOfDay } from '../../lib/local-time.js';
import { ensureMailbox } from '../../mail/ensure-mailbox.js';
import type { Disclosure } from '../../mail/queue-store.js';
import { textsFor, type Texts } from '../../texts/texts.js';
import { addText, noticeRoot, plainParagraphs } from '../../wire/mime/notice.js';
import type { Compose, NoticeFor, Notices } from './notices.js';
import type { RelayPorts } from './ports.js';

/** The last day whose log was asked for. Only saves work: asked for again, a day gets no second message. */
const [area, lastDay] = ['relay', 'last-log-day'];
const keepMarkMs = 400 * 24 * 3600_000;
/** Clocks are set and machines sleep: looked at again after an hour at most. */
const longestWaitMs = 3600_000;
const dayMs = 24 * 3600_000;

export class LogDays {
  readonly #ports: RelayPorts;
  readonly #notices: Notices;
  #stopTimer = (): void => {};
  #running: Promise<void> = Promise.resolve();
  #closing = false;

  constructor(ports: RelayPorts, notices: Notices) {
    this.#ports = ports;
    this.#notices = notices;
  }

  start(): void {
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#stopTimer();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { log, timers } = this.#ports;
    try {
      await this.#catchUp();
    } catch (error) {
      log.warn('relay.log-not-written', { error: asError(error) });
    }
    if (this.#closing) return;
    this.#stopTimer = timers.after(this.#untilNextMs(), () => this.start());
  }

  /** All days that are over, also those on which nobody was here to write their log. */
  async #catchUp(): Promise<void> {
    const { ledger, notebook, clock, service, limits } = this.#ports;
    const now = clock.now();
    const today = localDay(now - limits.logDelayMs, service.timeZone);
    const mark = await notebook.get(area, lastDay);
    const first = typeof mark === 'string' ? nextDay(mark) : localDay(now - limits.logDays * dayMs, service.timeZone);
    for (let day = first; day < today && !this.#closing; day = nextDay(day)) {
      for (const account of await ledger.accountsWithEntries(rangeOf(day, service.timeZone))) {
        await this.#notices.ask(account, { kind: 'log', day });
      }
      await notebook.put(area, lastDay, day, now + keepMarkMs);
    }
  }

  #untilNextMs(): number {
    const { clock, service, limits } = this.#ports;
    const now = clock.now();
    const tomorrow = nextDay(localDay(now - limits.logDelayMs, service.timeZone));
    return Math.min(longestWaitMs, Math.max(1000, startOfDay(tomorrow, service.timeZone) + limits.logDelayMs - now));
  }
}

function rangeOf(day: string, timeZone: string): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: startOfDay(day, timeZone), toMs: startOfDay(nextDay(day), timeZone) };
}

/** @returns undefined for a day without hand-overs */
export async function logOfDay(
  day: string,
  { account, address, store }: NoticeFor,
  { ledger, service }: RelayPorts,
): ReturnType<Compose> {
  const range = rangeOf(day, service.timeZone);
  const entries = await ledger.disclosures(account.id, range);
  if (entries.length === 0) return undefined;
  const texts = textsFor(account.language);
  const words = texts.forwarding.log;
  const root = noticeRoot(
    'multipart/mixed',
    {
      id: `log.${account.id}.${day}`,
      autoSubmitted: 'auto-generated',
      sender: words.sender,
      to: address,
      subject: words.subject(texts.date(day), entries.length),
      language: account.language,
      dateMs: range.toMs,
    },
    service,
  );
  const paragraphs = entries.map((entry) => paragraph(entry, texts, service.timeZone));
  addText(root, 'plain', plainParagraphs([words.intro(texts.date(day)), ...paragraphs]));
  const { name } = await ensureMailbox(store, { role: 'protocol' }, texts.mailboxes);
  return { mailbox: name, octets: root.createReadStream() };
}

/** Nothing of what the message says, its subject included. */
function paragraph({ atMs, recipient, documents, way, reply, messageId }: Disclosure, texts: Texts, timeZone: string) {
  const words = texts.forwarding.log;
  return [
    words.entry(localTime(atMs, timeZone), recipient),
    words.documents(documents),
    `${words.tls(way.tls)}, ${words.verified[way.verified]}`,
    words.encrypted[way.encrypted],
    words.server(way.remote),
    words.reply(/^\d{3}/u.exec(reply)?.[0] ?? '–'),
    words.message(messageId),
  ].join('\n');
}
