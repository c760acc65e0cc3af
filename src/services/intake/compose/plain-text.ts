/** The message's text: a short head, then the recognised text, page by page. */
import type { Page } from '../../../mail/scan.js';
import type { Texts } from '../../../texts/texts.js';
import { cleanText } from '../../../lib/clean-text.js';
import type { LetterMessage } from './letter-message.js';

/** Characters of recognised text in one message; a letter of 500 dense pages stays below. */
export const bodyLimit = 4 * 1024 * 1024;

export function plainText({ head, notes }: LetterMessage, pages: readonly Page[], texts: Texts): string {
  const words = texts.letter;
  const top = [
    ...head.map(({ label, value }) => `${label}: ${value}`),
    ...notes.map((note) => `${words.note}: ${note}`),
  ].join('\n');
  const body = pages.map((page) => {
    const text = pageText(page, texts);
    return pages.length === 1 ? text : `- ${texts.pageOf(page.number, pages.length)} -\n\n${text}`;
  });
  return `${[top, ...body].join('\n\n').slice(0, bodyLimit)}\n`;
}

/** The page's text, or a word in its place. */
export function pageText(page: Page, { letter }: Texts): string {
  const text = cleanText(page.text)
    .replace(/^\n+|\n+$/gu, '')
    .replace(/\n{3,}/gu, '\n\n');
  if (text !== '') return text;
  return page.problem === undefined ? letter.blankPage : letter.unreadPage;
}
