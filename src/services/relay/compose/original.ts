/** What is told of the message on its way: subject and time in words, documents by name. */
import { cleanLine } from '../../../lib/clean-text.js';
import { localDay, localTime } from '../../../lib/local-time.js';
import type { ContentId } from '../../../mail/ids.js';
import type { ContentFacts } from '../../../mail/content-facts.js';
import type { MailStore } from '../../../mail/mail-store.js';
import type { Texts } from '../../../texts/texts.js';
import { decodeWords } from '../../../wire/mime/encoded-word.js';
import { Header } from '../../../wire/mime/header-fields.js';
import { parameter, parseParameterised } from '../../../wire/mime/parameters.js';
import type { Part } from '../../../wire/mime/structure.js';

const subjectLimit = 100;
const nameLimit = 100;
const mostNames = 20;
/** Of one part's header; a longer one has no name that matters. */
const partHeaderOctets = 16 * 1024;

/** @param facts undefined when the message is gone */
export function subjectOf(facts: ContentFacts | undefined, texts: Texts): string {
  const raw = facts && new Header(facts.header).value('subject');
  return cleanLine(decodeWords(raw ?? ''), subjectLimit) || texts.forwarding.noSubject;
}

/** "24. November 2026, 09:05 Uhr" */
export function moment(ms: number, timeZone: string, texts: Texts): string {
  return texts.forwarding.at(texts.date(localDay(ms, timeZone)), localTime(ms, timeZone));
}

/** Names of the attachments, in order, at most 20. */
export async function attachmentNames(store: MailStore, content: ContentId): Promise<readonly string[]> {
  const [facts] = await store.facts([content]);
  if (!facts) return [];
  const names: string[] = [];
  for (const part of leaves(facts.root)) {
    if (names.length >= mostNames) break;
    const name = await attachmentName(store, content, part);
    if (name !== '') names.push(name);
  }
  return names;
}

/** RFC 2183 §2.3 `filename`, and before it `name` of the content type, which more mailers write. */
async function attachmentName(store: MailStore, content: ContentId, part: Part): Promise<string> {
  const named = parameter(part.parameters, 'name');
  if (named !== undefined) return cleanLine(decodeWords(Buffer.from(named).toString('latin1')), nameLimit);
  const end = Math.min(part.bodyStart, part.headerStart + partHeaderOctets);
  const pieces: Buffer[] = [];
  for await (const piece of store.octets(content, { start: part.headerStart, end })) pieces.push(piece);
  const disposition = new Header(Buffer.concat(pieces)).value('content-disposition') ?? '';
  return cleanLine(parameter(parseParameterised(disposition).parameters, 'filename') ?? '', nameLimit);
}

/** In order; without recursion, since messages are nested as deep as their senders like. */
function* leaves(root: Part): Generator<Part> {
  const open = [root];
  for (let part = open.pop(); part; part = open.pop()) {
    if (part.kind === 'leaf') yield part;
    else open.push(...part.children.toReversed());
  }
}
