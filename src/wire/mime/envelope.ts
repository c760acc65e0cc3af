/** The ENVELOPE of FETCH: RFC 9051 §7.5.2. */
import { parseAddressList } from './address.js';
import type { AddressItem } from './address.js';
import type { Header } from './header-fields.js';
import { formatNString, formatString } from './imap-string.js';

/** @returns one character an octet, parentheses included; texts as in the header, unfolded */
export function formatEnvelope(header: Header): string {
  const from = addresses(header, 'from');
  // "If the Sender or Reply-To lines are absent, or are present but empty, the server sets the member to the
  // same value as the from member."
  const orFrom = (key: string) => (header.value(key) ? orElse(addresses(header, key), from) : from);
  return `(${[
    formatNString(header.value('date')),
    formatNString(header.value('subject')),
    from,
    orFrom('sender'),
    orFrom('reply-to'),
    addresses(header, 'to'),
    addresses(header, 'cc'),
    addresses(header, 'bcc'),
    formatNString(header.value('in-reply-to')),
    formatNString(header.value('message-id')),
  ].join(' ')})`;
}

/** The envelope of a message whose header could not be read. */
export const emptyEnvelope = `(${Array.from({ length: 10 }, () => 'NIL').join(' ')})`;

function orElse(list: string, other: string): string {
  return list === 'NIL' ? other : list;
}

/** Of a field that is there twice, which RFC 5322 §3.6 forbids, all recipients are shown; but one From. */
function addresses(header: Header, key: string): string {
  const several = key === 'to' || key === 'cc' || key === 'bcc';
  const text = several ? header.values(key).join(', ') : header.value(key);
  if (!text) return 'NIL';
  const items = parseAddressList(text);
  return items.length === 0 ? 'NIL' : `(${items.map(formatAddress).join('')})`;
}

/** `(name adl mailbox host)`; a NIL host means group syntax, so a missing domain is an empty string. */
function formatAddress(item: AddressItem): string {
  if (item.kind === 'group-end') return '(NIL NIL NIL NIL)';
  if (item.kind === 'group-start') return `(NIL NIL ${formatString(item.name)} NIL)`;
  const { name, route, local, domain } = item;
  return `(${formatNString(name)} ${formatNString(route)} ${formatString(local)} ${formatString(domain ?? '')})`;
}
