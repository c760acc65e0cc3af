/** The line that mail apps show below the subject: RFC 8970. */
import { textsFor } from '../../../texts/texts.js';
import { cleanLine, cleanText } from '../../../lib/clean-text.js';
import { known, letterMessage, nameLimit, type LetterMessageInput } from './letter-message.js';
import { localDay } from '../../../lib/local-time.js';
import { hasText } from './notes.js';

/** RFC 8970 §3.3: "SHOULD limit the length … to 200 preview characters", MUST NOT be more than 256. */
const previewLimit = 200;
/** Of the subject, so that sum and date behind it are seen on a phone. */
const aboutLimit = 80;
/** Months between scan and date up to which nobody takes the year for another. */
const obviousMonths = 6;
/** What a letter opens with, in German and English: what it says begins there, below all of the head. */
const salutation =
  /^(?:sehr geehrte|(?:sehr )?verehrte|liebe[rs]?\b|hallo\b|guten (?:tag|morgen|abend)|gr(?:ü|ue)(?:ß|ss) gott|moin\b|dear\b|hello\b|to whom it may concern)/iu;

/**
 * One line about the letter, at most 200 characters: a note if there is one; else who asks for how much by when, where
 * that is known; else the text behind the salutation, or from its start.
 */
export function letterPreview(input: LetterMessageInput): string {
  const [note] = letterMessage(input).notes;
  if (note !== undefined) return cleanLine(note, previewLimit);
  return demand(input) ?? opening(input);
}

/** "Stadtwerke · Abschlag 84,00 € · fällig 15.12."; undefined when too little is known. */
function demand({ facts, language, scannedMs, timeZone = 'Europe/Berlin' }: LetterMessageInput): string | undefined {
  const { letter } = textsFor(language);
  const [amount, due] = [known(facts.amount), known(facts.due)];
  const about = cleanLine(known(facts.subject)?.value ?? '', aboutLimit);
  // A date alone says less than the letter's own words.
  if (!amount && (!due || about === '')) return undefined;
  const sum = amount ? letter.money(amount.cents, amount.currency) : '';
  const withYear = due !== undefined && monthsBetween(due.value, localDay(scannedMs, timeZone)) > obviousMonths;
  const parts = [
    cleanLine(known(facts.sender)?.value ?? '', nameLimit),
    // A sum right behind a number would read as one: "Rechnung 77120: 389,00 €".
    `${about}${about !== '' && sum !== '' && /\d$/u.test(about) ? ':' : ''} ${sum}`.trim(),
    due ? letter.due(due.value, { payment: amount !== undefined, withYear }) : '',
  ];
  return cleanLine(parts.filter((part) => part !== '').join(' · '), previewLimit);
}

function monthsBetween(a: string, b: string): number {
  const months = (iso: string): number => Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7));
  return Math.abs(months(a) - months(b));
}

function opening(input: LetterMessageInput): string {
  const page = input.scan.pages.find(hasText);
  if (page === undefined) return cleanLine(textsFor(input.language).letter.attached, previewLimit);
  const lines = cleanText(page.text.slice(0, 20_000))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const greeting = lines.findIndex((line) => salutation.test(line));
  const said = greeting >= 0 && greeting < lines.length - 1 ? lines.slice(greeting + 1) : lines;
  return cleanLine(said.slice(0, 12).join(' '), previewLimit);
}
