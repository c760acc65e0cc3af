/** What CREATE, RENAME and DELETE do to the tree of mailboxes: RFC 9051 §6.3.4 to §6.3.6. Pure; the stores apply it. */
import { MailError } from './errors.js';
import { inbox, isInferior, mailboxName, superiorNames } from './mailbox.js';
import type { MailboxName } from './mailbox.js';

export interface TreeMailbox {
  readonly name: MailboxName;
  readonly selectable: boolean;
}

/** INBOX first, then code point order (that of the UTF-8 octets; `<` would compare UTF-16 units). */
export function compareMailboxNames(a: string, b: string): number {
  if (a === b) return 0;
  if (a === inbox) return -1;
  if (b === inbox) return 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/**
 * @returns the names to create, outermost first; the last is `name` itself. One of them may exist as not selectable:
 *   it comes back as a new mailbox with a uidValidity of its own.
 * @throws MailError mailbox-exists
 */
export function planCreate(all: readonly TreeMailbox[], name: MailboxName): readonly MailboxName[] {
  const there = new Map(all.map((mailbox) => [mailbox.name, mailbox]));
  if (there.get(name)?.selectable) throw new MailError('mailbox-exists', 'A mailbox of this name is there already.');
  return [...superiorNames(name).filter((superior) => !there.has(superior)), name];
}

export interface RenamePlan<M extends TreeMailbox> {
  /** Superior names that are missing, outermost first; for INBOX the new name as the last. */
  readonly create: readonly MailboxName[];
  readonly rename: readonly { readonly mailbox: M; readonly to: MailboxName }[];
  /** INBOX keeps its name, and its messages move to the new mailbox (RFC 9051 §6.3.6). */
  readonly movesInbox: boolean;
}

/** @throws MailError mailbox-not-found, mailbox-exists, mailbox-name-invalid (into itself, or an inferior name gets too long) */
export function planRename<M extends TreeMailbox>(
  all: readonly M[],
  from: MailboxName,
  to: MailboxName,
): RenamePlan<M> {
  const source = all.find((mailbox) => mailbox.name === from);
  if (!source) throw new MailError('mailbox-not-found', 'There is no mailbox of this name.');
  if (all.some((mailbox) => mailbox.name === to)) {
    throw new MailError('mailbox-exists', 'A mailbox of the new name is there already.');
  }
  const names = new Set(all.map((mailbox) => mailbox.name));
  const create = superiorNames(to).filter((superior) => !names.has(superior));
  // RFC 9051 §6.3.6: INBOX gives its messages away; the names below it stay where they are.
  if (from === inbox) return { create: [...create, to], rename: [], movesInbox: true };
  if (isInferior(to, from)) {
    throw new MailError('mailbox-name-invalid', 'A mailbox cannot be moved below itself.');
  }
  const rename = all
    .filter((mailbox) => mailbox === source || isInferior(mailbox.name, from))
    .map((mailbox) => ({ mailbox, to: mailboxName(to + mailbox.name.slice(from.length)) }));
  return { create, rename, movesInbox: false };
}

/**
 * @returns the mailbox, and whether its name stays as not selectable because there are others below it
 * @throws MailError mailbox-not-found, mailbox-has-children, mailbox-protected
 */
export function planDelete<M extends TreeMailbox>(
  all: readonly M[],
  name: MailboxName,
): { readonly mailbox: M; readonly keepsName: boolean } {
  if (name === inbox) throw new MailError('mailbox-protected', 'INBOX cannot be deleted.');
  const mailbox = all.find((each) => each.name === name);
  if (!mailbox) throw new MailError('mailbox-not-found', 'There is no mailbox of this name.');
  const keepsName = all.some((each) => isInferior(each.name, name));
  if (keepsName && !mailbox.selectable) {
    throw new MailError('mailbox-has-children', 'There are mailboxes below this name; delete or move them first.');
  }
  return { mailbox, keepsName };
}
