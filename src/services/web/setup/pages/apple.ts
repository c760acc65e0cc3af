/** iPhone and iPad: a profile to load, and where it is then found. */
import { html } from 'hono/html';
import { page, pageTexts, type Markup, type PageFrame } from '../page.js';
import { backLink, elsewhere, makeButton, stepList } from '../parts.js';

export interface AppleShown {
  /** Profiles loaded so far: the first button gives the latest again. */
  readonly loaded: number;
  /** Whole address of this page, to open it on the device itself; undefined: it is not known. */
  readonly url: string | undefined;
  readonly choicePath: string;
}

export function applePage(frame: PageFrame, shown: AppleShown): Markup {
  const texts = pageTexts(frame);
  const { apple } = texts;
  return page(
    frame,
    apple.heading,
    html`<p>${apple.intro}</p>
      ${makeButton(frame, apple.button, Math.max(shown.loaded, 1))} ${stepList(apple.steps)}
      <div class="hints">${apple.hints.map((hint) => html`<p class="hint">${hint}</p>`)}</div>
      ${shown.url === undefined ? '' : elsewhere(frame, shown.url)}
      ${shown.loaded > 0 ? makeButton(frame, apple.another, shown.loaded + 1, 'quiet') : ''}
      ${backLink(frame, shown.choicePath)}`,
  );
}
