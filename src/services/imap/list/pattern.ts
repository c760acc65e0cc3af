/** LIST patterns: RFC 9051 §6.3.9. `*` stands for anything, `%` for anything within one level. */
import { hierarchyDelimiter, inbox } from '../../../mail/mailbox.js';

/** Whether names match a pattern. */
export type NamePattern = (name: string) => boolean;

/**
 * Follows all ways through the pattern at once, so that its cost is pattern times name, whatever wildcards it has.
 *
 * @param pattern reference and mailbox pattern, joined
 */
export function namePattern(pattern: string): NamePattern {
  const wanted = [...pattern];
  return (name) => matches(wanted, [...name]);
}

function matches(pattern: readonly string[], name: readonly string[]): boolean {
  // RFC 9051 §5.1: INBOX is case-insensitive, as first level also.
  const anyCase = isInboxOrBelow(name) ? inbox.length : 0;
  let places = skipWildcards(pattern, new Set([0]));
  for (const [index, char] of name.entries()) {
    const next = new Set<number>();
    for (const place of places) {
      const wanted = pattern[place];
      if (wanted === undefined) continue;
      if (wanted === '*') next.add(place);
      else if (wanted === '%') {
        if (char !== hierarchyDelimiter) next.add(place);
      } else if (wanted === char || (index < anyCase && wanted.toUpperCase() === char)) next.add(place + 1);
    }
    if (next.size === 0) return false;
    places = skipWildcards(pattern, next);
  }
  return places.has(pattern.length);
}

/** A wildcard may also stand for nothing. */
function skipWildcards(pattern: readonly string[], places: Set<number>): Set<number> {
  // A Set visits what is added while it is walked.
  for (const place of places) if (pattern[place] === '*' || pattern[place] === '%') places.add(place + 1);
  return places;
}

function isInboxOrBelow(name: readonly string[]): boolean {
  return (
    name.slice(0, inbox.length).join('') === inbox && (name[inbox.length] ?? hierarchyDelimiter) === hierarchyDelimiter
  );
}
