/** A SEARCH program as a test of one message: RFC 9051 §6.4.4. Text is looked up beforehand, for the whole account. */
import type { ContentId, Seq, Uid } from '../../../mail/ids.js';
import type { Message } from '../../../mail/message.js';
import type { TextCriterion } from '../../../mail/search.js';
import { rangesContain, resolveSequenceSet } from '../../../wire/imap/sequence-set.js';
import type { MessageSet, SearchKey } from '../../../wire/imap/syntax.js';
import type { View } from '../view.js';

export type MessageTest = (message: Message, seq: Seq) => boolean;

/** What must be looked up before messages can be tested. */
export interface Lookups {
  readonly text: TextCriterion[];
  /** True when a SENT key asks for the day in `Date:`. */
  sentDays: boolean;
}

/** What was looked up. `text[i]` are the contents in which criterion i holds. */
export interface Found {
  readonly text: readonly ReadonlySet<ContentId>[];
  readonly sentDays: ReadonlyMap<ContentId, number>;
}

const dayMs = 86_400_000;

/**
 * Compiles a key, which the parser keeps from nesting deeper than its limit.
 *
 * @param lookups filled in: look these up, then call the result with what was found
 */
export function compileSearch(key: SearchKey, view: View, lookups: Lookups): (found: Found) => MessageTest {
  switch (key.key) {
    case 'all':
      return always(() => true);
    case 'recent':
      return always(({ uid }) => view.isRecent(uid));
    case 'old':
      return always(({ uid }) => !view.isRecent(uid));
    case 'new': // RFC 3501 §6.4.4: (RECENT UNSEEN)
      return always(({ uid, flags }) => view.isRecent(uid) && !flags.has('\\Seen'));
    case 'flag':
      return always(({ flags }) => flags.has(key.flag) === key.set);
    case 'larger':
      return always(({ sizeOctets }) => sizeOctets > key.octets);
    case 'smaller':
      return always(({ sizeOctets }) => sizeOctets < key.octets);
    case 'before':
      return always((message) => localDay(message) < key.day);
    case 'on':
      return always((message) => localDay(message) === key.day);
    case 'since':
      return always((message) => localDay(message) >= key.day);
    case 'sentbefore':
      return sent(lookups, (day) => day < key.day);
    case 'senton':
      return sent(lookups, (day) => day === key.day);
    case 'sentsince':
      return sent(lookups, (day) => day >= key.day);
    case 'uid':
    case 'seq':
      return always(setTest(key.set, key.key === 'uid', view));
    case 'header':
      return text(lookups, { field: 'header', name: key.name.toLowerCase(), needle: key.needle });
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
    case 'subject':
    case 'body':
    case 'text':
      return text(lookups, { field: key.key, needle: key.needle });
    case 'not': {
      const of = compileSearch(key.of, view, lookups);
      return (found) => {
        const test = of(found);
        return (message, seq) => !test(message, seq);
      };
    }
    case 'or': {
      const [left, right] = [compileSearch(key.left, view, lookups), compileSearch(key.right, view, lookups)];
      return (found) => {
        const [a, b] = [left(found), right(found)];
        return (message, seq) => a(message, seq) || b(message, seq);
      };
    }
    case 'and': {
      const each = key.of.map((one) => compileSearch(one, view, lookups));
      return (found) => {
        const tests = each.map((bind) => bind(found));
        return (message, seq) => tests.every((test) => test(message, seq));
      };
    }
  }
}

const always = (test: MessageTest) => (): MessageTest => test;

/** RFC 9051 §6.4.4: "disregarding time and timezone": the day as INTERNALDATE shows it. */
function localDay({ internalDate: { epochMs, zoneMinutes } }: Message): number {
  return Math.floor((epochMs + zoneMinutes * 60_000) / dayMs);
}

/** A message without a readable `Date:` was sent on no day. */
function sent(lookups: Lookups, holds: (day: number) => boolean): (found: Found) => MessageTest {
  lookups.sentDays = true;
  return ({ sentDays }) =>
    ({ content }) => {
      const day = sentDays.get(content);
      return day !== undefined && holds(day);
    };
}

function text(lookups: Lookups, criterion: TextCriterion): (found: Found) => MessageTest {
  const index = lookups.text.push(criterion) - 1;
  return (found) => {
    const contents = found.text[index]!;
    return ({ content }) => contents.has(content);
  };
}

/** Numbers beyond the mailbox match nothing: a search, unlike a FETCH, has an answer to that. */
function setTest(set: MessageSet, byUid: boolean, view: View): MessageTest {
  if (set === '$') {
    const saved = new Set<Uid>(view.saved);
    return ({ uid }) => saved.has(uid);
  }
  const largest = byUid ? view.lastUid : view.exists;
  const ranges = resolveSequenceSet(set, largest);
  return byUid ? ({ uid }) => rangesContain(ranges, uid) : (_, seq) => rangesContain(ranges, seq);
}
