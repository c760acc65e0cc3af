/** The question before documents leave unencrypted, and what is said when nobody answered it. */
import { localDay } from '../../lib/local-time.js';
import { settledWithin } from '../../lib/timers.js';
import { findMailbox } from '../../mail/ensure-mailbox.js';
import { queueId } from '../../mail/ids.js';
import { inbox, type Mailbox } from '../../mail/mailbox.js';
import type { Purpose } from '../../mail/ensure-mailbox.js';
import { domainOf, isFinal, type QueueItem } from '../../mail/queue.js';
import type { Outlook } from '../../mail/transport.js';
import { textsFor, type Texts } from '../../texts/texts.js';
import { addText, htmlParagraphs, noticeRoot, plainParagraphs, type Paragraph } from '../../wire/mime/notice.js';
import { attachmentNames, subjectOf } from './compose/original.js';
import type { Compose, NoticeFor } from './notices.js';
import type { RelayPorts } from './ports.js';

/** Recipients named one by one; DNS is asked for no more domains than that. */
const mostNamed = 50;
const longestLookupMs = 20_000;

type Composed = Awaited<ReturnType<Compose>>;

/** @returns undefined when it is not held any more */
export async function postcardQuestion(id: number, to: NoticeFor, ports: RelayPorts): Promise<Composed> {
  const item = await ports.queue.get(queueId(id));
  if (item?.hold !== 'postcard') return undefined;
  const texts = textsFor(to.account.language);
  const words = texts.forwarding.postcard;
  const [facts] = await to.store.facts([item.content]);
  const about = subjectOf(facts, texts);
  const mailboxes = await to.store.mailboxes();
  const name = (purpose: Purpose) => nameOf(mailboxes, purpose, texts);
  const documents = await attachmentNames(to.store, item.content);
  const untilDay = texts.date(localDay(item.queuedMs + ports.limits.answerMs, ports.service.timeZone));
  const outbox = name({ role: 'outbox' });
  return compose(to, ports, {
    id: `question.${id}`,
    subject: words.subject(about),
    item,
    dateMs: item.queuedMs,
    paragraphs: [
      words.intro(about),
      words.recipients,
      await ways(item, to, ports, texts),
      ...(documents.length > 0 ? [words.documents, documents] : []),
      words.choices,
      [
        words.release(outbox, name({ role: 'outbox-release' })),
        words.allow(name({ role: 'outbox-allow' })),
        words.cancel(outbox),
      ],
      words.unanswered(untilDay, name({ specialUse: 'Drafts' })),
    ],
  });
}

/** @returns undefined when the item is forgotten */
export async function unansweredNotice(id: number, to: NoticeFor, ports: RelayPorts): Promise<Composed> {
  const item = await ports.queue.get(queueId(id));
  if (!item) return undefined;
  const texts = textsFor(to.account.language);
  const words = texts.forwarding.postcard.cancelled;
  const [facts] = await to.store.facts([item.content]);
  const about = subjectOf(facts, texts);
  const drafts = nameOf(await to.store.mailboxes(), { specialUse: 'Drafts' }, texts);
  return compose(to, ports, {
    id: `unanswered.${id}`,
    subject: words.subject(about),
    item,
    dateMs: item.queuedMs + ports.limits.answerMs,
    paragraphs: [words.text(about, drafts)],
  });
}

interface Content {
  readonly id: string;
  readonly subject: string;
  readonly item: QueueItem;
  readonly dateMs: number;
  readonly paragraphs: readonly Paragraph[];
}

function compose({ account, address }: NoticeFor, { service }: RelayPorts, content: Content): Composed {
  const { language } = account;
  const root = noticeRoot(
    'multipart/alternative',
    {
      id: content.id,
      autoSubmitted: 'auto-generated',
      sender: textsFor(language).forwarding.report.sender,
      to: address,
      subject: content.subject,
      language,
      dateMs: content.dateMs,
      about: content.item.messageId,
    },
    service,
  );
  addText(root, 'plain', plainParagraphs(content.paragraphs));
  addText(root, 'html', htmlParagraphs(content.paragraphs, language));
  return { mailbox: inbox, octets: root.createReadStream() };
}

/** For each recipient, how safe the way is; each domain is looked up once. */
async function ways(
  item: QueueItem,
  { account }: NoticeFor,
  ports: RelayPorts,
  texts: Texts,
): Promise<readonly string[]> {
  const open = item.recipients.filter((recipient) => !isFinal(recipient));
  const named = open.slice(0, mostNamed).map(({ address }) => address);
  const domains = [...new Set(named.map(domainOf))];
  const outlooks = new Map(
    await Promise.all(domains.map(async (domain) => [domain, await outlook(domain, ports)] as const)),
  );
  const lines: string[] = [];
  for (const address of named) {
    const reached = await ports.protection.reaches(account.id, address);
    const way = reached ? 'encrypted' : (outlooks.get(domainOf(address)) ?? 'unknown');
    lines.push(`${address}: ${texts.forwarding.postcard.ways[way]}`);
  }
  return open.length > mostNamed ? [...lines, `… (${open.length})`] : lines;
}

/** DNS that does not answer, or fails, keeps nobody waiting for the question. */
async function outlook(domain: string, { transport, timers }: RelayPorts): Promise<Outlook> {
  let found: Outlook = 'unknown';
  const asking = transport.outlook(domain).then((told) => (found = told));
  await settledWithin(asking, longestLookupMs, timers);
  return found;
}

/** What the customer calls it, or what it will be called when it is made again. */
function nameOf(all: readonly Mailbox[], purpose: Purpose, texts: Texts): string {
  const there = findMailbox(all, purpose)?.name;
  if (there !== undefined) return there;
  const standard = texts.mailboxes.find(({ role, specialUse }) =>
    'role' in purpose ? role === purpose.role : specialUse === purpose.specialUse,
  );
  return standard?.name ?? '';
}
