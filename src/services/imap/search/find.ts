/** Runs a SEARCH program over a mailbox. */
import type { ContentId, Seq } from '../../../mail/ids.js';
import { seq } from '../../../mail/ids.js';
import type { MailStore } from '../../../mail/mail-store.js';
import type { SearchKey } from '../../../wire/imap/syntax.js';
import { Refusal } from '../errors.js';
import { no } from '../responses.js';
import type { Slices } from '../slices.js';
import { type Compiled, type SearchFacts, compileSearch } from './compile.js';
import { readFacts } from './facts.js';
import type { Searched } from './searched.js';

/** Messages tested between looks at the clock. */
const testedPerLook = 64;

/** Up to so many messages, the store is told in whose text it has to look. */
const mostNamed = 500;

export interface FindOptions {
  readonly searched: Searched;
  readonly store: MailStore;
  readonly search: MailStore['search'];
  readonly signal: AbortSignal;
  readonly slices: Slices;
  readonly nowMs: number;
  /** Most text keys. */
  readonly maxTexts: number;
}

/** By sequence number - 1. */
const isHit = 1;
const isOpen = 2;

export interface Found {
  /** Ascending. */
  readonly hits: readonly Seq[];
  /** RFC 6203 §4: how well the fuzzy keys hold in one of them, 1 to 100. */
  readonly relevancy: (content: ContentId) => number;
}

/**
 * First by what the messages' rows say; then, for those that are still open, by facts, and at last by text.
 *
 * @returns the messages for which the key holds
 * @throws Refusal LIMIT
 */
export async function findMessages(key: SearchKey, options: FindOptions): Promise<Found> {
  const { search, signal, searched } = options;
  const compiled = compileSearch(key, options);
  const { evidence, criteria } = compiled;
  if (criteria.length > options.maxTexts) throw new Refusal(no('Too many texts to search for', 'LIMIT'));
  const marks = new Uint8Array(searched.exists).fill(isOpen);
  let open = compiled.needsRows ? await mark(marks, compiled, options) : marks.length;
  if (open > 0 && compiled.needsFacts) {
    evidence.facts = await searchFacts(await openContents(marks, options), options);
    open = await mark(marks, compiled, options);
  }
  if (open > 0 && criteria.length > 0) {
    const among = open <= mostNamed ? await openContents(marks, options) : undefined;
    evidence.texts = await search(criteria, { signal, among });
    open = await mark(marks, compiled, options);
  }
  if (open > 0) throw new Error('a search key that never tells');
  const hits: Seq[] = [];
  await eachMarked(marks, isHit, options, (number) => hits.push(number));
  return { hits, relevancy: (content) => relevancyOf(content, compiled) };
}

/** The mean of what the fuzzy keys that hold give it. */
function relevancyOf(content: ContentId, { criteria, evidence }: Compiled): number {
  let sum = 0;
  let count = 0;
  for (const [index, { fuzzy }] of criteria.entries()) {
    const score = fuzzy ? evidence.texts?.[index]!.get(content) : undefined;
    if (score === undefined) continue;
    sum += score;
    count += 1;
  }
  return count === 0 ? 100 : Math.max(1, Math.round(sum / count));
}

/** Tests what is open. @returns how many still are */
async function mark(marks: Uint8Array, { test }: Compiled, options: FindOptions): Promise<number> {
  const { searched } = options;
  let open = 0;
  await eachMarked(marks, isOpen, options, (number) => {
    const verdict = test(searched.at(number), number);
    if (verdict === undefined) open += 1;
    else marks[number - 1] = verdict ? isHit : 0;
  });
  return open;
}

async function eachMarked(
  marks: Uint8Array,
  sought: number,
  { slices }: FindOptions,
  each: (number: Seq) => void,
): Promise<void> {
  for (let index = marks.indexOf(sought), count = 1; index >= 0; index = marks.indexOf(sought, index + 1), count += 1) {
    each(seq(index + 1));
    if (count % testedPerLook === 0 && slices.over) await slices.next();
  }
}

async function openContents(marks: Uint8Array, options: FindOptions): Promise<ContentId[]> {
  const contents: ContentId[] = [];
  await eachMarked(marks, isOpen, options, (number) => contents.push(options.searched.at(number).content));
  return contents;
}

async function searchFacts(
  contents: readonly ContentId[],
  { store, slices }: FindOptions,
): Promise<ReadonlyMap<ContentId, SearchFacts>> {
  const known = new Map<ContentId, SearchFacts>();
  await readFacts(contents, { store, slices }, (facts) => {
    if (facts) known.set(facts.content, { sentDay: facts.sentDay, thread: facts.thread });
  });
  return known;
}
