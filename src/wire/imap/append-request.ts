/** APPEND: RFC 9051 §6.3.12 and §9 append; RFC 3502 MULTIAPPEND; RFC 6855 §4 UTF8. */
import { parseDateTime } from './date-time.js';
import { parseFlagList } from './flags.js';
import { decodeMailboxName } from './mailbox-name-codec.js';
import type { AppendMessage, AppendRequest } from './syntax.js';
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

function appendMessage(p: TokenReader): AppendMessage {
  const flags = p.peek() === '(' ? parseFlagList(p) : undefined;
  if (flags) p.sp();
  const internalDate = p.peek() === '"' ? parseDateTime(p) : undefined;
  if (internalDate) p.sp();
  const utf8 = p.tryWords('UTF8 (');
  const literal = p.messageLiteral();
  if (utf8 && !p.awaitsMore) p.char(')');
  return {
    flags: flags ?? [],
    internalDate,
    utf8,
    sizeOctets: literal.kind === 'literal' ? literal.octets.length : literal.size,
    binary: literal.binary,
    octets: literal.kind === 'literal' ? literal.octets : undefined,
  };
}
