/** English texts. */
import type { ScanProblem } from '../mail/scan.js';
import { currencySign, groupedNumber, isoParts, joinNumbers } from './format.js';
import { forwardingEn } from './forwarding-en.js';
import { passwordsEn } from './passwords-en.js';
import { letterEn } from './letter-en.js';
import { setupPagesEn } from './setup-pages-en.js';
import type { Texts } from './texts.js';

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const pageProblems: Readonly<Record<ScanProblem, string>> = {
  unsupported: 'its format is not supported',
  empty: 'there is nothing on it',
  damaged: 'the file is damaged there',
  password: 'a password protects its content',
  'too-large': 'the picture is too large',
  timeout: 'recognising the text would have taken too long',
  crashed: 'recognising the text failed',
};

function date(iso: string): string {
  const { year, month, day } = isoParts(iso);
  const name = `${months[month - 1] ?? ''} ${year}`;
  return day === undefined ? name : `${day} ${name}`;
}

export const en: Texts = {
  language: 'en',
  mailboxes: [
    { name: 'INBOX', subscribed: true },
    { name: 'Archive', specialUse: 'Archive', subscribed: true },
    { name: 'Drafts', specialUse: 'Drafts', subscribed: true },
    { name: 'Sent', specialUse: 'Sent', subscribed: true },
    { name: 'Trash', specialUse: 'Trash', subscribed: true },
    { name: 'Outbox', role: 'outbox', subscribed: true },
    { name: 'Outbox/Release', role: 'outbox-release', subscribed: true },
    { name: 'Outbox/Always release', role: 'outbox-allow', subscribed: true },
    { name: 'Log', role: 'protocol', subscribed: true },
  ],
  date,
  scanSubject: (iso) => `Scan of ${date(iso)}`,
  pages: (count) => (count === 1 ? '1 page' : `${count} pages`),
  pageOf: (page, pages) => `Page ${page} of ${pages}`,
  pageList: (pages) => `${pages.length === 1 ? 'Page' : 'Pages'} ${joinNumbers(pages, 'and', 'more')}`,
  letter: {
    sender: 'From',
    subject: 'Subject',
    date: 'Date',
    extent: 'Extent',
    scanned: 'Scanned',
    note: 'Note',
    likely: 'probably',
    pictureOf: (page) => `Picture of page ${page} of the letter`,
    textHeading: 'Text of the letter',
    blankPage: '(blank page)',
    unreadPage: '(no text recognised)',
    money: (cents, currency) => {
      const sign = currencySign(currency);
      return `${sign}${sign.length > 1 ? ' ' : ''}${groupedNumber(cents, ',', '.')}`;
    },
    due(iso, { payment, withYear }) {
      const { year, month, day } = isoParts(iso);
      return `${payment ? 'due' : 'by'} ${day} ${months[month - 1] ?? ''}${withYear ? ` ${year}` : ''}`;
    },
    fallbackTitle: 'Scan',
    attachedAsCame: 'The scanned file is attached to this message as it came.',
    attached: 'The letter as it was scanned is attached to this message as a PDF.',
  },
  notes: {
    scan: {
      unsupported: 'We cannot read this file format. The file is attached as it came.',
      empty: 'The scan is empty.',
      damaged: 'The file is damaged. What could be saved is attached; please scan the letter again.',
      password:
        'The PDF file is protected by a password, so we could not read its text. ' +
        'It is attached as it came and opens with the password.',
      'too-large': 'The scan is too large to be read as a whole. It is complete in the attachment.',
      timeout:
        'Recognising the text would have taken too long and was stopped. The letter is complete in the attachment.',
      crashed: 'Recognising the text of this scan failed. The letter is complete in the attachment.',
    },
    page: (problem, pages) =>
      `${pages}: we could not read the text, because ${pageProblems[problem]}. Everything is in the attachment.`,
    noText: 'We found no text on this scan. The attachment has it as a picture.',
    poorlyReadable:
      'This scan is hard to read, so the text probably has mistakes. The picture in the attachment is what counts.',
  },
  forwarding: forwardingEn,
  passwords: passwordsEn,
  passwordLetter: letterEn,
  setupPages: setupPagesEn,
  rejected: {
    unsupported: 'This file format is not supported. PDF, TIFF, JPEG and PNG are.',
    empty: 'The file is empty. Please scan the letter again.',
    damaged: 'The file is damaged and could not be opened. Please scan the letter again.',
    password: 'The file is protected by a password. Please hand it in again without one.',
    'too-large': 'The file is too large. Please scan at a lower resolution or split the pile.',
    timeout: 'Reading the file would have taken too long. Please scan at a lower resolution or split the pile.',
    crashed: 'Reading the file failed several times. Please scan the letter again.',
  },
};
