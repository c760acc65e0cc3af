/** Mailbox names as they go out: modified UTF-7, or UTF-8 to clients that enabled it (RFC 9051 §5.1). */
import type { MailboxName } from '../../mail/mailbox.js';
import { encodeModifiedUtf7 } from '../../wire/imap/mailbox-name-codec.js';
import { formatAstring } from '../../wire/imap/strings.js';

export function formatMailbox(name: MailboxName, utf8: boolean): string {
  return utf8 ? formatAstring(name, true) : formatAstring(encodeModifiedUtf7(name));
}
