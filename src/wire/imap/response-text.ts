/** Status responses and their codes: RFC 9051 §7.1 and §9 resp-text. All end in CRLF and are to be written as UTF-8. */
import { formatFlagList } from './flags.js';
import { formatNumbers, formatSequenceSet } from './sequence-set.js';

/**
 * Text for people, safe behind a status. What could end the line, or pass for a code, is taken out; beyond ASCII only
 * to those who may get UTF-8 (RFC 9051 §9 TEXT-CHAR). Never empty.
 */
export function responseText(text: string, utf8 = false): string {
  const line = text
    .replace(/[\x00-\x1f\x7f]+/g, ' ') // oxlint-disable-line no-control-regex
    .replace(utf8 ? /[\ud800-\udfff]/gu : /[^\x20-\x7e]/gu, '?')
    .trim();
  return line.startsWith('[') || line === '' ? `- ${line}`.trim() : line;
}

/** @param tag the command's, or `*` @param code resp-text-code without its brackets, made of one below or a word */
export function statusResponse(
  tag: string,
  status: 'OK' | 'NO' | 'BAD' | 'PREAUTH' | 'BYE',
  text: string,
  options: { readonly code?: string | undefined; readonly utf8?: boolean } = {},
): string {
  const code = options.code === undefined ? '' : `[${options.code}] `;
  return `${tag} ${status} ${code}${responseText(text, options.utf8)}\r\n`;
}

/** RFC 9051 §7.6. For AUTHENTICATE the text is the challenge in base64, which may be empty. */
export function continuationRequest(text: string): string {
  return `+ ${text.replace(/[^\x20-\x7e]+/g, ' ')}\r\n`;
}

interface UidPairs {
  readonly uidValidity: number;
  /** `from[i]` became `to[i]`; `from` ascends. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

export const responseCode = {
  /** @param uids in the order of the messages, at least one */
  appendUid: (uidValidity: number, uids: readonly number[]): string => `APPENDUID ${uidValidity} ${inOrder(uids)}`,
  /** `undefined` when nothing was copied: no uid-set is empty. */
  copyUid: ({ uidValidity, from, to }: UidPairs): string | undefined =>
    from.length === 0 ? undefined : `COPYUID ${uidValidity} ${formatNumbers(from)} ${inOrder(to)}`,
  /** @param flags `\*` among them when new keywords can be made */
  permanentFlags: (flags: Iterable<string>): string => `PERMANENTFLAGS ${formatFlagList(flags)}`,
  uidNext: (uid: number): string => `UIDNEXT ${uid}`,
  uidValidity: (uidValidity: number): string => `UIDVALIDITY ${uidValidity}`,
  unseen: (seq: number): string => `UNSEEN ${seq}`,
  highestModSeq: (modSeq: bigint): string => `HIGHESTMODSEQ ${modSeq}`,
  badCharset: (charsets: readonly string[]): string => `BADCHARSET (${charsets.join(' ')})`,
  capability: (names: readonly string[]): string => `CAPABILITY ${names.join(' ')}`,
} as const;

/** Numbers as a set that keeps their order: RFC 4315 §3 pairs the UIDs of COPYUID by place. */
function inOrder(numbers: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && number === last.to + 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return formatSequenceSet(ranges);
}
