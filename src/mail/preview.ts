/** RFC 8970: one line that says what a message is about. */

/** §3.3: SHOULD be at most 200 characters, MUST NOT be more than 256; phones show far fewer. */
export const previewCharacters = 200;

/** Quotes and blank lines at the top of a text can be long, so some more is looked at than is kept. */
const lookedAt = previewCharacters * 20;

const quote = /^\s*>/u;
/** What mail apps write above a quote: "On Monday, Erika wrote:", "Am 3.2.2026 um 10:00 schrieb Erika:", and Outlook's line. */
const attribution =
  /^(?:(?:on|am|le)\b.{0,200}\b(?:wrote|schrieb|a écrit)\b.{0,200}:|-{2,} ?(?:original message|ursprüngliche nachricht|forwarded message)\b.*)$/iu;
/** RFC 3676 §4.3; the blank is often lost on the way. */
const signature = /^-- ?$/u;

/**
 * The first words of a text that are its own: without what it quotes, and up to the signature; the text as it is when
 * nothing else is there. White space is run together; cut at a word's end where one is near. Empty for no text.
 */
export function previewOf(text: string): string {
  const start = text.slice(0, lookedAt);
  return shortened(oneLine(ownLines(start))) || shortened(oneLine(start));
}

function ownLines(text: string): string {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    if (signature.test(line) && lines.some((each) => each.trim() !== '')) break;
    if (!quote.test(line) && !attribution.test(trimmed)) lines.push(line);
  }
  return lines.join('\n');
}

function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function shortened(line: string): string {
  const characters = [...line];
  if (characters.length <= previewCharacters) return line;
  const cut = characters.slice(0, previewCharacters - 1).join('');
  const blank = cut.lastIndexOf(' ');
  return `${blank > previewCharacters / 2 ? cut.slice(0, blank) : cut}…`;
}
