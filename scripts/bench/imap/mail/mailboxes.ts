/** The mailboxes of a run, and what lies in them. */
import type { LetterShape } from './letters.js';

/** Listing, searching, flags: the big one, of letters with a small PDF. */
export const big = 'Bench/Big';
/** Searched beside a full-text index, which takes Dovecot 50 ms a letter to make. */
export const indexed = 'Bench/Indexed';
/** Letters with a large PDF. */
export const pdf = 'Bench/Pdf';
/** 1,000 letters that are moved and copied. */
export const movable = 'Bench/Movable';
/** A letter, to be watched. */
export const watched = 'Bench/Watched';
/** Where messages are appended, moved and copied to; emptied after use. */
export const scratch = 'Bench/Scratch';
/** One message of 50 MB. */
export const huge = 'Bench/Huge';

export interface MailboxPlan extends LetterShape {
  readonly name: string;
  readonly count: number;
}

export interface MailSizes {
  readonly messages: number;
  readonly indexedMessages: number;
  readonly pdfMessages: number;
  readonly pdfOctets: number;
}

export const movableMessages = 1000;
export const hugeOctets = 50_000_000;

export function mailboxPlans({ messages, indexedMessages, pdfMessages, pdfOctets }: MailSizes): readonly MailboxPlan[] {
  return [
    { name: big, count: messages, seed: 1, textOctets: 3000, pdfOctets: 2048 },
    { name: indexed, count: indexedMessages, seed: 7, textOctets: 3000, pdfOctets: 2048 },
    { name: pdf, count: pdfMessages, seed: 2, textOctets: 3000, pdfOctets },
    { name: movable, count: movableMessages, seed: 3, textOctets: 3000, pdfOctets: 2048 },
    { name: watched, count: 1, seed: 4, textOctets: 500, pdfOctets: 512 },
    { name: scratch, count: 0, seed: 5, textOctets: 0, pdfOctets: 0 },
    // Base64 makes three octets four, and lines of 76 eight-and-seventy.
    { name: huge, count: 1, seed: 6, textOctets: 3000, pdfOctets: Math.floor((hugeOctets * 0.75 * 76) / 78) },
  ];
}
