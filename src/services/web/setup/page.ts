/** What all setup pages share: head, language switch, and the frame around the content. */
import { html } from 'hono/html';
import type { Language } from '../../../mail/accounts.js';
import type { SetupPageTexts } from '../../../texts/setup-pages.js';
import { textsFor } from '../../../texts/texts.js';

/** Markup with everything in it escaped; what `html` gives. */
export type Markup = ReturnType<typeof html>;

/** Where the files of the pages lie. */
export const stylePath = '/setup/setup.css';
export const scriptPath = '/setup/setup.js';

/** Everything from ourselves, no picture from anywhere, forms only to ourselves. */
export const pageContentPolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface PageFrame {
  readonly language: Language;
  /** The language was chosen on a page: links and forms pass it on. */
  readonly chosen: boolean;
  readonly serviceName: string;
  /** Of this page, for the language switch: a path by which GET shows it. */
  readonly path: string;
}

export function pageTexts({ language }: PageFrame): SetupPageTexts {
  return textsFor(language).setupPages;
}

/** A path of ours that keeps the chosen language. */
export function keepLanguage({ chosen, language }: PageFrame, path: string): string {
  return chosen ? `${path}?lang=${language}` : path;
}

export function page(frame: PageFrame, heading: string, content: Markup): Markup {
  const { language, serviceName, path } = frame;
  const other: Language = language === 'de' ? 'en' : 'de';
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <title>${heading} – ${serviceName}</title>
        <link rel="stylesheet" href="${stylePath}" />
        <script src="${scriptPath}" defer></script>
      </head>
      <body>
        <header>
          <p class="service">${serviceName}</p>
          <a class="language" href="${path}?lang=${other}" hreflang="${other}" lang="${other}"
            >${textsFor(other).setupPages.language}</a
          >
        </header>
        <main>
          <h1>${heading}</h1>
          ${content}
        </main>
      </body>
    </html>`;
}
