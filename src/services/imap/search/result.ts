/** What is told of a search: SEARCH, SORT and ESEARCH responses, and what `$` and MODSEQ are about. */
import type { Seq } from '../../../mail/ids.js';
import { formatPartialRange, takePartial } from '../../../wire/imap/partial-range.js';
import { formatNumbers } from '../../../wire/imap/sequence-set.js';
import type { SearchReturns } from '../../../wire/imap/syntax.js';
import type { Searched } from './searched.js';

/** A search that is done. */
export interface Result {
  readonly searched: Searched;
  /** In the order of the result: ascending, or sorted. */
  readonly hits: readonly Seq[];
  /** What the client is told of each: its sequence number, or its UID. */
  readonly numbers: readonly number[];
  /** RFC 9051 §6.4.9: UIDs are told, not sequence numbers. */
  readonly uid: boolean;
  /** RFC 7162 §3.1.5: the highest mod-sequence is told, since the client asked for some. */
  readonly tellsModSeq: boolean;
  /** RFC 6203 §4. */
  readonly relevancy: (seq: Seq) => number;
}

const numbersPerStep = 512;

/**
 * `* SEARCH 2 5 (MODSEQ 7)`; RFC 9051 §7.3.4, RFC 5256 §4, RFC 7162 §3.1.6.
 *
 * @returns a generator that pauses now and then, and ends with the text
 */
export function* plainResponse(name: 'SEARCH' | 'SORT', result: Result): Generator<void, string> {
  const pieces = [`* ${name}`];
  for (const [index, number] of result.numbers.entries()) {
    pieces.push(`${number}`);
    if (index % numbersPerStep === 0) yield;
  }
  return `${pieces.join(' ')}${modSeqOf(result, result.hits, (modSeq) => ` (MODSEQ ${modSeq})`)}\r\n`;
}

/**
 * `* ESEARCH (TAG "a1") UID ALL 1:3`: RFC 9051 §7.3.4. MIN and MAX of sorted results are the first and the last (RFC
 * 5267 §3.1).
 *
 * @param correlators what stands in the parentheses
 * @returns undefined when only SAVE was asked for: then there is no response (RFC 9051 §6.4.4.2)
 */
export function extendedResponse(correlators: string, result: Result, returns: SearchReturns): string | undefined {
  const { options, partial } = returns;
  const asked = options.filter((each) => each !== 'save');
  if (asked.length === 0 && !partial && options.includes('save')) return undefined;
  const all = options.includes('all') || (asked.length === 0 && !partial);
  const { hits, numbers, uid } = result;
  const told = partial ? takePartial(numbers, partial) : numbers;
  let text = '';
  if (hits.length > 0) {
    if (asked.includes('min')) text += ` MIN ${numbers[0]}`;
    if (asked.includes('max')) text += ` MAX ${numbers.at(-1)}`;
    if (all) text += ` ALL ${formatNumbers(numbers)}`;
  }
  if (partial) text += ` PARTIAL (${formatPartialRange(partial)} ${told.length > 0 ? formatNumbers(told) : 'NIL'})`;
  if (asked.includes('count')) text += ` COUNT ${hits.length}`;
  if (asked.includes('relevancy'))
    text += ` RELEVANCY (${(partial ? takePartial(hits, partial) : hits).map(result.relevancy).join(' ')})`;
  text += modSeqOf(result, covered(hits, returns), (modSeq) => ` MODSEQ ${modSeq}`);
  return `* ESEARCH (${correlators})${uid ? ' UID' : ''}${text}\r\n`;
}

/**
 * The messages a response is about: what SAVE saves (RFC 9051 §6.4.4.2, RFC 9394 §3.2), and whose highest mod-sequence
 * is told (RFC 7162 §3.1.10). With COUNT or ALL they are all; else the first, the last, those of PARTIAL.
 */
export function covered(hits: readonly Seq[], { options, partial }: SearchReturns): readonly Seq[] {
  const [min, max] = [options.includes('min'), options.includes('max')];
  if (options.includes('all') || options.includes('count') || !(min || max || partial)) return hits;
  const some = partial ? [...takePartial(hits, partial)] : [];
  if (min) some.push(...hits.slice(0, 1));
  if (max) some.push(...hits.slice(-1));
  return [...new Set(some)];
}

function modSeqOf(
  { searched, tellsModSeq }: Result,
  seqs: readonly Seq[],
  format: (highest: bigint) => string,
): string {
  if (!tellsModSeq || seqs.length === 0) return '';
  let highest = 0n;
  for (const seq of seqs) {
    const { modSeq } = searched.at(seq);
    if (modSeq > highest) highest = modSeq;
  }
  return format(highest);
}
