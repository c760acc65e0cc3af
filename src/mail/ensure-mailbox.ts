/** Mailboxes that the service needs, made again when they are missing: the customer deleted one, or the account is older. */
import { isMailError } from './errors.js';
import type { MailStore } from './mail-store.js';
import { hierarchyDelimiter, mailboxName } from './mailbox.js';
import type { Mailbox, MailboxName, MailboxRole, SpecialUse } from './mailbox.js';

/** Of a new account, in the customer's language. */
export interface StandardMailbox {
  readonly name: string;
  readonly specialUse?: SpecialUse;
  readonly role?: MailboxRole;
}

export type Purpose = { readonly role: MailboxRole } | { readonly specialUse: SpecialUse };

/** Other names tried when a mailbox of the customer's has the name. */
const mostNames = 100;

/** Whatever it is called by now. */
export function findMailbox(all: readonly Mailbox[], purpose: Purpose): Mailbox | undefined {
  return all.find((mailbox) => mailbox.selectable && serves(mailbox, purpose));
}

/**
 * The mailbox for a purpose; a missing one is made below the one it lies below in a new account, and subscribed to.
 *
 * @param standard the mailboxes of a new account, one of which has the purpose
 */
export async function ensureMailbox(
  store: MailStore,
  purpose: Purpose,
  standard: readonly StandardMailbox[],
): Promise<Mailbox> {
  const there = findMailbox(await store.mailboxes(), purpose);
  if (there) return there;
  const entry = standard.find((each) => serves(each, purpose));
  if (!entry) throw new RangeError('no mailbox of a new account has this purpose');
  const wanted = await nameFor(store, entry, standard);
  for (let number = 1; number <= mostNames; number += 1) {
    const name = mailboxName(number === 1 ? wanted : `${wanted} ${number}`);
    try {
      const made = await store.create(name, {
        ...(entry.specialUse && { specialUse: entry.specialUse }),
        ...(entry.role && { role: entry.role }),
      });
      await store.subscribe(name, true);
      return made;
    } catch (error) {
      if (!isMailError(error, 'mailbox-exists')) throw error;
      // Perhaps somebody else made it at the same moment; else the name is the customer's.
      const meanwhile = findMailbox(await store.mailboxes(), purpose);
      if (meanwhile) return meanwhile;
    }
  }
  throw new Error(`${mostNames} names of a mailbox are taken`);
}

async function nameFor(
  store: MailStore,
  { name }: StandardMailbox,
  standard: readonly StandardMailbox[],
): Promise<MailboxName> {
  const parent = standard.find((each) => name.startsWith(each.name + hierarchyDelimiter));
  if (!parent || (parent.role === undefined && parent.specialUse === undefined)) return mailboxName(name);
  const purpose: Purpose = parent.role ? { role: parent.role } : { specialUse: parent.specialUse! };
  const above = await ensureMailbox(store, purpose, standard);
  return mailboxName(above.name + name.slice(parent.name.length));
}

function serves(
  of: { readonly role?: MailboxRole | undefined; readonly specialUse?: SpecialUse | undefined },
  purpose: Purpose,
): boolean {
  return 'role' in purpose ? of.role === purpose.role : of.specialUse === purpose.specialUse;
}
