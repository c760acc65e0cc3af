/** The machine's part of a delivery status notification, message/delivery-status: RFC 3464, values and what is missing. */
import type { TypedAddress } from './typed-address.js';

/** RFC 3464 §2.3.3. */
export const dsnActions = ['failed', 'delayed', 'delivered', 'relayed', 'expanded'] as const;
export type DsnAction = (typeof dsnActions)[number];

/** A text with its type, `dns; mx.example.org` or `smtp; 550 no such user` (RFC 3464 §2.1.2). */
export interface TypedText {
  /** Lower case. */
  readonly type: string;
  readonly text: string;
}

/** RFC 3464 §2.3: one recipient. */
export interface RecipientStatus {
  readonly originalRecipient?: TypedAddress;
  readonly finalRecipient: TypedAddress;
  readonly action: DsnAction;
  /** RFC 3463: `5.1.1`. */
  readonly status: string;
  readonly remoteMta?: TypedText;
  readonly diagnosticCode?: TypedText;
  /** Ms since 1970, whole seconds. */
  readonly lastAttemptMs?: number;
  /** Only with `delayed`. */
  readonly willRetryUntilMs?: number;
}

/** RFC 3464 §2.2 and §2.3. */
export interface DeliveryStatus {
  readonly reportingMta: TypedText;
  /** Not in xtext. */
  readonly originalEnvelopeId?: string;
  /** When the message came; ms since 1970, whole seconds. */
  readonly arrivalMs?: number;
  /** At least one. */
  readonly recipients: readonly RecipientStatus[];
}

export function isEnhancedStatus(text: string): boolean {
  // RFC 3463 §2: class 2, 4 or 5; subject and detail of one to three digits, without leading zeros.
  return /^[245]\.(?:0|[1-9]\d{0,2})\.(?:0|[1-9]\d{0,2})$/u.test(text);
}
