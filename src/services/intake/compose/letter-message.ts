/** What the message is made from, and the words that header, text and HTML share. */
import type { Language } from '../../../mail/accounts.js';
import type { ReadScan } from '../../../mail/scan.js';
import { textsFor } from '../../../texts/texts.js';
import type { Fact, LetterFacts } from '../letter/facts.js';
import { cleanLine } from '../../../lib/clean-text.js';
import { localDay, localTime } from '../../../lib/local-time.js';
import { letterNotes } from './notes.js';

export interface LetterMessageInput {
  /** Identifies the document for ever: letters, digits, `.`, `_`, `-`; at most 100. Message-ID and boundaries come from it. */
  readonly documentId: string;
  /** The customer's. */
  readonly language: Language;
  /** IANA name; Europe/Berlin when left out. */
  readonly timeZone?: string;
  readonly scannedMs: number;
  /** Who sends: its name stands where the letter's sender is not known. */
  readonly service: Mailbox;
  readonly recipient: Mailbox;
  readonly scan: ReadScan;
  readonly facts: LetterFacts;
  /** How the scan came: `hot-folder`, `cli` and the like. */
  readonly origin?: string;
}

export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** A labelled line of the head that text and HTML begin with. */
export interface HeadRow {
  readonly label: string;
  readonly value: string;
}

export interface LetterMessage {
  readonly subject: string;
  readonly fromName: string;
  readonly head: readonly HeadRow[];
  readonly notes: readonly string[];
  /** The day it was scanned, `YYYY-MM-DD`, where the customer lives. */
  readonly scannedDay: string;
  readonly timeZone: string;
}

/** Characters; phones show some 40 of a subject, and RFC 5322 headers stay readable at a few lines. */
export const subjectLimit = 160;
export const nameLimit = 80;
/** Below, a value is shown as likely rather than as known. */
const certain = 0.75;

/** What is known rather than likely: only that is told without the letter beside it, in previews and headers. */
export function known<F extends { readonly confidence: number }>(fact: F | undefined): F | undefined {
  return fact !== undefined && fact.confidence >= certain ? fact : undefined;
}

export function letterMessage(input: LetterMessageInput): LetterMessage {
  const texts = textsFor(input.language);
  const words = texts.letter;
  const timeZone = input.timeZone ?? 'Europe/Berlin';
  const scannedDay = localDay(input.scannedMs, timeZone);
  const { sender, date, subject } = input.facts;
  const row = (label: string, fact: Fact | undefined, shown: (value: string) => string): readonly HeadRow[] => {
    const value = fact === undefined ? '' : shown(fact.value);
    if (fact === undefined || value === '') return [];
    return [{ label, value: fact.confidence < certain ? `${value} (${words.likely})` : value }];
  };
  const pages = input.scan.pages.length;
  const scanned = `${texts.date(scannedDay)}, ${localTime(input.scannedMs, timeZone)}`;
  const senderName = sender === undefined ? '' : cleanLine(sender.value, nameLimit);
  const about = subject === undefined ? '' : cleanLine(subject.value, subjectLimit);
  return {
    subject: about === '' ? texts.scanSubject(scannedDay) : about,
    fromName: senderName === '' ? cleanLine(input.service.name, nameLimit) : senderName,
    head: [
      ...row(words.sender, sender, (value) => cleanLine(value, nameLimit)),
      ...row(words.subject, subject, (value) => cleanLine(value, subjectLimit)),
      ...row(words.date, date, texts.date),
      ...(pages > 0 ? [{ label: words.extent, value: texts.pages(pages) }] : []),
      { label: words.scanned, value: scanned },
    ],
    notes: letterNotes(input.scan, texts),
    scannedDay,
    timeZone,
  };
}
