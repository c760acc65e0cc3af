/** Reference and patterns of LIST and LSUB, joined: RFC 9051 §6.3.9. */
import type { ListRequest } from '../../../wire/imap/syntax.js';
import { Refusal } from '../errors.js';
import type { ImapLimits } from '../limits.js';
import { no } from '../responses.js';
import { namePattern, type NamePattern } from './pattern.js';

/** @throws Refusal for more patterns or wildcards than `limits` allow */
export function patternOf({ reference, patterns }: ListRequest, limits: ImapLimits): NamePattern {
  const joined = patterns.map((pattern) => reference + pattern);
  const wildcards = (pattern: string): number => pattern.match(/[*%]/g)?.length ?? 0;
  if (joined.length > limits.listPatterns || joined.some((pattern) => wildcards(pattern) > limits.listWildcards)) {
    throw new Refusal(no('Too many patterns or wildcards', 'LIMIT'));
  }
  const each = joined.map(namePattern);
  return (name) => each.some((matches) => matches(name));
}
