/** Reference and patterns of LIST and LSUB, joined: RFC 9051 §6.3.9. */
import { mailboxNameLimits } from '../../../mail/mailbox.js';
import type { ListRequest } from '../../../wire/imap/syntax.js';
import { Refusal } from '../errors.js';
import type { ImapLimits } from '../limits.js';
import { no } from '../responses.js';
import { namePattern, type NamePattern } from './pattern.js';

/** @throws Refusal for more patterns or wildcards than `limits` allow, or a pattern longer than any name */
export function patternOf({ reference, patterns }: ListRequest, limits: ImapLimits): NamePattern {
  const joined = patterns.map((pattern) => reference + pattern);
  const wildcards = (pattern: string): number => pattern.match(/[*%]/g)?.length ?? 0;
  const tooMuch = (pattern: string): boolean =>
    wildcards(pattern) > limits.listWildcards || pattern.length > 2 * mailboxNameLimits.octets;
  if (joined.length > limits.listPatterns || joined.some(tooMuch)) {
    throw new Refusal(no('Too many patterns or wildcards', 'LIMIT'));
  }
  const each = joined.map(namePattern);
  return (name) => each.some((matches) => matches(name));
}
