/**
 * What a client is told: reply codes of RFC 5321 §4.2, enhanced status codes of RFC 3463. The words are for people, since
 * phones show them: what happened, and what to do. They repeat nothing of the message.
 */
import { type MailErrorCode, isMailError } from '../../mail/errors.js';
import { SmtpSyntaxError } from '../../wire/smtp/syntax-error.js';

export interface Reply {
  readonly code: number;
  readonly status: string;
  readonly text: string;
}

const reply = (code: number, status: string, text: string): Reply => ({ code, status, text });
const inMegabytes = (octets: number): string =>
  octets < 1_000_000 ? `${octets} octets` : `${Math.floor(octets / 1_000_000)} MB`;

/** Why something is refused, by the rule's name, which is what the log keeps. */
export const refusals = {
  // Logging in: RFC 4954 §6
  'tls-first': () =>
    reply(538, '5.7.11', 'Switch on TLS (STARTTLS) in the mail app: passwords are not taken without it.'),
  'login-first': () => reply(530, '5.7.0', 'Log in first: switch on authentication for outgoing mail in the mail app.'),
  'login-mechanism': () =>
    reply(504, '5.5.4', 'This way of logging in is not supported: choose "password" in the mail app.'),
  'login-cancelled': () => reply(501, '5.7.0', 'Login cancelled.'),
  'login-form': () => reply(501, '5.5.2', 'The login is malformed.'),
  'login-refused': (words: string) => reply(535, '5.7.8', words),
  'login-refusals': (words: string) => reply(421, '4.7.0', `${words} Too many tries: please try again in a minute.`),
  'login-throttled': (words: string) => reply(454, '4.7.0', words), // RFC 4954 §6: the password may be right
  'login-closed': (words: string) => reply(535, '5.7.13', words), // RFC 5248: user account disabled
  'login-for-another': () => reply(535, '5.7.8', 'Nobody can log in for another account.'),
  'login-sessions': () =>
    reply(454, '4.7.0', 'This account has too many connections open: close some mail apps and try again.'),
  'login-twice': () => reply(503, '5.5.1', 'You are logged in already.'),

  // Order and form
  order: (words: string) => reply(503, '5.5.1', words),
  parameter: (names: string) => reply(555, '5.5.4', `${names} is not supported here.`),
  encoding: () => reply(501, '5.5.2', 'The command is not UTF-8.'),
  'utf8-address': () =>
    reply(553, '5.6.7', 'This address has letters beyond ASCII: the mail app must ask for SMTPUTF8.'),

  // MAIL
  'empty-sender': () => reply(550, '5.7.1', 'The sender is empty: set your address as sender in the mail app.'),
  sender: () =>
    reply(550, '5.7.1', 'The sender is not an address of your account: set your own address in the mail app.'),
  size: (limit: number) => reply(552, '5.3.4', `The message is too large: at most ${inMegabytes(limit)} can be sent.`),
  'require-tls': () => reply(530, '5.7.10', 'REQUIRETLS needs a connection with TLS.'), // RFC 8689 §5
  hour: (limit: number) =>
    reply(
      450,
      '4.7.1',
      `You have sent ${limit} messages in the last hour, the most there may be: send this one later.`,
    ),
  day: (limit: number) =>
    reply(450, '4.7.1', `You have sent ${limit} messages in 24 hours, the most there may be: send this one tomorrow.`),

  // RCPT and DATA
  recipients: (limit: number) =>
    reply(550, '5.5.3', `Too many recipients: at most ${limit} in one message. Send it in several.`),
  'address-literal': () => reply(550, '5.1.2', 'Addresses like name@[1.2.3.4] are not served: use a domain name.'),
  'first-recipients': (limit: number) =>
    reply(450, '4.7.1', `More than ${limit} new recipients in 24 hours: send this tomorrow, or ask the service.`),

  // The message: RFC 6409 §6, §8
  'bare-line-end': (which: string) =>
    reply(550, '5.6.0', `The message has a ${which}, which mail cannot carry: please tell the maker of the mail app.`),
  'header-size': (limit: number) => reply(552, '5.3.4', `The message header is too large: at most ${limit} octets.`),
  'header-fields': (limit: number) => reply(550, '5.6.0', `The message header has more than ${limit} fields.`),
  'header-form': () => reply(550, '5.6.0', 'The message header is malformed: a line of it is no field.'),
  'header-encoding': () => reply(550, '5.6.7', 'The message header is not UTF-8.'), // RFC 6532 §3.2
  'from-missing': () => reply(550, '5.6.0', 'The message has no From: field, or more than one.'),
  from: () =>
    reply(550, '5.7.1', 'From: has an address that is not of your account: set your own address in the mail app.'),
  'sender-field': () =>
    reply(550, '5.7.1', 'Sender: has an address that is not of your account: set your own address in the mail app.'),
  postcard: (addresses: string) =>
    reply(
      550,
      '5.7.1',
      `Not sent: your account sends encrypted mail only, and it would reach ${addresses} unencrypted.`,
    ),

  // Limits of the session
  endless: () => reply(421, '4.3.4', 'The message is far too large.'),
  'data-time': () => reply(421, '4.4.2', 'The message took too long: please try again.'),
  'access-ended': () => reply(421, '4.7.0', 'This password is no longer valid, or the account was closed.'),
  'login-time': () => reply(421, '4.4.2', 'Too slow to log in: please try again.'),
  idle: () => reply(421, '4.4.2', 'Idle for too long: please connect again.'),
  closing: () => reply(421, '4.3.2', 'The server is closing for a moment: please try again.'),
  connections: () => reply(421, '4.7.0', 'Too many connections: please try again later.'),
} satisfies Record<string, (...details: never[]) => Reply>;

export type Rule = keyof typeof refusals;

/** A command that is refused, from wherever it is found out. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly rule: Rule;
  readonly reply: Reply;

  constructor(rule: Rule, answer: Reply) {
    super(answer.text);
    this.rule = rule;
    this.reply = answer;
  }
}

export function refuse<R extends Rule>(rule: R, ...details: Parameters<(typeof refusals)[R]>): Refusal {
  return new Refusal(rule, (refusals[rule] as (...all: typeof details) => Reply)(...details));
}

const unavailable = (): Reply =>
  reply(451, '4.3.0', 'The server cannot take the message at the moment: please try again later.');

/** The domain's codes in SMTP's words, `undefined` for those that mean a fault of ours. One left out does not compile. */
const mailErrors = {
  'over-quota': (words) => reply(552, '5.2.2', words),
  'message-too-large': (words) => reply(552, '5.3.4', words),
  'storage-full': () => reply(451, '4.3.1', 'The server has no room at the moment: please try again later.'),
  unavailable,
  'account-not-found': () => refusals['access-ended'](),
  'account-closed': () => refusals['access-ended'](),
  'uids-used-up': (words) => reply(451, '4.3.0', words),
  'keyword-limit': (words) => reply(452, '4.3.1', words),
  // The outbox went between looking for it and the append: it is there again at the next try.
  'destination-not-found': unavailable,
  'mailbox-not-selectable': unavailable,
  'mailbox-not-found': unavailable,
  'mailbox-exists': unavailable,
  'mailbox-has-children': undefined,
  'mailbox-name-invalid': undefined,
  'mailbox-protected': undefined,
  'message-gone': undefined,
  'metadata-too-many': undefined,
  'account-exists': undefined,
} satisfies Record<MailErrorCode, ((words: string) => Reply) | undefined>;

/** The reply for an error, or undefined when it is a bug of ours: then `internal`. */
export function replyFor(error: unknown): Reply | undefined {
  if (error instanceof Refusal) return error.reply;
  if (error instanceof SmtpSyntaxError) return reply(501, error.status, `Syntax: ${error.message}.`);
  if (isMailError(error)) return mailErrors[error.code]?.(error.message);
  return undefined;
}

export const internal: Reply = reply(451, '4.3.0', 'Something went wrong here: please try again later.');

/** What the log keeps of a refusal. */
export function ruleOf(error: unknown): string {
  if (error instanceof Refusal) return error.rule;
  if (error instanceof SmtpSyntaxError) return 'syntax';
  return isMailError(error) ? error.code : 'internal';
}
