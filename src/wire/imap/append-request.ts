/** APPEND: RFC 9051 §6.3.12 and §9 append; RFC 3502 MULTIAPPEND; RFC 6855 §4 UTF8; RFC 4469 CATENATE. REPLACE: RFC 8508. */
import { parseDateTime } from './date-time.js';
import { parseFlagList } from './flags.js';
import { decodeMailboxName } from './mailbox-name-codec.js';
import type { AppendMessage, AppendPart, AppendRequest, ReplaceRequest } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/**
 * What follows APPEND and its blank, up to the end. Works also on the command so far when a literal has just been announced: then the
 * last message is the one announced.
 *
 * @param utf8 as in `decodeMailboxName`
 * @returns undefined when the literal announced is not a message but the mailbox's name, so is to be buffered
 */
export function parseAppendRequest(p: TokenReader, utf8: boolean): AppendRequest | undefined {
  if (p.atStreamedLiteral) return undefined;
  const mailbox = decodeMailboxName(p.astring('a mailbox name'), utf8);
  const messages: AppendMessage[] = [];
  do {
    if (messages.length >= p.limits.elements) p.fail(`at most ${p.limits.elements} messages`);
    messages.push(appendMessage(p.sp()));
  } while (!p.atEnd);
  return { mailbox, messages };
}

/** What follows REPLACE and its blank, likewise: RFC 8508 §4, `seq-number SP mailbox append-message`. */
export function parseReplaceRequest(p: TokenReader, utf8: boolean): ReplaceRequest | undefined {
  const target = p.tryChar('*') ? '*' : p.nzNumber('a number or "*"');
  p.sp();
  if (p.atStreamedLiteral) return undefined;
  const mailbox = decodeMailboxName(p.astring('a mailbox name'), utf8);
  return { target, mailbox, message: appendMessage(p.sp()) };
}

/** Whether the literal announced has octets of a message, rather than a name or URL. */
export function awaitsOctets(last: AppendMessage | undefined): boolean {
  return last?.parts.at(-1)?.kind === 'octets';
}

function appendMessage(p: TokenReader): AppendMessage {
  const flags = p.peek() === '(' ? parseFlagList(p) : undefined;
  if (flags) p.sp();
  const internalDate = p.peek() === '"' ? parseDateTime(p) : undefined;
  if (internalDate) p.sp();
  const catenated = p.tryWords('CATENATE (');
  return { flags: flags ?? [], internalDate, catenated, parts: catenated ? catenateParts(p) : [octets(p)] };
}

/** RFC 4469 §5: `cat-part *(SP cat-part) ")"`. */
function catenateParts(p: TokenReader): readonly AppendPart[] {
  const parts: AppendPart[] = [];
  for (;;) {
    if (parts.length >= p.limits.elements) p.fail(`at most ${p.limits.elements} parts`);
    if (p.tryKeyword('URL')) parts.push(url(p.sp()));
    else if (p.tryKeyword('TEXT')) parts.push(octets(p.sp()));
    else if (p.peek().toUpperCase() === 'U') parts.push(octets(p));
    else p.fail('TEXT or URL');
    if (p.awaitsMore) return parts;
    if (!p.tryChar(' ')) break;
  }
  p.char(')');
  return parts;
}

function url(p: TokenReader): AppendPart {
  if (!p.atStreamedLiteral) return { kind: 'url', url: p.astring('a URL') };
  p.messageLiteral();
  return { kind: 'url', url: undefined };
}

/** A literal; RFC 6855 §4: `UTF8 (~{n} ...)`. */
function octets(p: TokenReader): AppendPart {
  const utf8 = p.tryWords('UTF8 (');
  const literal = p.messageLiteral();
  if (utf8 && !p.awaitsMore) p.char(')');
  return {
    kind: 'octets',
    utf8,
    sizeOctets: literal.kind === 'literal' ? literal.octets.length : literal.size,
    binary: literal.binary,
    octets: literal.kind === 'literal' ? literal.octets : undefined,
  };
}
