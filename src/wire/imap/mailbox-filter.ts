/** Which mailboxes a command is about: RFC 7377 §4 esearch-source-opts, RFC 5465 §8 filter-mailboxes. */
import { decodeMailboxName, encodeModifiedUtf7 } from './mailbox-name-codec.js';
import { formatAstring } from './strings.js';
import type { MailboxFilter } from './syntax.js';
import type { TokenReader } from './token-reader.js';

const named = ['subtree', 'subtree-one', 'mailboxes'] as const;
const unnamed = ['selected', 'inboxes', 'personal', 'subscribed'] as const;

/** `personal`, `subtree INBOX`, `mailboxes (a b)`. RFC 7377 §2.2 has no `selected-delayed`. */
export function parseMailboxFilter(p: TokenReader, utf8: boolean): MailboxFilter {
  const { position } = p;
  const name = p.atom('a choice of mailboxes').toLowerCase();
  const plain = unnamed.find((each) => each === name);
  if (plain) return { filter: plain };
  const filter = named.find((each) => each === name) ?? p.fail('a choice of mailboxes', position);
  const mailbox = (): string => decodeMailboxName(p.astring('a mailbox name'), utf8);
  return { filter, names: p.sp().peek() === '(' ? p.list(mailbox, { empty: false }) : [mailbox()] };
}

/** Names in modified UTF-7. */
export function formatMailboxFilter(filter: MailboxFilter): string {
  if (!('names' in filter)) return filter.filter;
  return `${filter.filter} (${filter.names.map((name) => formatAstring(encodeModifiedUtf7(name))).join(' ')})`;
}
