/** Writes message/delivery-status: RFC 3464 §2. ASCII, CRLF line ends, long lines folded (RFC 5322 §2.2.3). */
import { isEnhancedStatus, type DeliveryStatus, type RecipientStatus, type TypedText } from './delivery-status.js';
import { formatTypedAddress } from './typed-address.js';

/** RFC 5322 §2.1.1: 78 characters and no more than 998 without the CRLF. */
const lineLength = 78;
const fieldLength = 990;

/**
 * The body, each group of fields followed by an empty line but for the last, as RFC 3464 §2.1.1 has it. What is no
 * printable ASCII in texts becomes `?`, so that a remote's reply cannot write fields of its own.
 *
 * @throws RangeError when there is no recipient or a status is none of RFC 3463
 */
export function formatDeliveryStatus(status: DeliveryStatus): string {
  if (status.recipients.length === 0) throw new RangeError('a delivery status tells of a recipient at least');
  const message = [
    ...field('Original-Envelope-Id', status.originalEnvelopeId),
    ...field('Reporting-MTA', typedText(status.reportingMta)),
    ...field('Arrival-Date', date(status.arrivalMs)),
  ];
  return [message, ...status.recipients.map(recipientFields)].map((lines) => lines.join('')).join('\r\n');
}

function recipientFields(recipient: RecipientStatus): readonly string[] {
  if (!isEnhancedStatus(recipient.status)) throw new RangeError('a status code is three numbers: RFC 3463');
  const { originalRecipient, finalRecipient, remoteMta, diagnosticCode } = recipient;
  return [
    ...field('Original-Recipient', originalRecipient && formatTypedAddress(originalRecipient)),
    ...field('Final-Recipient', formatTypedAddress(finalRecipient)),
    ...field('Action', recipient.action),
    ...field('Status', recipient.status),
    ...field('Remote-MTA', remoteMta && typedText(remoteMta)),
    ...field('Diagnostic-Code', diagnosticCode && typedText(diagnosticCode)),
    ...field('Last-Attempt-Date', date(recipient.lastAttemptMs)),
    ...field('Will-Retry-Until', date(recipient.willRetryUntilMs)),
  ];
}

function typedText({ type, text }: TypedText): string {
  if (!/^[a-z0-9-]+$/iu.test(type)) throw new RangeError('the type of a text is an atom');
  return `${type.toLowerCase()}; ${text}`;
}

function field(name: string, value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  const line = value
    .replace(/[^\u0020-\u007e]/gu, '?')
    .replace(/ {2,}/gu, ' ')
    .trim()
    .slice(0, fieldLength);
  return [`${fold(`${name}: ${line}`)}\r\n`];
}

/** At blanks, where there are any: unfolding gives the same line again. */
function fold(line: string): string {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > lineLength) {
    const before = rest.lastIndexOf(' ', lineLength);
    const blank = before > 0 ? before : rest.indexOf(' ', lineLength);
    // Nothing but the blank after the field's name: a first line of a name alone helps nobody.
    if (blank <= 0 || (lines.length === 0 && rest.slice(0, blank).endsWith(':'))) break;
    lines.push(rest.slice(0, blank));
    rest = rest.slice(blank);
  }
  return [...lines, rest].join('\r\n');
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const two = (n: number) => String(n).padStart(2, '0');

/** RFC 5322 §3.3, in UTC. */
function date(ms: number | undefined): string | undefined {
  if (ms === undefined) return undefined;
  const at = new Date(ms);
  const day = `${weekdays[at.getUTCDay()]}, ${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
}
