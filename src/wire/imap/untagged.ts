/** Untagged responses with data: RFC 9051 §7.2 to §7.5. Each ends in CRLF and is to be written as UTF-8. */
import { formatFlagList } from './flags.js';
import { formatIdParams, type IdParams } from './id-params.js';
import { encodeModifiedUtf7 } from './mailbox-name-codec.js';
import { formatNumbers } from './sequence-set.js';
import { formatString } from './strings.js';
import type { StatusItem } from './syntax.js';

/** A mailbox name. @param utf8 whether the client enabled UTF8=ACCEPT or IMAP4rev2, else it is modified UTF-7 */
export function formatMailboxName(name: string, utf8: boolean): string {
  return formatString(utf8 ? name : encodeModifiedUtf7(name), utf8);
}

export interface ListLine {
  /** With their backslash: `\HasNoChildren`, `\Sent`. */
  readonly attributes: readonly string[];
  readonly name: string;
  /** RFC 5258 §3.5: there are subscribed names below, and RECURSIVEMATCH was asked. */
  readonly childInfo?: readonly 'SUBSCRIBED'[] | undefined;
  /** RFC 9051 §6.3.9.7: what the client called it, or what it was called before. */
  readonly oldName?: string | undefined;
}

export interface ESearchResult {
  readonly tag: string;
  readonly uid: boolean;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly count?: number | undefined;
  /** Ascending. None is not said: no sequence-set is empty (RFC 9051 §7.3.4). */
  readonly all?: readonly number[] | undefined;
}

export const untagged = {
  capability: (names: readonly string[]): string => `* CAPABILITY ${names.join(' ')}\r\n`,
  enabled: (names: readonly string[]): string => `* ENABLED${words(names)}\r\n`,
  id: (params: IdParams | undefined): string => `* ID ${formatIdParams(params)}\r\n`,
  /** RFC 9051 §6.3.10: one personal namespace, no others. */
  personalNamespace: (delimiter: string): string => `* NAMESPACE (("" ${formatString(delimiter)})) NIL NIL\r\n`,

  flags: (flags: Iterable<string>): string => `* FLAGS ${formatFlagList(flags)}\r\n`,
  exists: (count: number): string => `* ${count} EXISTS\r\n`,
  recent: (count: number): string => `* ${count} RECENT\r\n`,
  expunge: (seq: number): string => `* ${seq} EXPUNGE\r\n`,

  list: (line: ListLine, delimiter: string, utf8: boolean): string => `* LIST ${listData(line, delimiter, utf8)}\r\n`,
  lsub: (line: ListLine, delimiter: string, utf8: boolean): string => `* LSUB ${listData(line, delimiter, utf8)}\r\n`,

  /** @param values in the order to be told */
  status: (name: string, values: ReadonlyMap<StatusItem, number | bigint>, utf8: boolean): string => {
    const items = [...values].map(([item, value]) => `${item.toUpperCase()} ${value}`);
    return `* STATUS ${formatMailboxName(name, utf8)} (${items.join(' ')})\r\n`;
  },

  /** RFC 3501 §7.2.5: sent also when there is none. */
  search: (numbers: readonly number[]): string => `* SEARCH${words(numbers)}\r\n`,

  /** RFC 9051 §7.3.4; what is left out was not asked for, or there is none. */
  esearch: ({ tag, uid, min, max, count, all }: ESearchResult): string => {
    const data = [
      ...(min === undefined ? [] : [`MIN ${min}`]),
      ...(max === undefined ? [] : [`MAX ${max}`]),
      ...(all === undefined || all.length === 0 ? [] : [`ALL ${formatNumbers(all)}`]),
      ...(count === undefined ? [] : [`COUNT ${count}`]),
    ];
    return `* ESEARCH (TAG ${formatString(tag)})${uid ? ' UID' : ''}${words(data)}\r\n`;
  },
} as const;

function listData({ attributes, name, childInfo, oldName }: ListLine, delimiter: string, utf8: boolean): string {
  const extended: string[] = [];
  if (childInfo && childInfo.length > 0)
    extended.push(`"CHILDINFO" (${childInfo.map((word) => `"${word}"`).join(' ')})`);
  if (oldName !== undefined) extended.push(`"OLDNAME" (${formatMailboxName(oldName, utf8)})`);
  const items = extended.length > 0 ? ` (${extended.join(' ')})` : '';
  return `(${attributes.join(' ')}) ${formatString(delimiter)} ${formatMailboxName(name, utf8)}${items}`;
}

const words = (items: readonly (string | number)[]): string => items.map((item) => ` ${item}`).join('');
