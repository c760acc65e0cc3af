/** The replies that smtp-server has of its own, in our words and with the status codes that fit. */
import { type Reply, type Rule, refusals } from './errors.js';

/** With the rule's name, for the log. */
export interface LibraryReply extends Reply {
  readonly rule?: Rule | 'internal';
}

const ok = (text: string): Reply => ({ code: 250, status: '2.0.0', text });
const ruled = (rule: 'login-first' | 'login-twice' | 'tls-first' | 'idle' | 'closing'): LibraryReply => ({
  ...refusals[rule](),
  rule,
});
const outOfOrder = (words: string): LibraryReply => ({ ...refusals.order(words), rule: 'order' });
const syntax = (text: string): Reply => ({ code: 501, status: '5.5.4', text });

/** By the library's words. What is not here goes out as the library says it. */
const byWords: ReadonlyMap<string, LibraryReply> = new Map<string, LibraryReply>([
  ['Error: command not recognized', { code: 500, status: '5.5.1', text: 'This command is not known here.' }],
  ['Error: too many unrecognized commands', { code: 421, status: '4.7.0', text: 'Too many unknown commands.' }],
  [
    'Error: too many unauthenticated commands',
    { code: 421, status: '4.7.0', text: 'Too many commands without login.' },
  ],
  ['Error: Command line too long', { code: 421, status: '4.5.2', text: 'The command is too long.' }],
  ['Error: send HELO/EHLO first', outOfOrder('EHLO comes first.')],
  ['Error: authentication Required', ruled('login-first')],
  ['Error: No identity changes permitted', ruled('login-twice')],
  ['Error: Must issue a STARTTLS command first', ruled('tls-first')],
  ['Error: TLS already active', outOfOrder('TLS is active already.')],
  ['Error: need RCPT command', outOfOrder('RCPT comes first.')],
  ['Error: syntax: STARTTLS', syntax('Syntax: STARTTLS stands alone.')],
  ['Error: syntax: EHLO hostname', syntax('Syntax: EHLO hostname.')],
  ['Error: Syntax: HELO hostname', syntax('Syntax: HELO hostname.')],
  ['Error: Bad hostname syntax', syntax('Syntax: this is no host name.')],
  ['Error: Syntax: VRFY address', syntax('Syntax: VRFY address.')],
  // RFC 4954 §4: no such mechanism, and an exchange that is cancelled or is no base64.
  ['Error: Unrecognized authentication type', refusals['login-mechanism']()],
  ['Authentication aborted', refusals['login-cancelled']()],
  ['Error: invalid userdata', refusals['login-form']()],
  ['Error: missing username', { code: 501, status: '5.5.2', text: 'The login has no user name.' }],
  ['Authentication successful', { code: 235, status: '2.7.0', text: 'Logged in.' }],
  ['Try to send something. No promises though', { code: 252, status: '2.1.5', text: 'Addresses are not told here.' }],
  [
    'Error: internal server error',
    { code: 451, status: '4.3.0', text: 'Something went wrong here: please try again.', rule: 'internal' },
  ],
  ['Timeout - closing connection', ruled('idle')],
  ['Server shutting down', ruled('closing')],
  ['OK', ok('OK')],
  ['Flushed', ok('Forgotten.')],
  ['Bye', { code: 221, status: '2.0.0', text: 'Bye' }],
]);

export function inOurWords(text: string): LibraryReply | undefined {
  const known = byWords.get(text);
  if (known) return known;
  if (text.startsWith('Error: syntax: AUTH')) return syntax('Syntax: AUTH mechanism [response].');
  return undefined;
}
