/**
 * The header of a submitted message as it is stored and sent: RFC 6409 §8. Fields are added and removed whole; what stays
 * is as the client wrote it, octet for octet.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { addressKey } from '../../../mail/address-key.js';
import { domainOf } from '../../../mail/queue.js';
import { parseMessageId } from '../../../wire/mime/message-ids.js';
import { type RawField, splitFields } from '../../../wire/mime/raw-fields.js';
import { strictMailboxes } from '../../../wire/mime/strict-mailboxes.js';
import { refuse } from '../errors.js';

export interface HeaderContext {
  /** Keys (`addressKey`) of the account's own addresses. */
  readonly ownAddresses: ReadonlySet<string>;
  /** This host, in Received. */
  readonly hostname: string;
  /** RFC 3848 and RFC 6531 §4.3: `ESMTPSA` and the like. */
  readonly protocol: string;
  /** Letters and digits, different for each message: the id of Received and of a Message-ID of ours. */
  readonly id: string;
  readonly nowMs: number;
  readonly fieldLimit: number;
}

export interface OutgoingHeader {
  /** Without the empty line. */
  readonly octets: Buffer;
  /** With angle brackets. */
  readonly messageId: string;
  /** RFC 6532: it needs SMTPUTF8. */
  readonly utf8: boolean;
}

/**
 * Not for recipients, or not for the way: Bcc (RFC 6409 §8; in its resent form RFC 5322 §3.6.6), Return-Path (RFC 5321
 * §4.4: only final delivery writes it), and the customer's address on the net.
 */
const removed: ReadonlySet<string> = new Set(['bcc', 'resent-bcc', 'return-path', 'x-originating-ip']);

/** @param header as sent, without the empty line. @throws Refusal */
export function outgoingHeader(header: Buffer, context: HeaderContext): OutgoingHeader {
  const fields = splitFields(header, { fields: context.fieldLimit });
  if (fields === 'too-many-fields') throw refuse('header-fields', context.fieldLimit);
  if (typeof fields === 'string') throw refuse('header-form');
  if (!isUtf8(header)) throw refuse('header-encoding');
  const author = checkedAuthor(fields, context.ownAddresses);
  const sent = fields.find(({ key }) => key === 'message-id');
  const sentId = sent && parseMessageId(sent.value);
  const kept = fields.filter((field) => !removed.has(field.key) && (field !== sent || sentId !== undefined));
  const messageId = sentId ?? `<${context.id}@${domainOf(addressKey(author))}>`;
  const date = mailDate(context.nowMs);
  const octets = Buffer.concat([
    Buffer.from(received(context, date)),
    ...kept.map((field) => field.octets),
    // RFC 6409 §8.2 and §8.3
    ...(fields.some(({ key }) => key === 'date') ? [] : [Buffer.from(`Date: ${date}\r\n`)]),
    ...(sentId === undefined ? [Buffer.from(`Message-ID: ${messageId}\r\n`)] : []),
  ]);
  return { octets, messageId, utf8: !isAscii(octets) };
}

/** RFC 6409 §6.1: nobody writes in the name of others. @returns the first address of From. @throws Refusal */
function checkedAuthor(fields: readonly RawField[], own: ReadonlySet<string>): string {
  const from = fields.filter(({ key }) => key === 'from');
  // RFC 5322 §3.6: exactly one. With two, readers differ on whose mail it is.
  if (from.length !== 1) throw refuse('from-missing');
  const authors = ownAddresses(from[0]!.value, own);
  if (!authors) throw refuse('from');
  if (!fields.every(({ key, value }) => key !== 'sender' || ownAddresses(value, own))) throw refuse('sender-field');
  return authors[0]!;
}

/** @returns the addresses of a field; undefined when one is not of the account */
function ownAddresses(value: string, own: ReadonlySet<string>): readonly string[] | undefined {
  const addresses = strictMailboxes(value);
  return addresses?.every((address) => own.has(addressKey(address))) ? addresses : undefined;
}

/** RFC 5321 §4.4, without its From-domain: where a customer is when writing is nobody's business. */
function received({ hostname, protocol, id }: HeaderContext, date: string): string {
  return `Received: by ${hostname} with ${protocol} id ${id};\r\n\t${date}\r\n`;
}

/** RFC 5322 §3.3, in UTC. */
function mailDate(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}
