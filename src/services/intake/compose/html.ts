/**
 * The message's HTML: head, notes, the first page as a picture, the text. It loads nothing from anywhere, has no
 * script, and names no background or text colour of the page, so that an app's dark mode is left to itself.
 */
import type { Language } from '../../../mail/accounts.js';
import type { Page } from '../../../mail/scan.js';
import type { Texts } from '../../../texts/texts.js';
import type { LetterMessage } from './letter-message.js';
import { escapeHtml } from '../../../lib/html.js';
import { paragraphs } from './paragraphs.js';
import { bodyLimit, pageText } from './plain-text.js';
import { hasText } from './notes.js';

export interface HtmlOptions {
  readonly texts: Texts;
  /** Of the letter, for screen readers and hyphenation. */
  readonly letterLanguage: Language | undefined;
  /** Whether a PDF is attached; else it is the file as it came. */
  readonly asPdf: boolean;
  readonly picture:
    | { readonly contentId: string; readonly page: number; readonly widthPx: number; readonly heightPx: number }
    | undefined;
}

/** Wide enough for phones at double resolution, and not wider than a column of text is read well. */
const columnPx = 640;

const style = {
  body: 'margin:0;padding:16px;font:16px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif',
  column: `max-width:${columnPx}px;margin:0 auto`,
  table: 'border-collapse:collapse;margin:0 0 16px',
  label: 'padding:2px 16px 2px 0;text-align:left;vertical-align:top;font-weight:normal;opacity:.65;white-space:nowrap',
  value: 'padding:2px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere',
  note: 'margin:0 0 16px;padding:8px 12px;border-left:4px solid #c77700',
  picture: 'display:block;width:100%;height:auto;margin:0 0 24px;border:1px solid #999',
  rule: 'border:0;border-top:1px solid #999;margin:24px 0 8px',
  page: 'margin:0 0 16px;font-size:14px;font-weight:normal;opacity:.65',
  text: 'overflow-wrap:anywhere',
  foot: 'margin:0;font-size:14px;opacity:.65',
} as const;

export function html(message: LetterMessage, pages: readonly Page[], options: HtmlOptions): string {
  const { texts, picture } = options;
  const words = texts.letter;
  const rows = message.head.map(
    ({ label, value }) =>
      `<tr><th scope="row" style="${style.label}">${escapeHtml(label)}</th><td style="${style.value}">${escapeHtml(value)}</td></tr>`,
  );
  const notes = message.notes.map(
    (note) => `<p style="${style.note}"><b>${escapeHtml(words.note)}:</b> ${escapeHtml(note)}</p>`,
  );
  const lang = options.letterLanguage === undefined ? '' : ` lang="${options.letterLanguage}"`;
  return [
    '<!DOCTYPE html>',
    `<html lang="${texts.language}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(message.subject)}</title>`,
    '</head>',
    `<body style="${style.body}">`,
    `<div style="${style.column}">`,
    `<table style="${style.table}">`,
    ...rows,
    '</table>',
    ...notes,
    ...(picture === undefined ? [] : [pictureTag(picture, texts)]),
    `<div${lang} style="${style.text}" role="article" aria-label="${escapeHtml(words.textHeading)}">`,
    ...pagesHtml(pages, texts),
    '</div>',
    `<hr style="${style.rule}">`,
    `<p style="${style.foot}">${escapeHtml(options.asPdf ? words.attached : words.attachedAsCame)}</p>`,
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function pictureTag({ contentId, page, widthPx, heightPx }: NonNullable<HtmlOptions['picture']>, texts: Texts): string {
  const width = Math.min(columnPx, widthPx);
  const height = Math.max(1, Math.round((heightPx * width) / Math.max(1, widthPx)));
  const alt = escapeHtml(texts.letter.pictureOf(page));
  return `<img src="cid:${contentId}" width="${width}" height="${height}" alt="${alt}" style="${style.picture}">`;
}

function pagesHtml(pages: readonly Page[], texts: Texts): readonly string[] {
  const parts: string[] = [];
  let room = bodyLimit;
  for (const page of pages) {
    if (pages.length > 1) {
      parts.push(
        `<hr style="${style.rule}">`,
        `<h2 style="${style.page}">${escapeHtml(texts.pageOf(page.number, pages.length))}</h2>`,
      );
    }
    const found = hasText(page) ? paragraphs(page) : [[pageText(page, texts)]];
    for (const lines of found) {
      const paragraph = lines.map(escapeHtml).join('<br>\n');
      room -= paragraph.length;
      // The plain text has the same limit; the attachment has everything.
      if (room < 0) return parts;
      parts.push(`<p>${paragraph}</p>`);
    }
  }
  return parts;
}
