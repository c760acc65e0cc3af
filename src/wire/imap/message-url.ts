/** IMAP URLs of messages and their parts, as paths within a server: RFC 5092 §9, for CATENATE (RFC 4469 §3). */
import { CommandInput } from './command-input.js';
import { ParseError } from './parse-error.js';
import { formatSection, parseSection } from './section.js';
import type { MessageUrl, Partial, Section } from './syntax.js';
import { TokenReader } from './token-reader.js';

// enc-mailbox [uidvalidity] "/;UID=" nz-number ["/;SECTION=" enc-section] ["/;PARTIAL=" partial-range]
const path =
  /^(?:\/([^;]+?)(?:;UIDVALIDITY=(\d{1,10}))?\/)?;UID=(\d{1,10})(?:\/;SECTION=([^;/]+))?(?:\/;PARTIAL=(\d{1,19})(?:\.(\d{1,19}))?)?$/i;

const largest = 0xffff_ffff;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const whole: Section = { part: [], what: 'all', fields: [] };

/** @returns undefined for what is no such URL; a URL with a server, or with URLAUTH, is none */
export function parseMessageUrl(text: string): MessageUrl | undefined {
  const [, mailbox, uidValidity, uid, section, offset, count] = path.exec(text) ?? [];
  if (uid === undefined) return undefined;
  const url = {
    mailbox: mailbox === undefined ? undefined : decode(mailbox),
    uidValidity: uidValidity === undefined ? undefined : Number(uidValidity),
    uid: Number(uid),
    section: section === undefined ? whole : sectionOf(decode(section)),
    partial: partialOf(offset, count),
  };
  const { section: what } = url;
  if (!what || (mailbox !== undefined && url.mailbox === undefined)) return undefined;
  if (![url.uid, url.uidValidity ?? 1, url.partial?.count ?? 1].every((n) => n >= 1)) return undefined;
  return url.uid > largest || (url.uidValidity ?? 1) > largest ? undefined : { ...url, section: what };
}

/** The path, percent-encoded. */
export function formatMessageUrl({ mailbox, uidValidity, uid, section, partial }: MessageUrl): string {
  const box =
    mailbox === undefined
      ? ''
      : `/${encode(mailbox)}${uidValidity === undefined ? '' : `;UIDVALIDITY=${uidValidity}`}/`;
  const what = formatSection(section).slice(1, -1);
  const part = what === '' ? '' : `/;SECTION=${encodeURIComponent(what)}`;
  const count = partial && partial.count < Number.MAX_SAFE_INTEGER ? `.${partial.count}` : '';
  return `${box};UID=${uid}${part}${partial ? `/;PARTIAL=${partial.offset}${count}` : ''}`;
}

/** `SECTION=` may be left out for the whole message; what it says is a section-spec. */
function sectionOf(text: string | undefined): Section | undefined {
  if (text === undefined) return undefined;
  try {
    const p = new TokenReader(CommandInput.ofLine(`[${text}]`));
    const section = parseSection(p);
    p.end();
    return section;
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}

/** RFC 5092 §9 partial-range: without a count to the end. */
function partialOf(offset: string | undefined, count: string | undefined): Partial | undefined {
  if (offset === undefined) return undefined;
  const clip = (digits: string): number => Math.min(Number(digits), Number.MAX_SAFE_INTEGER);
  return { offset: clip(offset), count: count === undefined ? Number.MAX_SAFE_INTEGER : clip(count) };
}

/** Percent-encoding of UTF-8 (RFC 3986 §2.1); undefined when it is none. */
function decode(text: string): string | undefined {
  try {
    const octets = Buffer.from(text)
      .toString('latin1')
      .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return utf8.decode(Buffer.from(octets, 'latin1'));
  } catch {
    return undefined;
  }
}

function encode(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
