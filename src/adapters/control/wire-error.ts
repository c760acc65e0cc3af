/** Errors across the control socket: what an admin can mend keeps its kind and words, anything else only its kind. */
import { MailError, type MailErrorCode } from '../../mail/errors.js';

export interface WireError {
  readonly kind: 'mail' | 'range' | 'bug';
  readonly code?: string;
  readonly message: string;
}

export function toWire(error: unknown): WireError {
  if (error instanceof MailError) return { kind: 'mail', code: error.code, message: error.message };
  if (error instanceof RangeError) return { kind: 'range', message: error.message };
  return { kind: 'bug', message: 'The server failed at this command; its log says more.' };
}

export function fromWire(wire: WireError): Error {
  if (wire.kind === 'mail') return new MailError(wire.code as MailErrorCode, wire.message);
  if (wire.kind === 'range') return new RangeError(wire.message);
  return new Error(wire.message);
}
