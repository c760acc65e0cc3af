/** The names that LIST and LSUB choose from: mailboxes, and subscriptions to names that are gone. */
import { isInferior, superiorNames } from '../../../mail/mailbox.js';
import type { Mailbox, MailboxName } from '../../../mail/mailbox.js';
import type { MailStore } from '../../../mail/mail-store.js';
import type { Without } from '../switch-off.js';

export interface ListedName {
  readonly name: MailboxName;
  /** Undefined for a subscription without a mailbox. */
  readonly mailbox: Mailbox | undefined;
  readonly subscribed: boolean;
  readonly hasChildren: boolean;
}

/** Mailboxes in the store's order, then the names that are only subscribed to. */
export async function listedNames(store: MailStore): Promise<readonly ListedName[]> {
  const mailboxes = await store.mailboxes();
  const subscribed = new Set(await store.subscriptions());
  const parents = new Set(mailboxes.flatMap(({ name }) => superiorNames(name)));
  const existing = mailboxes.map((mailbox) => ({
    name: mailbox.name,
    mailbox,
    subscribed: subscribed.delete(mailbox.name),
    hasChildren: parents.has(mailbox.name),
  }));
  const gone = [...subscribed].map((name) => ({
    name,
    mailbox: undefined,
    subscribed: true,
    hasChildren: mailboxes.some((mailbox) => isInferior(mailbox.name, name)),
  }));
  return [...existing, ...gone];
}

/** RFC 9051 §7.3.1 mailbox attributes, of which clients get all we know: most never ask. */
export function attributes(
  { mailbox, subscribed, hasChildren }: ListedName,
  tellSubscribed: boolean,
  without: Without,
): string {
  const told: string[] = [];
  if (!mailbox) told.push('\\NonExistent');
  else if (!mailbox.selectable) told.push('\\Noselect');
  if (subscribed && tellSubscribed) told.push('\\Subscribed');
  if (!without.has('CHILDREN')) told.push(hasChildren ? '\\HasChildren' : '\\HasNoChildren');
  if (mailbox?.specialUse && !without.has('SPECIAL-USE')) told.push(`\\${mailbox.specialUse}`);
  return told.join(' ');
}
