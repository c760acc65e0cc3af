/** The first page behind the link: it asks for the PIN, and shows nothing else. */
import { html } from 'hono/html';
import { keepLanguage, page, pageTexts, type Markup, type PageFrame } from '../page.js';

/** @param problem what was wrong with the PIN before */
export function pinPage(frame: PageFrame, problem?: string): Markup {
  const { pin } = pageTexts(frame);
  const described = problem === undefined ? 'hint' : 'problem hint';
  return page(
    frame,
    pin.heading,
    html`<p>${pin.intro}</p>
      <form method="post" action="${keepLanguage(frame, frame.path)}" class="card">
        ${problem === undefined ? '' : html`<p id="problem" class="problem" role="alert">${problem}</p>`}
        <label for="pin">${pin.label}</label>
        <p id="hint" class="hint">${pin.hint}</p>
        <input
          id="pin"
          name="pin"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength="20"
          required
          autofocus
          aria-describedby="${described}"
          ${problem === undefined ? '' : html`aria-invalid="true"`}
        />
        <button type="submit">${pin.button}</button>
      </form>`,
  );
}
