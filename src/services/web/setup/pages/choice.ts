/** What is to be set up: one big button for each kind of device. */
import { html, raw } from 'hono/html';
import { keepLanguage, page, pageTexts, type Markup, type PageFrame } from '../page.js';
import { elsewhere } from '../parts.js';
import { type DeviceKind, deviceKinds } from '../tickets.js';

/** Outlines on a square of 24. */
const pictures: Readonly<Record<DeviceKind, string>> = {
  apple: '<rect x="6" y="2" width="12" height="20" rx="3"/><path d="M10.5 5h3"/>',
  android: '<rect x="5" y="2" width="14" height="20" rx="2"/><path d="M9 19h6"/>',
  computer: '<rect x="4" y="5" width="16" height="11" rx="1.5"/><path d="M2 19.5h20"/>',
};

/** @param url whole address of this page, to go on with another device; undefined: it is not known */
export function choicePage(
  frame: PageFrame,
  shown: { readonly address: string; readonly minutesLeft: number; readonly url: string | undefined },
): Markup {
  const texts = pageTexts(frame);
  const { choice } = texts;
  const button = (kind: DeviceKind) => {
    const { name, note } = choice.devices[kind];
    return html`<li>
      <a class="device card" href="${keepLanguage(frame, `${frame.path}/${kind}`)}">
        <svg aria-hidden="true" viewBox="0 0 24 24">${raw(pictures[kind])}</svg>
        <span><strong>${name}</strong><span class="hint">${note}</span></span>
      </a>
    </li>`;
  };
  return page(
    frame,
    choice.heading,
    html`<p>${choice.intro(shown.address)}</p>
      <ul class="devices">
        ${deviceKinds.map(button)}
      </ul>
      ${shown.url === undefined ? '' : elsewhere(frame, shown.url)}
      <p class="hint">${texts.timeLeft(shown.minutesLeft)}</p>`,
  );
}
