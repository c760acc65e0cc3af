/** Message identifiers: RFC 5322 §3.6.4. */
import { oneLine } from './encoded-word.js';

/** RFC 5322 §2.1.1 allows no longer line, and so no longer identifier. */
const maxLength = 998;
/** A thread's first and latest ones tell where a message belongs. */
const maxReferences = 200;

/** All identifiers in a field, in order, angle brackets included, blanks inside (from folding) removed. */
export function parseMessageIds(text: string): readonly string[] {
  const ids: string[] = [];
  for (let start = text.indexOf('<'); start >= 0; start = text.indexOf('<', start)) {
    const end = text.indexOf('>', start);
    if (end < 0) break;
    // `<broken <id@host>`: the last bracket opens.
    const id = `<${text.slice(text.lastIndexOf('<', end) + 1, end).replace(/\s+/g, '')}>`;
    if (id.length > 2 && id.length <= maxLength) ids.push(oneLine(id));
    start = end + 1;
  }
  return ids;
}

/** The Message-ID; one without brackets, as some mailers write, gets them. */
export function parseMessageId(text: string): string | undefined {
  const [first] = parseMessageIds(text);
  if (first !== undefined) return first;
  return /^[^\s<>]+$/.test(text) && text.length <= maxLength - 2 ? `<${oneLine(text)}>` : undefined;
}

export interface ReferenceList {
  readonly ids: readonly string[];
  /** How many of the ids stand in References; those behind them only in In-Reply-To. */
  readonly inReferences: number;
}

/** References in order, then those of In-Reply-To that are not among them; each once, the first and latest 100 at most. */
export function referenceList(references: string, inReplyTo: string): ReferenceList {
  const first = new Set(parseMessageIds(references));
  const ids = [...new Set([...first, ...parseMessageIds(inReplyTo)])];
  if (ids.length <= maxReferences) return { ids, inReferences: first.size };
  const dropped = ids.length - maxReferences;
  const half = maxReferences / 2;
  const inReferences = first.size <= half ? first.size : Math.max(half, first.size - dropped);
  return { ids: [...ids.slice(0, half), ...ids.slice(-half)], inReferences };
}

/** What stands behind the `@` of our own identifiers. RFC 5322 §3.6.4 wants a dot-atom: ASCII, as mail domains are on the wire. */
export function messageIdDomain(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/u.test(domain) ? domain : 'localhost';
}
