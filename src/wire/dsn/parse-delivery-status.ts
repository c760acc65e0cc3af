/** Reads message/delivery-status: RFC 3464 §2. Hostile input: limits on everything, and nothing throws. */
import { parseDate } from '../mime/date-time.js';
import { Header } from '../mime/header-fields.js';
import { dsnActions, isEnhancedStatus } from './delivery-status.js';
import type { DeliveryStatus, RecipientStatus, TypedText } from './delivery-status.js';
import { parseTypedAddress } from './typed-address.js';

export interface DeliveryStatusLimits {
  /** Octets looked at. */
  readonly octets: number;
  /** Recipients told of; more are passed over. */
  readonly recipients: number;
}

export const defaultDeliveryStatusLimits: DeliveryStatusLimits = { octets: 1024 * 1024, recipients: 1000 };

/**
 * Groups without a final recipient, an action or a status (RFC 3464 §2.3: all three are required) are passed over; so
 * are fields that nobody knows, as §2.1.2 asks.
 *
 * @returns undefined when it has no reporting MTA (§2.2.2) or tells of no recipient
 */
export function parseDeliveryStatus(
  octets: Buffer,
  limits: DeliveryStatusLimits = defaultDeliveryStatusLimits,
): DeliveryStatus | undefined {
  const [first, ...rest] = groups(octets.subarray(0, limits.octets).toString('latin1'));
  if (first === undefined) return undefined;
  const message = new Header(Buffer.from(first, 'latin1'));
  const reportingMta = typedText(message.value('reporting-mta'));
  const recipients = rest.slice(0, limits.recipients).flatMap((group) => recipientStatus(group) ?? []);
  if (!reportingMta || recipients.length === 0) return undefined;
  const originalEnvelopeId = message.value('original-envelope-id');
  const arrivalMs = date(message.value('arrival-date'));
  return {
    reportingMta,
    ...(originalEnvelopeId !== undefined && { originalEnvelopeId }),
    ...(arrivalMs !== undefined && { arrivalMs }),
    recipients,
  };
}

/** RFC 3464 §2.1.1: groups of fields, parted by an empty line (of which some systems write several, or with blanks). */
function groups(text: string): readonly string[] {
  return text.split(/\r?\n(?:[ \t]*\r?\n)+/u).filter((group) => group.trim() !== '');
}

function recipientStatus(group: string): RecipientStatus | undefined {
  const header = new Header(Buffer.from(group, 'latin1'));
  const finalRecipient = parseTypedAddress(header.value('final-recipient') ?? '');
  const word = header.value('action')?.toLowerCase();
  const action = dsnActions.find((each) => each === word);
  // A comment may follow: `5.1.1 (bad destination)`.
  const [status = ''] = (header.value('status') ?? '').split(/[ \t(]/u);
  if (!finalRecipient || !action || !isEnhancedStatus(status)) return undefined;
  const originalRecipient = parseTypedAddress(header.value('original-recipient') ?? '');
  const remoteMta = typedText(header.value('remote-mta'));
  const diagnosticCode = typedText(header.value('diagnostic-code'));
  const lastAttemptMs = date(header.value('last-attempt-date'));
  const willRetryUntilMs = date(header.value('will-retry-until'));
  return {
    ...(originalRecipient && { originalRecipient }),
    finalRecipient,
    action,
    status,
    ...(remoteMta && { remoteMta }),
    ...(diagnosticCode && { diagnosticCode }),
    ...(lastAttemptMs !== undefined && { lastAttemptMs }),
    ...(willRetryUntilMs !== undefined && { willRetryUntilMs }),
  };
}

function typedText(value: string | undefined): TypedText | undefined {
  const match = /^([a-z0-9-]+)[ \t]*;[ \t]*(.*)$/isu.exec(value ?? '');
  return match ? { type: match[1]!.toLowerCase(), text: match[2]! } : undefined;
}

function date(value: string | undefined): number | undefined {
  return value === undefined ? undefined : parseDate(value)?.epochMs;
}
