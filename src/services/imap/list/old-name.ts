/** OLDNAME: RFC 9051 §6.3.9.7. A mailbox is called otherwise than the client said, or than it was called before. */
import { hierarchyDelimiter } from '../../../mail/mailbox.js';
import type { MailboxName } from '../../../mail/mailbox.js';
import { formatMailbox } from '../mailbox-text.js';
import type { Session } from '../session.js';

/**
 * The untagged LIST of a mailbox, with its other name if it has one. For sessions of IMAP4rev2 only, to which it is told
 * without being asked for.
 * @param called as the client said it, not normalised
 */
export function listWithOldName(session: Session, name: MailboxName, called: string): string {
  const shown = (each: string): string => formatMailbox(each as MailboxName, session.utf8);
  const old = isAnother(name, called) ? ` ("OLDNAME" (${shown(called)}))` : '';
  return `* LIST () "${hierarchyDelimiter}" ${shown(name)}${old}\r\n`;
}

/** A delimiter at the end only says that there will be names below (§6.3.4). */
export function isAnother(name: MailboxName, called: string): boolean {
  return name !== called.replace(/\/$/, '');
}
