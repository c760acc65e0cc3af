/** One message for one server: what its extensions allow, and the envelope's parameters. */
import { domainToASCII } from 'node:url';
import type { NewRecipient } from '../../mail/queue.js';
import type { OutgoingMail } from '../../mail/transport.js';
import { encodeXtext } from '../../wire/smtp/xtext.js';
import type { SmtpConnection, Transaction } from './connection.js';
import { problem, type Problem } from './problem.js';

const ascii = /^[\x20-\x7e]*$/;

/** Why this server cannot have this message; nothing was sent. */
export function unfit(connection: SmtpConnection, { envelope, sizeOctets }: OutgoingMail): Problem | undefined {
  const { extensions, host, maxOctets } = connection;
  if (maxOctets !== undefined && sizeOctets > maxOctets) {
    const limit = `the message has ${sizeOctets} octets, the server takes at most ${maxOctets}`;
    return problem(true, '5.3.4', limit, host);
  }
  // RFC 6531 §3.6 allows no conversion by us.
  if (envelope.smtpUtf8 && !extensions.has('SMTPUTF8')) {
    return problem(true, '5.6.7', 'the server takes no addresses or headers beyond ASCII (SMTPUTF8)', host);
  }
  if (envelope.requireTls && !extensions.has('REQUIRETLS')) {
    return problem(true, '5.7.30', 'the server does not promise verified TLS on the further way (REQUIRETLS)', host);
  }
  return undefined;
}

/** 8 bits go out as they are also where 8BITMIME is not offered: converting them would break the signature. */
export function transactionOf({ extensions }: SmtpConnection, mail: OutgoingMail): Transaction {
  const { envelope, recipients, sizeOctets, octets } = mail;
  const dsn = extensions.has('DSN');
  const parameters = new Map<string, readonly string[]>();
  for (const recipient of recipients) {
    // Of an address that stands there twice, the first counts.
    const address = wireAddress(recipient.address);
    if (!parameters.has(address)) parameters.set(address, dsn ? recipientParameters(recipient) : []);
  }
  return {
    from: wireAddress(envelope.from),
    recipients: [...parameters.keys()],
    parameters: {
      mail: [
        ...(envelope.smtpUtf8 ? ['SMTPUTF8'] : []),
        ...(dsn && envelope.ret ? [`RET=${envelope.ret}`] : []),
        ...(dsn && envelope.envid !== undefined ? [`ENVID=${encodeXtext(envelope.envid)}`] : []),
      ],
      recipients: parameters,
    },
    sizeOctets,
    eightBit: envelope.eightBit,
    requireTls: envelope.requireTls,
    octets,
  };
}

/** The domain in A-labels, which every server understands. */
export function wireAddress(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return ascii.test(domain) ? address : address.slice(0, at) + domainToASCII(domain);
}

function recipientParameters({ notify, orcpt }: NewRecipient): readonly string[] {
  const wanted = notify === undefined || notify.length === 0 ? [] : [`NOTIFY=${[notify].flat().join(',')}`];
  return orcpt === undefined ? wanted : [...wanted, `ORCPT=${originalRecipient(orcpt)}`];
}

/** RFC 3461 §4.2; beyond ASCII: RFC 6533 §3. */
function originalRecipient(orcpt: string): string {
  const semicolon = orcpt.indexOf(';');
  const type = orcpt.slice(0, semicolon);
  const address = orcpt.slice(semicolon + 1);
  if (ascii.test(address)) return `${type};${encodeXtext(address)}`;
  const escaped = Array.from(address, (character) =>
    /[\x21-\x2a\x2c-\x3c\x3e-\x5b\x5d-\x7e]/.test(character)
      ? character
      : `\\x{${character.codePointAt(0)!.toString(16).toUpperCase().padStart(2, '0')}}`,
  );
  return `utf-8;${escaped.join('')}`;
}
