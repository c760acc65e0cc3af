/**
 * What STATUS asks for: RFC 9051 §9 status-att, RFC 3501 RECENT, RFC 7162 HIGHESTMODSEQ, RFC 7889 APPENDLIMIT, RFC 8474
 * MAILBOXID, RFC 9208 DELETED-STORAGE.
 */
import type { StatusItem } from './syntax.js';
import type { TokenReader } from './token-reader.js';

const statusItems: readonly StatusItem[] = [
  'messages',
  'recent',
  'uidnext',
  'uidvalidity',
  'unseen',
  'deleted',
  'size',
  'highestmodseq',
  'appendlimit',
  'mailboxid',
  'deleted-storage',
];

/** `(MESSAGES UIDNEXT)`. */
export function parseStatusItems(p: TokenReader): StatusItem[] {
  return p.list(() => statusItem(p), { empty: false });
}

function statusItem(p: TokenReader): StatusItem {
  const { position } = p;
  const name = p.atom('a STATUS item').toLowerCase();
  return statusItems.find((item) => item === name) ?? p.fail('a STATUS item', position);
}

export function formatStatusItems(items: readonly StatusItem[]): string {
  return `(${items.join(' ').toUpperCase()})`;
}
