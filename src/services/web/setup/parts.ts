/** Pieces that setup pages are made of. */
import { html } from 'hono/html';
import type { SetupPageTexts } from '../../../texts/setup-pages.js';
import { keepLanguage, pageTexts, type Markup, type PageFrame } from './page.js';

export function stepList(steps: readonly string[]): Markup {
  return html`<ol class="steps">
    ${steps.map((step) => html`<li>${step}</li>`)}
  </ol>`;
}

/**
 * Makes the password of a device, at the press of the button. A GET never does: previews and prefetching follow links.
 * @param number of the device; one that is there already is shown again
 */
export function makeButton(frame: PageFrame, label: string, number: number, look: 'loud' | 'quiet' = 'loud'): Markup {
  return html`<form method="post" action="${keepLanguage(frame, frame.path)}">
    <input type="hidden" name="device" value="${number}" />
    <button type="submit" class="${look}">${label}</button>
  </form>`;
}

export function backLink(frame: PageFrame, choicePath: string): Markup {
  return html`<p><a href="${keepLanguage(frame, choicePath)}">${pageTexts(frame).back}</a></p>`;
}

/** A value with a button that copies it; the script brings the button to light, as it does nothing without. */
export function copyable(
  { copy, copied }: SetupPageTexts['login'],
  term: string,
  value: string,
  shown: Markup = html`${value}`,
): Markup {
  return html`<div>
    <dt>${term}</dt>
    <dd>
      <span class="value" translate="no">${shown}</span>
      <button
        type="button"
        class="copy"
        data-copy="${value}"
        data-copied="${copied}"
        aria-label="${copy}: ${term}"
        hidden
      >
        ${copy}
      </button>
    </dd>
  </div>`;
}

/** In its groups, so that it breaks between them and not within. */
export function passwordGroups(password: string): Markup {
  const groups = password.split('-');
  const last = groups.length - 1;
  return html`${groups.map((group, at) => html`<span class="group">${group}${at < last ? '-' : ''}</span>`)}`;
}
