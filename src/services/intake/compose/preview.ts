/** The line that mail apps show below the subject: RFC 8970. */
import { textsFor } from '../../../texts/texts.js';
import { cleanLine, cleanText } from './clean.js';
import { letterMessage, type LetterMessageInput } from './letter-message.js';
import { hasText } from './notes.js';

/** RFC 8970 §3.1: "SHOULD be no more than 200 characters and MUST NOT be more than 256". */
const previewLimit = 200;
/** What a letter opens with, in German and English: what it says begins there, below all of the head. */
const salutation =
  /^(?:sehr geehrte|(?:sehr )?verehrte|liebe[rs]?\b|hallo\b|guten (?:tag|morgen|abend)|gr(?:ü|ue)(?:ß|ss) gott|moin\b|dear\b|hello\b|to whom it may concern)/iu;

/**
 * One line about the letter, at most 200 characters: a note if there is one, else the text behind the salutation,
 * else the text from its start.
 */
export function letterPreview(input: LetterMessageInput): string {
  const { notes } = letterMessage(input);
  const [note] = notes;
  if (note !== undefined) return cleanLine(note, previewLimit);
  const page = input.scan.pages.find(hasText);
  if (page === undefined) return cleanLine(textsFor(input.language).letter.attached, previewLimit);
  const lines = cleanText(page.text.slice(0, 20_000))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const opening = lines.findIndex((line) => salutation.test(line));
  const said = opening >= 0 && opening < lines.length - 1 ? lines.slice(opening + 1) : lines;
  return cleanLine(said.slice(0, 12).join(' '), previewLimit);
}
