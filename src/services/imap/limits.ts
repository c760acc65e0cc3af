/** What a session and all of them together may use. Everything has a limit; these are the defaults. */
import type { FramerLimits } from '../../wire/imap/framer.js';

export interface ImapLimits {
  /** Longest command line before login, and after it. */
  readonly lineOctetsBeforeLogin: number;
  readonly lineOctets: number;
  /** Largest literal that is not a message: before login (user names, passwords), and after it (search words, names). */
  readonly literalOctetsBeforeLogin: number;
  readonly literalOctets: number;
  /** Largest message for APPEND, told as APPENDLIMIT (RFC 7889). */
  readonly messageOctets: number;
  /** Messages of one APPEND (RFC 3502); all together have `messageOctets` at the most. */
  readonly messagesPerAppend: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly connectionsPerAccount: number;
  /** From the connection to a login; a TLS handshake is part of it. */
  readonly loginTimeoutMs: number;
  /** RFC 9051 §5.4: at least 30 minutes without a command, when logged in. */
  readonly idleTimeoutMs: number;
  /** How long a client may take no octet of what is sent to it. */
  readonly stalledTimeoutMs: number;
  /** How long `close` waits for clients to take their BYE. */
  readonly byeTimeoutMs: number;
  /** Answers to wrong passwords are held back this long. */
  readonly refusedLoginDelayMs: number;
  /** Wrong passwords before BYE. */
  readonly refusedLogins: number;
  /** BAD commands in a row before BYE: before login, and after it. */
  readonly badCommandsBeforeLogin: number;
  readonly badCommands: number;
  /** Octets of an annotation's value (RFC 5464 §4.1: at least 1024). */
  readonly metadataOctets: number;
  /** Text keys of one SEARCH. */
  readonly searchTexts: number;
  /** RFC 9585 §4: between two signs of life of a long command. */
  readonly progressMs: number;
  /** Mailboxes, and names subscribed to, that one NOTIFY watches. */
  readonly notifyMailboxes: number;
  /** A LIST with more patterns, or a pattern with more wildcards, is refused. */
  readonly listPatterns: number;
  readonly listWildcards: number;
}

export const defaultImapLimits: ImapLimits = {
  lineOctetsBeforeLogin: 8 * 1024,
  lineOctets: 64 * 1024,
  literalOctetsBeforeLogin: 4 * 1024,
  literalOctets: 1024 * 1024,
  messageOctets: 64 * 1024 * 1024,
  messagesPerAppend: 500,
  connections: 10_000,
  connectionsPerAddress: 500,
  connectionsPerAccount: 50,
  loginTimeoutMs: 60_000,
  idleTimeoutMs: 31 * 60_000,
  stalledTimeoutMs: 5 * 60_000,
  byeTimeoutMs: 3_000,
  refusedLoginDelayMs: 1_000,
  refusedLogins: 5,
  badCommandsBeforeLogin: 5,
  badCommands: 50,
  metadataOctets: 64 * 1024,
  searchTexts: 100,
  progressMs: 10_000,
  notifyMailboxes: 10_000,
  listPatterns: 20,
  listWildcards: 20,
};

export function framerLimits(limits: ImapLimits, loggedIn: boolean): FramerLimits {
  const lineOctets = loggedIn ? limits.lineOctets : limits.lineOctetsBeforeLogin;
  const literalOctets = loggedIn ? limits.literalOctets : limits.literalOctetsBeforeLogin;
  return { lineOctets, literalOctets, totalOctets: lineOctets + literalOctets };
}
