/** Messages in the order of SORT: RFC 5256 §3, RFC 5957 §3, RFC 6203 §5. */
import type { ContentFacts } from '../../../mail/content-facts.js';
import type { ContentId, Seq } from '../../../mail/ids.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { mergeSort } from '../../../mail/merge-sort.js';
import type { Message } from '../../../mail/message.js';
import { foldForSearch } from '../../../mail/search.js';
import type { SortKey } from '../../../wire/imap/syntax.js';
import { firstAddress } from '../../../wire/mime/envelope-address.js';
import type { Slices } from '../slices.js';
import { readFacts } from './facts.js';
import type { Searched } from './searched.js';

export interface SortOptions {
  readonly searched: Searched;
  readonly store: MailStore;
  readonly slices: Slices;
  /** RFC 6203 §4, 1 to 100. */
  readonly relevancy: (content: ContentId) => number;
}

/** What a key compares of a message. */
type Value = number | string;

interface Column {
  readonly needsFacts: boolean;
  readonly value: (message: Message, facts: ContentFacts | undefined) => Value;
}

function columnOf(by: SortKey['by'], relevancy: SortOptions['relevancy']): Column {
  switch (by) {
    case 'arrival':
      return { needsFacts: false, value: ({ internalDate }) => internalDate.epochMs };
    case 'size':
      return { needsFacts: false, value: ({ sizeOctets }) => sizeOctets };
    case 'relevancy': // the most relevant first
      return { needsFacts: false, value: ({ content }) => -relevancy(content) };
    case 'date':
      return { needsFacts: true, value: sentMs };
    case 'subject':
      return { needsFacts: true, value: (_, facts) => octetOrder(facts?.baseSubject ?? '') };
    case 'from':
    case 'to':
    case 'cc':
      return { needsFacts: true, value: (_, facts) => octetOrder(mailboxOf(facts, by)) };
    case 'displayfrom':
      return { needsFacts: true, value: (_, facts) => octetOrder(displayOf(facts, 'from')) };
    case 'displayto':
      return { needsFacts: true, value: (_, facts) => octetOrder(displayOf(facts, 'to')) };
  }
}

/** RFC 5256 §2.2: the sent date, or when it arrived where there is none that can be read. */
export function sentMs(message: Message, facts: ContentFacts | undefined): number {
  return facts?.sentMs ?? message.internalDate.epochMs;
}

/** RFC 5256 §3: addr-mailbox of the first address, or nothing. */
function mailboxOf(facts: ContentFacts | undefined, field: 'from' | 'to' | 'cc'): string {
  return (facts && firstAddress(facts.envelope, field)?.mailbox) ?? '';
}

/** RFC 5957 §3: the display name of the first address, or else the address. */
function displayOf(facts: ContentFacts | undefined, field: 'from' | 'to'): string {
  const address = facts && firstAddress(facts.envelope, field);
  if (!address) return '';
  if (address.name !== undefined && address.name !== '') return address.name;
  return address.host === undefined ? address.mailbox : `${address.mailbox}@${address.host}`;
}

/** RFC 5051 i;unicode-casemap compares the octets of folded text: a character for each makes `<` do that. */
function octetOrder(text: string): string {
  const folded = foldForSearch(text);
  return /^[\x20-\x7e]*$/.test(folded) ? folded : Buffer.from(folded, 'utf8').toString('latin1');
}

interface Row {
  readonly seq: Seq;
  readonly values: Value[];
}

/**
 * @param hits ascending: those that are alike stay in this order
 * @returns the same messages, sorted
 */
export async function sortMessages(
  hits: readonly Seq[],
  keys: readonly SortKey[],
  { searched, store, slices, relevancy }: SortOptions,
): Promise<readonly Seq[]> {
  const columns = keys.map(({ by }) => columnOf(by, relevancy));
  const rows: Row[] = [];
  const add = (facts: ContentFacts | undefined, index: number): void => {
    const message = searched.at(hits[index]!);
    rows.push({ seq: hits[index]!, values: columns.map(({ value }) => value(message, facts)) });
  };
  if (columns.some(({ needsFacts }) => needsFacts)) {
    const contents = hits.map((seq) => searched.at(seq).content);
    await readFacts(contents, { store, slices }, add);
  } else {
    for (let index = 0; index < hits.length; index += 1) {
      add(undefined, index);
      if (index % 64 === 0 && slices.over) await slices.next();
    }
  }
  const signs = keys.map(({ reverse }) => (reverse ? -1 : 1));
  const sorted = await slices.drive(mergeSort(rows, (a, b) => compare(a, b, signs)));
  return sorted.map(({ seq }) => seq);
}

function compare(a: Row, b: Row, signs: readonly number[]): number {
  for (let key = 0; key < signs.length; key += 1) {
    const [left, right] = [a.values[key]!, b.values[key]!];
    if (left < right) return -signs[key]!;
    if (left > right) return signs[key]!;
  }
  return 0;
}
