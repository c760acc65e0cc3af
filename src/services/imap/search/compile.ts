/**
 * A SEARCH program as a test of one message: RFC 9051 §6.4.4. What takes a look at facts or texts is not known at
 * first; so a test says yes, no, or that it cannot tell yet, and only what is left open has to be looked up.
 */
import type { ContentId, Seq, ThreadId, Uid } from '../../../mail/ids.js';
import type { Message } from '../../../mail/message.js';
import type { TextCriterion, TextHits } from '../../../mail/search.js';
import { parseObjectId } from '../../../wire/imap/object-id.js';
import { rangesContain, resolveSequenceSet } from '../../../wire/imap/sequence-set.js';
import type { MessageSet, SearchKey } from '../../../wire/imap/syntax.js';
import type { Searched } from './searched.js';

/** Undefined: it depends on what has not been looked up. */
export type Verdict = boolean | undefined;
export type MessageTest = (message: Message, seq: Seq) => Verdict;

/** What SENT… and THREADID ask of a message. */
export interface SearchFacts {
  readonly sentDay: number | undefined;
  readonly thread: ThreadId;
}

/** What has been looked up; the tests read it. */
export interface Evidence {
  facts: ReadonlyMap<ContentId, SearchFacts> | undefined;
  /** For each text criterion where it holds. */
  texts: readonly TextHits[] | undefined;
}

export interface Compiled {
  readonly test: MessageTest;
  /** To be looked up where the test cannot tell. */
  readonly criteria: readonly TextCriterion[];
  /** Whether any key asks for what stands in a message's row. */
  readonly needsRows: boolean;
  readonly needsFacts: boolean;
  readonly evidence: Evidence;
}

export interface CompileOptions {
  readonly searched: Searched;
  /** RFC 5032 §3: the moment of the command. */
  readonly nowMs: number;
}

const dayMs = 86_400_000;

/** @param key nested no deeper than the parser's limit */
export function compileSearch(key: SearchKey, options: CompileOptions): Compiled {
  const compiler = new Compiler(options);
  const { test } = compiler.compile(key, false);
  return {
    test,
    criteria: compiler.criteria,
    needsRows: compiler.needsRows,
    needsFacts: compiler.needsFacts,
    evidence: compiler.evidence,
  };
}

/** What a test looks at: the message's row, its facts, its text. The cheap ones of an AND or OR go first. */
type Cost = 0 | 1 | 2;

interface Part {
  readonly cost: Cost;
  readonly test: MessageTest;
}

class Compiler {
  readonly criteria: TextCriterion[] = [];
  readonly evidence: Evidence = { facts: undefined, texts: undefined };
  needsRows = false;
  needsFacts = false;
  readonly #options: CompileOptions;

  constructor(options: CompileOptions) {
    this.#options = options;
  }

  compile(key: SearchKey, fuzzy: boolean): Part {
    const { searched, nowMs } = this.#options;
    switch (key.key) {
      case 'not': {
        const { cost, test } = this.compile(key.of, fuzzy);
        return { cost, test: (message, seq) => negated(test(message, seq)) };
      }
      case 'or':
        return anyOf([this.compile(key.left, fuzzy), this.compile(key.right, fuzzy)]);
      case 'and':
        return allOf(key.of.map((each) => this.compile(each, fuzzy)));
      case 'fuzzy': // RFC 6203 §3: of texts only; other keys in it hold as ever
        return this.compile(key.of, true);
      case 'sentbefore':
        return this.#facts(({ sentDay }) => sentDay !== undefined && sentDay < key.day);
      case 'senton':
        return this.#facts(({ sentDay }) => sentDay === key.day);
      case 'sentsince':
        return this.#facts(({ sentDay }) => sentDay !== undefined && sentDay >= key.day);
      case 'threadid': {
        const id = parseObjectId('thread', key.id);
        return id === undefined ? this.#row(() => false) : this.#facts(({ thread }) => thread === id);
      }
      case 'header':
        return this.#text({ field: 'header', name: key.name.toLowerCase(), needle: key.needle }, fuzzy);
      case 'from':
      case 'to':
      case 'cc':
      case 'bcc':
      case 'subject':
      case 'body':
      case 'text':
        return this.#text({ field: key.key, needle: key.needle }, fuzzy);
      case 'all':
        return this.#row(() => true);
      case 'recent':
        return this.#row(({ uid }) => searched.isRecent(uid));
      case 'old':
        return this.#row(({ uid }) => !searched.isRecent(uid));
      case 'new': // RFC 3501 §6.4.4: (RECENT UNSEEN)
        return this.#row(({ uid, flags }) => searched.isRecent(uid) && !flags.has('\\Seen'));
      case 'flag':
        return this.#row(({ flags }) => flags.has(key.flag) === key.set);
      case 'larger':
        return this.#row(({ sizeOctets }) => sizeOctets > key.octets);
      case 'smaller':
        return this.#row(({ sizeOctets }) => sizeOctets < key.octets);
      case 'before':
        return this.#row((message) => localDay(message) < key.day);
      case 'on':
        return this.#row((message) => localDay(message) === key.day);
      case 'since':
        return this.#row((message) => localDay(message) >= key.day);
      // RFC 8514 §4.3; the zone that SAVEDATE is told in is UTC.
      case 'savedbefore':
        return this.#row(({ saveDateMs }) => Math.floor(saveDateMs / dayMs) < key.day);
      case 'savedon':
        return this.#row(({ saveDateMs }) => Math.floor(saveDateMs / dayMs) === key.day);
      case 'savedsince':
        return this.#row(({ saveDateMs }) => Math.floor(saveDateMs / dayMs) >= key.day);
      case 'savedatesupported':
        return this.#row(() => true);
      // RFC 5032 §3: a message of exactly that age is both.
      case 'older':
        return this.#row(({ internalDate }) => internalDate.epochMs <= nowMs - key.seconds * 1000);
      case 'younger':
        return this.#row(({ internalDate }) => internalDate.epochMs >= nowMs - key.seconds * 1000);
      case 'modseq':
        return this.#row(({ modSeq }) => modSeq >= key.modSeq);
      case 'emailid': {
        const id = parseObjectId('email', key.id);
        return this.#row(({ content }) => content === id);
      }
      case 'uid':
      case 'seq':
        return this.#row(setTest(key.set, key.key === 'uid', searched));
    }
  }

  #row(test: MessageTest): Part {
    this.needsRows = true;
    return { cost: 0, test };
  }

  #facts(holds: (facts: SearchFacts) => boolean): Part {
    this.needsFacts = true;
    const test: MessageTest = ({ content }) => {
      const facts = this.evidence.facts?.get(content);
      // Gone since: it holds for nothing that is left.
      return facts ? holds(facts) : this.evidence.facts && false;
    };
    return { cost: 1, test };
  }

  #text(criterion: TextCriterion, fuzzy: boolean): Part {
    const index = this.criteria.push(fuzzy ? { ...criterion, fuzzy } : criterion) - 1;
    return { cost: 2, test: ({ content }) => this.evidence.texts?.[index]!.has(content) };
  }
}

function negated(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

const cheapFirst = (parts: readonly Part[]): readonly Part[] => [...parts].sort((a, b) => a.cost - b.cost);
const costOf = (parts: readonly Part[]): Cost => parts.at(-1)?.cost ?? 0;

/** Any that says no settles it, even when others cannot tell. */
function allOf(unsorted: readonly Part[]): Part {
  const parts = cheapFirst(unsorted);
  const tests = parts.map(({ test }) => test);
  return {
    cost: costOf(parts),
    test(message, seq) {
      let verdict: Verdict = true;
      for (const test of tests) {
        const each = test(message, seq);
        if (each === false) return false;
        if (each === undefined) verdict = undefined;
      }
      return verdict;
    },
  };
}

function anyOf(unsorted: readonly Part[]): Part {
  const parts = cheapFirst(unsorted);
  const tests = parts.map(({ test }) => test);
  return {
    cost: costOf(parts),
    test(message, seq) {
      let verdict: Verdict = false;
      for (const test of tests) {
        const each = test(message, seq);
        if (each === true) return true;
        if (each === undefined) verdict = undefined;
      }
      return verdict;
    },
  };
}

/** RFC 9051 §6.4.4: "disregarding time and timezone": the day as INTERNALDATE shows it. */
function localDay({ internalDate: { epochMs, zoneMinutes } }: Message): number {
  return Math.floor((epochMs + zoneMinutes * 60_000) / dayMs);
}

/** Numbers beyond the mailbox match nothing: a search, unlike a FETCH, has an answer to that. */
function setTest(set: MessageSet, byUid: boolean, searched: Searched): MessageTest {
  if (set === '$') {
    const { saved } = searched;
    return ({ uid }) => sortedHas(saved, uid);
  }
  if (!byUid && searched.unnumbered) return () => false;
  const ranges = resolveSequenceSet(set, byUid ? searched.lastUid : searched.exists);
  return byUid ? ({ uid }) => rangesContain(ranges, uid) : (_, seq) => rangesContain(ranges, seq);
}

/** Looked up in place: a thousand `$` in one command cost no copies. */
function sortedHas(ascending: readonly Uid[], uid: Uid): boolean {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < uid) low = middle + 1;
    else high = middle;
  }
  return ascending[low] === uid;
}
