/**
 * The report on recipients of a message (DSN): RFC 3461 §6, RFC 3464. multipart/report with words for people first, in
 * the account's language and the other one; then the part for machines; then the message's header, or the message.
 */
import { isAscii } from 'node:buffer';
import { Readable } from 'node:stream';
import type { Language } from '../../mail/accounts.js';
import { deliveryReason } from '../../mail/delivery-reason.js';
import type { ContentFacts } from '../../mail/content-facts.js';
import type { Attempt, QueueItem, QueueRecipient } from '../../mail/queue.js';
import { textsFor } from '../../texts/texts.js';
import { formatDeliveryStatus } from '../../wire/dsn/format-delivery-status.js';
import { parseTypedAddress, typedAddress } from '../../wire/dsn/typed-address.js';
import { isEnhancedStatus, type RecipientStatus } from '../../wire/dsn/delivery-status.js';
import { addText, noticeRoot, type Notice } from '../../wire/mime/notice.js';
import { moment, subjectOf } from './compose/original.js';
import type { RelayIdentity } from './ports.js';
import { giveUpMs } from './schedule.js';

export type ReportKind = 'failed' | 'delayed' | 'relayed';

export interface ReportInput {
  readonly kind: ReportKind;
  readonly item: QueueItem;
  /** At least one. */
  readonly recipients: readonly { readonly recipient: QueueRecipient; readonly attempt: Attempt }[];
  /** Of the message; undefined when it is gone. */
  readonly facts: ContentFacts | undefined;
  /** RFC 3461 §4.3 RET=FULL: the message goes back whole. */
  readonly whole: AsyncIterable<Buffer> | undefined;
  readonly language: Language;
  /** The account's address. */
  readonly to: string;
  readonly service: RelayIdentity;
  readonly hostname: string;
  /** What the customer calls the outbox. */
  readonly outbox: string;
}

const dayMs = 24 * 3600_000;
const other: Readonly<Record<Language, Language>> = { de: 'en', en: 'de' };

/** The same octets for the same input. Read the stream to its end or destroy it. */
export function composeReport(input: ReportInput): Readable {
  const { kind, item, recipients, language, service } = input;
  const texts = textsFor(language);
  const { report } = texts.forwarding;
  const notice: Notice = {
    id: `report.${item.id}.${kind}.${recipients.map(({ recipient }) => recipient.number).join('.')}`.slice(0, 200),
    // RFC 3834 §3.1.7 and RFC 3464 §2: nobody answers it.
    autoSubmitted: 'auto-replied',
    sender: report.sender,
    to: input.to,
    subject: report.subject[kind](subjectOf(input.facts, texts)),
    language,
    dateMs: Math.max(...recipients.map(({ attempt }) => attempt.atMs)),
    about: item.messageId,
  };
  const root = noticeRoot('multipart/report; report-type=delivery-status', notice, service);
  // RFC 5321 §4.4: at final delivery the reverse-path becomes this field; that of a report is null (RFC 3461 §6).
  root.setHeader('Return-Path', { prepared: true, value: '<>' });
  const second = textsFor(other[language]);
  const parting = `---------- ${second.forwarding.otherLanguage} ----------`;
  addText(root, 'plain', [words(input, language), parting, '', words(input, second.language)].join('\n'));
  root.createChild('message/delivery-status').setContent(machineWords(input));
  addOriginal(root, input);
  return root.createReadStream();
}

function addOriginal(root: ReturnType<typeof noticeRoot>, { whole, facts }: ReportInput): void {
  if (whole) root.createChild('message/rfc822').setContent(Readable.from(whole, { objectMode: false }));
  else if (facts) {
    const header = Buffer.from(facts.header);
    const part = root.createChild('text/rfc822-headers');
    // RFC 6522 §4: encoded only if it has to be; programs look for the Message-ID in it.
    if (isSevenBit(header))
      part.setRaw(Buffer.concat([Buffer.from('Content-Type: text/rfc822-headers\r\n\r\n'), header]));
    else part.setContent(header);
  }
}

/** RFC 2045 §2.7 */
function isSevenBit(octets: Buffer): boolean {
  return (
    isAscii(octets) &&
    !octets.includes(0) &&
    octets
      .toString('latin1')
      .split('\r\n')
      .every((line) => line.length <= 998)
  );
}

function words(input: ReportInput, language: Language): string {
  const texts = textsFor(language);
  const { report } = texts.forwarding;
  const { kind, item, service } = input;
  const paragraphs = [
    report.intro[kind](subjectOf(input.facts, texts), moment(item.queuedMs, service.timeZone, texts)),
    ...input.recipients.map(({ recipient, attempt }) => aboutRecipient(kind, recipient.address, attempt, language)),
  ];
  if (kind === 'delayed') {
    const until = moment(item.queuedMs + giveUpMs, service.timeZone, texts);
    paragraphs.push(report.goesOn(until, input.outbox));
  }
  if (kind === 'relayed') paragraphs.push(report.relayed);
  if (input.facts) paragraphs.push(input.whole ? report.attachedWhole : report.attached);
  return `${paragraphs.join('\n\n')}\n`;
}

function aboutRecipient(kind: ReportKind, address: string, attempt: Attempt, language: Language): string {
  const { report } = textsFor(language).forwarding;
  const reply = report.reply(attempt.remote, attempt.reply);
  if (kind === 'relayed') return [address, reply].join('\n');
  const { why, advice } = report.reasons[deliveryReason(attempt)];
  if (kind === 'delayed') return [address, `${report.lastTry} ${why}`, reply].join('\n');
  // A reason that may pass, and yet it is over: the time is up.
  const gaveUp = attempt.status.startsWith('4.') ? [report.gaveUp(giveUpMs / dayMs)] : [];
  return [address, [...gaveUp, why].join(' '), `${report.advice} ${advice}`, reply].join('\n');
}

function machineWords({ kind, item, recipients, hostname }: ReportInput): string {
  const { envid } = item.envelope;
  return formatDeliveryStatus({
    reportingMta: { type: 'dns', text: hostname },
    ...(envid !== undefined && { originalEnvelopeId: envid }),
    arrivalMs: wholeSecond(item.queuedMs),
    recipients: recipients.map(({ recipient, attempt }): RecipientStatus => {
      const originalRecipient = parseTypedAddress(recipient.orcpt ?? '');
      const { remote, reply, status, atMs } = attempt;
      return {
        ...(originalRecipient && { originalRecipient }),
        finalRecipient: typedAddress(recipient.address),
        action: kind,
        status: isEnhancedStatus(status) ? status : unknownStatus[kind],
        ...(remote !== undefined && { remoteMta: { type: 'dns', text: remote } }),
        // RFC 3464 §2.3.6: of the type `smtp` only where it is a reply; words of our own are none.
        diagnosticCode: { type: /^[245]\d\d\b/u.test(reply) ? 'smtp' : 'x-local', text: reply },
        lastAttemptMs: wholeSecond(atMs),
        ...(kind === 'delayed' && { willRetryUntilMs: wholeSecond(item.queuedMs + giveUpMs) }),
      };
    }),
  });
}

/** RFC 3463 §3.1: something of that class, and no more is known. */
const unknownStatus: Readonly<Record<ReportKind, string>> = { failed: '5.0.0', delayed: '4.0.0', relayed: '2.0.0' };

const wholeSecond = (ms: number) => Math.floor(ms / 1000) * 1000;
