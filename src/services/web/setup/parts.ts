/** Pieces that setup pages are made of. */
import { html } from 'hono/html';
import type { SetupPageTexts } from '../../../texts/setup-pages.js';
import { keepLanguage, pageTexts, type Markup, type PageFrame } from './page.js';
import { qrPicture } from './qr-picture.js';

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

/** @param url whole address of this page, for the camera of another device */
export function elsewhere(frame: PageFrame, url: string): Markup {
  const { choice } = pageTexts(frame);
  return html`<details class="card">
    <summary>${choice.elsewhere}</summary>
    <p>${choice.elsewhereHint}</p>
    ${qrPicture(url, choice.elsewhereCode)}
  </details>`;
}

/** A value with a button that copies it; the script brings the button to light, as it does nothing without. */
export function copyable(
  { copy, copied }: SetupPageTexts['login'],
  term: string,
  value: string,
  shown: Markup = breakable(value),
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

/** An address may break before its @, a host name before a dot: never within a word. */
function breakable(value: string): Markup {
  const parts = value.split(value.includes('@') ? /(?=@)/ : /(?=\.)/);
  return html`${parts.map((part, at) => (at === 0 ? part : html`<wbr />${part}`))}`;
}

/** Three groups to a line where there is no room for all six. */
const groupsTogether = 3;

/** In its groups, so that it breaks between them and not within. */
export function passwordGroups(password: string): Markup {
  const groups = password.split('-');
  const parts = Array.from({ length: Math.ceil(groups.length / groupsTogether) }, (_, at) =>
    groups.slice(at * groupsTogether, (at + 1) * groupsTogether).join('-'),
  );
  return html`${parts.map((part, at) => html`<span class="groups">${part}${at < parts.length - 1 ? '-' : ''}</span>`)}`;
}
