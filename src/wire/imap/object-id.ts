/**
 * Object identifiers as clients see them: RFC 8474 §7 objectid. A letter for what is named, then its number within the
 * account: never all digits, no two that differ by case only, and no number is used for two things (§8.1).
 */

/** The message's content, its conversation, a mailbox ("folder"). */
export type ObjectIdKind = 'email' | 'thread' | 'mailbox';

const letters: Readonly<Record<ObjectIdKind, string>> = { email: 'M', thread: 'T', mailbox: 'F' };

/** @param id a positive integer */
export function formatObjectId(kind: ObjectIdKind, id: number): string {
  return `${letters[kind]}${id}`;
}

/** @returns undefined for what `formatObjectId` never wrote: no object has that id, which is no error of syntax */
export function parseObjectId(kind: ObjectIdKind, text: string): number | undefined {
  // RFC 8474 §7: case is significant.
  if (!text.startsWith(letters[kind]) || !/^[1-9]\d{0,15}$/.test(text.slice(1))) return undefined;
  const id = Number(text.slice(1));
  return Number.isSafeInteger(id) ? id : undefined;
}

/** `MAILBOXID (F7)`, `EMAILID (M12)`, `THREADID (T3)`: how an id stands in responses (RFC 8474 §4, §5.3). */
export function formatObjectIdItem(kind: ObjectIdKind, id: number): string {
  return `${kind.toUpperCase()}ID (${formatObjectId(kind, id)})`;
}
