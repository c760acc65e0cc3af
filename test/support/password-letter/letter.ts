/** A password letter to change. */
import type { PasswordLetter } from '../../../src/mail/password-letter.js';
import { identity, password, settings } from '../setup/settings.js';

export const setup = {
  url: 'https://mail.post.example/s/abcdefghijkmnpqrstuvwxyz23',
  pin: '482913',
  untilMs: Date.UTC(2026, 11, 8, 11),
};

export const letter: PasswordLetter = {
  language: 'de',
  sender: { name: 'Digitale Post GmbH', addressLines: ['Postfach 12 34 56', '10115 Berlin'] },
  recipient: { name: 'Erika Mustermann', addressLines: ['Heidestraße 17', '51147 Köln'] },
  identity,
  password,
  settings,
  setup,
  reason: 'first',
  dateMs: Date.UTC(2026, 10, 24, 11),
  letterId: 'P-2026-000123',
};

/** The same without a one-time link. */
export const letterWithoutLink: PasswordLetter = (({ setup: _link, ...rest }) => rest)(letter);

/** Names, addresses and hosts that break what is careless; the letter has to stay one page that can be read. */
export const hostileLetters: Readonly<Record<string, PasswordLetter>> = {
  'a name of 200 characters': named(
    'Anna-Katharina Freifrau von und zu Guttenberg-Hohenstein '.repeat(4).slice(0, 200),
  ),
  'a name of one long word': named('X'.repeat(5000)),
  'control characters': named('Erika\r\n\u0000\u0007\u001b[31mMustermann\u0085'),
  'turned reading direction': named('\u202eErika\u2066 \u200fMustermann\u202c'),
  'marks piled up': named(`E${'\u0301'.repeat(200)}rika Mustermann`),
  'emoji and scripts without glyphs': named('👩‍👩‍👧 王伟 Erika مرحبا'),
  'nothing that can be printed': named('王伟 👩‍👧'),
  'a long address': { ...letter, recipient: { name: 'Erika Mustermann', addressLines: lines(20) } },
  'a long sender': {
    ...letter,
    sender: { name: 'Gesellschaft für digitale Post '.repeat(8), addressLines: lines(20) },
    settings: { ...letter.settings, serviceName: 'Digitale Post der Stadtwerke Musterhausen '.repeat(4) },
  },
  'a long domain': long(`${'sehr-langer-name.'.repeat(13)}post.example`),
  'a long domain, without a code': long(`${'x'.repeat(63)}.${'y'.repeat(63)}.${'z'.repeat(63)}.example`),
  'a link with a long host': {
    ...letter,
    setup: { ...setup, url: setup.url.replace('mail', 'mail-server.'.repeat(15)) },
  },
  'a user apart from the address': { ...letter, identity: { ...identity, user: 'kunde-4711' } },
};

function named(name: string): PasswordLetter {
  return { ...letter, recipient: { ...letter.recipient, name }, identity: { ...identity, name } };
}

function lines(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, number) => `${number}. Stock, Vorderhaus links, bei der Familie Müller ${number}`,
  );
}

function long(host: string): PasswordLetter {
  const server = { host, port: 993, tls: 'implicit' } as const;
  const user = `erika@${host}`;
  const to = { ...letter.settings, domain: host, imap: [server], smtp: [{ ...server, port: 465 }] } as const;
  return { ...letter, settings: to, identity: { ...identity, user, address: user } };
}
