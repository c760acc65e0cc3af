/** iPhone and iPad: a profile to load, and where it is then found. */
import { html } from 'hono/html';
import { page, pageTexts, type Markup, type PageFrame } from '../page.js';
import { backLink, makeButton, stepList } from '../parts.js';

/** @param loaded profiles loaded so far: the first button gives the latest again */
export function applePage(frame: PageFrame, shown: { readonly loaded: number; readonly choicePath: string }): Markup {
  const texts = pageTexts(frame);
  const { apple } = texts;
  return page(
    frame,
    apple.heading,
    html`<p>${apple.intro}</p>
      ${makeButton(frame, apple.button, Math.max(shown.loaded, 1))} ${stepList(apple.steps)}
      <div class="hints">${apple.hints.map((hint) => html`<p class="hint">${hint}</p>`)}</div>
      ${shown.loaded > 0 ? makeButton(frame, apple.another, shown.loaded + 1, 'quiet') : ''}
      ${backLink(frame, shown.choicePath)}`,
  );
}
