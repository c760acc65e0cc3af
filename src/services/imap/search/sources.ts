/** The mailboxes that ESEARCH looks through: RFC 7377 §2.2, RFC 5465 §6. */
import { isMailError } from '../../../mail/errors.js';
import type { MailboxId } from '../../../mail/ids.js';
import type { Mailbox, MailboxName } from '../../../mail/mailbox.js';
import { hierarchyDelimiter, inbox, isInferior, mailboxName } from '../../../mail/mailbox.js';
import type { MailboxFilter } from '../../../wire/imap/syntax.js';

/**
 * In the order in which they are named, each once. Names of no mailbox, or of one that only holds others, are passed
 * over (RFC 7377 §2.2).
 *
 * @param selected undefined when no mailbox is
 */
export function mailboxesOf(
  filters: readonly MailboxFilter[],
  all: readonly Mailbox[],
  selected: MailboxId | undefined,
): readonly Mailbox[] {
  const chosen = new Set<Mailbox>();
  for (const filter of filters) {
    const holds = test(filter, selected);
    for (const mailbox of all) if (mailbox.selectable && holds(mailbox)) chosen.add(mailbox);
  }
  return [...chosen];
}

function test(filter: MailboxFilter, selected: MailboxId | undefined): (mailbox: Mailbox) => boolean {
  switch (filter.filter) {
    case 'selected':
      return ({ id }) => id === selected;
    case 'personal': // there are no others' mailboxes
      return () => true;
    case 'inboxes': // where deliveries go
      return ({ name }) => name === inbox;
    case 'subscribed':
      return ({ subscribed }) => subscribed;
    case 'mailboxes': {
      const names = new Set(validNames(filter.names));
      return ({ name }) => names.has(name);
    }
    case 'subtree': {
      const names = validNames(filter.names);
      return ({ name }) => names.some((top) => name === top || isInferior(name, top));
    }
    case 'subtree-one': {
      const names = validNames(filter.names);
      return ({ name }) => names.some((top) => name === top || isChild(name, top));
    }
  }
}

function isChild(name: MailboxName, of: MailboxName): boolean {
  return isInferior(name, of) && !name.slice(of.length + 1).includes(hierarchyDelimiter);
}

/** What can be no name is that of no mailbox. */
function validNames(names: readonly string[]): MailboxName[] {
  return names.flatMap((name) => {
    try {
      return [mailboxName(name)];
    } catch (error) {
      if (isMailError(error, 'mailbox-name-invalid')) return [];
      throw error;
    }
  });
}
