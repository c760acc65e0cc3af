/** Composes password letters: which words, codes and settings stand on the sheet. */
import { cleanLine } from '../../lib/clean-text.js';
import { localDay } from '../../lib/local-time.js';
import type { LetterCode, LetterFact, LetterPrinter, LetterSheet, LetterStep } from '../../mail/letter-sheet.js';
import type { MailIdentity } from '../../mail/mail-settings.js';
import type { PasswordLetter, PasswordLetters, PostalAddress } from '../../mail/password-letter.js';
import type { LetterCodes, PasswordLetterTexts } from '../../texts/letter.js';
import { textsFor } from '../../texts/texts.js';
import { formatAccountTransfer } from '../../wire/setup/account-transfer.js';

export interface PasswordLettersOptions {
  readonly printer: LetterPrinter;
  /** IANA name of the zone that days are told in. */
  readonly timeZone: string;
}

/** Lines of an address below the name. */
const addressLines = 6;
/** Characters of a line: far more than paper holds, so that hostile ones cost nothing. */
const lineCharacters = 200;
/** A longer name is not said in the greeting, which has one line. */
const greetedCharacters = 60;

/** Keeps a date on one line. */
const noBreakSpace = '\u00a0';

export function createPasswordLetters({ printer, timeZone }: PasswordLettersOptions): PasswordLetters {
  return { render: (letter) => printer.print(composeSheet(letter, timeZone, printer.printable)) };
}

/**
 * @param timeZone IANA name
 * @param printable what of a text can be printed
 */
export function composeSheet(
  letter: PasswordLetter,
  timeZone: string,
  printable: LetterPrinter['printable'],
): LetterSheet {
  const { language, identity, settings, setup, reason, oldUntilMs } = letter;
  const texts = textsFor(language);
  const words = texts.passwordLetter;
  const day = (ms: number) => texts.date(localDay(ms, timeZone)).replaceAll(' ', noBreakSpace);
  const sender = cleanAddress(letter.sender, printable);
  const recipient = cleanAddress(letter.recipient, printable);
  const transfer = formatAccountTransfer(settings, identity, letter.password);
  const codes: LetterCodes = { thunderbird: transfer !== undefined, link: setup !== undefined };
  const subject = words.subject(reason, line(settings.serviceName));
  const server = (label: string, [{ host, port, tls }]: typeof settings.imap) => {
    return { label, value: line(words.server(host, port, tls)) };
  };
  return {
    language,
    title: subject,
    dateMs: letter.dateMs,
    letterhead: { name: line(settings.serviceName), lines: [sender.name, ...sender.addressLines] },
    returnLine: [sender.name, ...sender.addressLines].join(' · '),
    // A letter without a name goes to the mail address, which everybody here has.
    address: [recipient.name || line(identity.address), ...recipient.addressLines],
    facts: [
      { label: words.date, value: day(letter.dateMs) },
      { label: words.letterId, value: line(letter.letterId) },
      // Away from the link that it opens: who photographs the one has not got the other.
      ...(setup === undefined ? [] : [{ label: words.pin, value: grouped(setup.pin), typed: true }]),
    ],
    subject,
    greeting: words.greeting(recipient.name.length > greetedCharacters ? '' : recipient.name),
    intro: words.intro(reason, oldUntilMs === undefined ? undefined : day(oldUntilMs)),
    steps: steps(words.steps(codes), codes),
    codes: [
      ...(transfer === undefined ? [] : [transferCode(transfer, words.thunderbird)]),
      ...(setup === undefined ? [] : [linkCode(setup.url, words.link.title, words.link.lines(day(setup.untilMs)))]),
    ],
    byHand: {
      heading: words.byHand(codes),
      identity: identityFacts(identity, words),
      password: { label: words.password, groups: letter.password.split('-'), hint: words.passwordHint },
      servers: [server(words.incoming, settings.imap), server(words.outgoing, settings.smtp)],
    },
    advice: [words.lost, words.postcard],
    footer: [line(settings.serviceName), line(letter.letterId)].join(' · '),
  };
}

function steps(
  [choose, act, read]: ReturnType<PasswordLetterTexts['steps']>,
  { thunderbird, link }: LetterCodes,
): readonly [LetterStep, LetterStep, LetterStep] {
  return [
    { picture: 'device', ...choose },
    { picture: thunderbird || link ? 'scan' : 'type', ...act },
    { picture: 'read', ...read },
  ];
}

function identityFacts({ user, address }: MailIdentity, words: PasswordLetterTexts): readonly LetterFact[] {
  const fact = (label: string, value: string) => ({ label, value: line(value), typed: true });
  if (user === address) return [fact(words.userAndAddress, user)];
  return [fact(words.user, user), fact(words.address, address)];
}

function transferCode(content: string, { title, lines, warning }: PasswordLetterTexts['thunderbird']): LetterCode {
  return { title, lines, content, below: { text: warning, typed: false } };
}

function linkCode(url: string, title: string, lines: readonly string[]): LetterCode {
  return { title, lines, content: url, below: { text: url, typed: true } };
}

function cleanAddress(
  { name, addressLines: lines }: PostalAddress,
  printable: LetterPrinter['printable'],
): PostalAddress {
  const clean = (text: string) => line(printable(cleanLine(text, 5 * lineCharacters)));
  return { name: clean(name), addressLines: lines.map(clean).filter(Boolean).slice(0, addressLines) };
}

function line(text: string): string {
  return cleanLine(text, lineCharacters);
}

/** `482913` is read and typed as `482 913`. */
function grouped(digits: string): string {
  return digits.replace(/(?<=^.{3})(?=.{3}$)/u, ' ');
}
