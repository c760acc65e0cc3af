/**
 * Thunderbird's account transfer, the text of a QR code: "Export for Mobile", format version 1 (thunderbird-android,
 * qr-code-format.md). Read by Thunderbird for Android and for iOS. All of one account stands in one code: the format
 * cannot split an account.
 */
import { domainToASCII } from 'node:url';
import { cleanLine } from '../../lib/clean-text.js';
import type { ClientIdentity, ClientSettings, ServerSettings } from './client-settings.js';

const formatVersion = 1;
/** The first of one code. */
const sequence = [1, 1];
const imapProtocol = 0;
const smtpProtocol = 0;
const security = { starttls: 2, implicit: 3 } as const;
/** PasswordCleartext, that is inside TLS. */
const authentication = 1;
const nameCharacters = 40;
/** More makes a code that phones do not read from paper. */
const limitOctets = 1000;

/** @returns undefined when the format cannot say it: addresses and hosts have to be ASCII there; or when it is too long */
export function formatAccountTransfer(
  { serviceName, imap, smtp }: ClientSettings,
  { user, address, name }: ClientIdentity,
  password: string,
): string | undefined {
  const mailAddress = asciiAddress(address);
  const incoming = asciiServer(imap[0]);
  const outgoing = asciiServer(smtp[0]);
  if (mailAddress === undefined || incoming === undefined || outgoing === undefined) return undefined;
  const login = oneLine(user);
  const text = JSON.stringify([
    formatVersion,
    sequence,
    [imapProtocol, ...incoming, authentication, login, shortened(serviceName), password],
    [
      [
        [smtpProtocol, ...outgoing, authentication, login, password],
        [mailAddress, shortened(name)],
      ],
    ],
  ]);
  // The code says UTF-8 nowhere, and some readers then guess: zbar takes an umlaut or two for Japanese.
  const ascii = text.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return ascii.length > limitOctets ? undefined : ascii;
}

function asciiServer({ host, port, tls }: ServerSettings): readonly [string, number, number] | undefined {
  const ascii = domainToASCII(host);
  return ascii === '' ? undefined : [ascii, port, security[tls]];
}

function asciiAddress(address: string): string | undefined {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = domainToASCII(address.slice(at + 1));
  return /^[\x21-\x7e]{1,64}$/u.test(local) && domain !== '' ? `${local}@${domain}` : undefined;
}

/** A reader refuses the whole code over a line end in a name. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim();
}

function shortened(name: string): string {
  return cleanLine(name, nameCharacters);
}
