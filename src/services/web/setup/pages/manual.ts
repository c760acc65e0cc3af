/** Android and computers: a password to copy or to scan, and the servers for apps that do not find them. */
import { html } from 'hono/html';
import type { MailIdentity, MailSettings, ServerSettings } from '../../../../mail/mail-settings.js';
import type { SetupPageTexts } from '../../../../texts/setup-pages.js';
import { keepLanguage, page, pageTexts, type Markup, type PageFrame } from '../page.js';
import { backLink, copyable, makeButton, passwordGroups, stepList } from '../parts.js';
import { qrPicture } from '../qr-picture.js';

export interface ManualShown {
  readonly kind: 'android' | 'computer';
  readonly identity: MailIdentity;
  readonly settings: MailSettings;
  /** The latest made; undefined: none yet. */
  readonly password: string | undefined;
  /** How many were made. */
  readonly made: number;
  /** For Thunderbird's scanner; undefined when the format cannot say it. */
  readonly transfer: string | undefined;
  readonly choicePath: string;
}

export function manualPage(frame: PageFrame, shown: ManualShown): Markup {
  const texts = pageTexts(frame);
  const own = texts[shown.kind];
  const content =
    shown.password === undefined
      ? html`<p>${own.intro}</p>
          ${makeButton(frame, own.button, 1)}`
      : html`${stepList(own.steps)} ${login(texts, shown.identity, shown.password)}
        ${shown.kind === 'android' && shown.transfer !== undefined ? scan(texts, shown.transfer) : ''}
        ${servers(texts, shown)} ${makeButton(frame, own.another, shown.made + 1, 'quiet')}`;
  const mac = shown.kind === 'computer' ? macHint(frame, shown.choicePath, texts.computer.mac) : '';
  return page(frame, own.heading, html`${content} ${mac} ${backLink(frame, shown.choicePath)}`);
}

function macHint(frame: PageFrame, choicePath: string, text: string): Markup {
  return html`<p class="hint"><a href="${keepLanguage(frame, `${choicePath}/apple`)}">${text}</a></p>`;
}

function login({ login: words }: SetupPageTexts, { name, address, user }: MailIdentity, password: string): Markup {
  return html`<section class="card" aria-labelledby="login">
    <h2 id="login">${words.heading}</h2>
    <dl>
      ${copyable(words, words.address, address)} ${user === address ? '' : copyable(words, words.user, user)}
      ${name === '' ? '' : copyable(words, words.name, name)}
      ${copyable(words, words.password, password, passwordGroups(password))}
    </dl>
    <p class="hint">${words.passwordHint}</p>
  </section>`;
}

function scan({ android, login: words }: SetupPageTexts, transfer: string): Markup {
  return html`<details class="card">
    <summary>${android.scanHeading}</summary>
    ${stepList(android.scanSteps)} ${qrPicture(transfer, words.code)}
    <p class="hint">${words.codeHint}</p>
  </details>`;
}

function servers(texts: SetupPageTexts, { settings, identity }: ManualShown): Markup {
  const { servers: words, login: copy } = texts;
  const server = (heading: string, { host, port, tls }: ServerSettings) =>
    html`<h3>${heading}</h3>
      <dl>
        ${copyable(copy, words.host, host)} ${copyable(copy, words.port, String(port))}
        ${plain(words.security, words.securities[tls])} ${plain(words.authentication, words.authenticationValue)}
        ${copyable(copy, copy.user, identity.user)}
      </dl>`;
  return html`<details class="card">
    <summary>${words.heading}</summary>
    <p class="hint">${words.intro}</p>
    ${server(words.imap, settings.imap[0])} ${server(words.smtp, settings.smtp[0])}
  </details>`;
}

function plain(term: string, value: string): Markup {
  return html`<div>
    <dt>${term}</dt>
    <dd>${value}</dd>
  </div>`;
}
