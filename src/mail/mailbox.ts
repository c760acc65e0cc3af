/** Mailboxes and the rules of their names: RFC 9051 §5.1, RFC 6154 (special use). */
import { MailError } from './errors.js';
import type { MailboxId, ModSeq, Uid, UidValidity } from './ids.js';

declare const brand: unique symbol;
/** A full mailbox name: Unicode NFC, levels parted by `/`, `INBOX` in capitals. Made by `mailboxName`. */
export type MailboxName = string & { readonly [brand]: 'MailboxName' };

export const hierarchyDelimiter = '/';
export const inbox = 'INBOX' as MailboxName;

/** Longest mailbox name in octets of UTF-8, and deepest nesting. */
export const mailboxNameLimits = { octets: 1000, levels: 32 } as const;

/**
 * Checks and normalises a mailbox name as a client sent it.
 *
 * INBOX is case-insensitive, also as the first level of others (RFC 9051 §5.1); one trailing delimiter is
 * dropped (§6.3.4: "only declares the intent to create names below").
 *
 * @throws MailError mailbox-name-invalid: empty, empty level, control character, too long, too deep
 */
export function mailboxName(raw: string): MailboxName {
  const levels = raw.normalize('NFC').replace(/\/$/, '').split(hierarchyDelimiter);
  const invalid = (why: string) => new MailError('mailbox-name-invalid', `This mailbox name cannot be used: ${why}.`);
  if (levels.some((level) => level === '')) throw invalid('a level is empty');
  // RFC 9051 §5.1 asks for Net-Unicode; control characters, NUL above all, end up in no name.
  if (/[\p{Cc}\u2028\u2029]|[\ud800-\udfff]/u.test(raw)) throw invalid('it has a control character');
  if (levels.length > mailboxNameLimits.levels) throw invalid(`more than ${mailboxNameLimits.levels} levels`);
  if (levels[0]!.toUpperCase() === 'INBOX') levels[0] = inbox;
  const name = levels.join(hierarchyDelimiter);
  if (Buffer.byteLength(name) > mailboxNameLimits.octets) throw invalid(`more than ${mailboxNameLimits.octets} octets`);
  return name as MailboxName;
}

/** The names above, outermost first: `a/b/c` has `a` and `a/b`. */
export function superiorNames(name: MailboxName): readonly MailboxName[] {
  const levels = name.split(hierarchyDelimiter);
  return levels.slice(1).map((_, i) => levels.slice(0, i + 1).join(hierarchyDelimiter) as MailboxName);
}

export function isInferior(name: MailboxName, of: MailboxName): boolean {
  return name.startsWith(of + hierarchyDelimiter);
}

/** RFC 6154 §2, without the backslash. */
export const specialUses = ['Archive', 'Drafts', 'Sent', 'Trash', 'Junk', 'All', 'Flagged'] as const;
export type SpecialUse = (typeof specialUses)[number];

/**
 * What the service uses a mailbox for; no client is told. Messages to send lie in `outbox`; moved to `outbox-release` they
 * go out as they are, moved to `outbox-allow` their recipients are also remembered; `protocol` tells what went out.
 */
export const mailboxRoles = ['outbox', 'outbox-release', 'outbox-allow', 'protocol'] as const;
export type MailboxRole = (typeof mailboxRoles)[number];

export interface Mailbox {
  readonly id: MailboxId;
  readonly name: MailboxName;
  /** False for a name that only holds others: it was deleted while it had children (RFC 9051 §6.3.5). */
  readonly selectable: boolean;
  readonly specialUse: SpecialUse | undefined;
  /** Kept over rename. */
  readonly role: MailboxRole | undefined;
  readonly subscribed: boolean;
  readonly uidValidity: UidValidity;
  readonly uidNext: Uid;
  readonly highestModSeq: ModSeq;
}

/** RFC 9051 §6.3.11 STATUS items that are counted. */
export interface MailboxCounts {
  readonly messages: number;
  readonly unseen: number;
  readonly deleted: number;
  /** Messages that no session has had as `\Recent` yet (RFC 3501 §2.3.2). */
  readonly recent: number;
  /** Sum of the messages' RFC822.SIZE. */
  readonly sizeOctets: number;
  /** Octets of messages with `\Deleted` (RFC 9208 DELETED-STORAGE). */
  readonly deletedOctets: number;
}
