/** What went wrong, in plain words, and what to do. */
import { html } from 'hono/html';
import type { SetupPageTexts } from '../../../../texts/setup-pages.js';
import { page, pageTexts, type Markup, type PageFrame } from '../page.js';

export type SetupTrouble = keyof SetupPageTexts['trouble'];

export function troublePage(frame: PageFrame, trouble: SetupTrouble): Markup {
  const { heading, text } = pageTexts(frame).trouble[trouble];
  return page(frame, heading, html`${text.map((paragraph) => html`<p>${paragraph}</p>`)}`);
}
