/** The responses of RFC 9051 §7, as the octets that go out. */
import type { Uid, UidValidity } from '../../mail/ids.js';
import { formatNumbers } from '../../wire/imap/sequence-set.js';

/** Part of a response. Octets too many for memory come as a stream. */
export type Piece = string | Buffer | AsyncIterable<Buffer>;

/** Yielded before a command waits for the client: what is gathered must go out now. */
export const flush: unique symbol = Symbol('flush');

/** What a command yields: one or more whole responses with their CRLF, so that it may be stopped after each. */
export type Output = Piece | readonly Piece[] | typeof flush;

/** The tagged response that ends a command. */
export interface Tagged {
  readonly status: 'OK' | 'NO' | 'BAD';
  /** RFC 9051 §7.1 resp-text-code without its brackets. */
  readonly code: string | undefined;
  readonly text: string;
  /** Done once the client has the response: STARTTLS. */
  readonly afterwards?: () => Promise<void>;
}

export const ok = (text: string, code?: string): Tagged => ({ status: 'OK', code, text });
/** The command was understood and cannot be done. */
export const no = (text: string, code?: string): Tagged => ({ status: 'NO', code, text });
/** The command was not understood, or is not allowed now. */
export const bad = (text: string, code?: string): Tagged => ({ status: 'BAD', code, text });

/** `OK [CODE] text`, behind a tag or `*`. */
export function statusLine(tag: string, { status, code, text }: Tagged): string {
  return code === undefined ? `${tag} ${status} ${text}\r\n` : `${tag} ${status} [${code}] ${text}\r\n`;
}

/** Said when a session ends because of it, and to who comes too late. */
export const accessEnded = 'This password is no longer valid, or the account was closed';

/** RFC 9051 §7.1.5: the last line of a session. */
export function bye(text: string, code?: string): string {
  return code === undefined ? `* BYE ${text}\r\n` : `* BYE [${code}] ${text}\r\n`;
}

/** RFC 9051 §7.6: go on. */
export function continuation(text: string): string {
  return `+ ${text}\r\n`;
}

/** Codes of RFC 4315 UIDPLUS are for clients that have it. */
export function withoutUidCodes(response: Tagged): Tagged {
  return /^(?:APPENDUID|COPYUID) /.test(response.code ?? '') ? { ...response, code: undefined } : response;
}

/** COPYUID of COPY and MOVE: RFC 9051 §7.1. `undefined` when nothing was copied. */
export function copyUid(copied: {
  readonly uidValidity: UidValidity;
  readonly from: readonly Uid[];
  readonly to: readonly Uid[];
}): string | undefined {
  if (copied.from.length === 0) return undefined;
  return `COPYUID ${copied.uidValidity} ${formatNumbers(copied.from)} ${formatNumbers(copied.to)}`;
}
