/**
 * Apple's configuration profile (`.mobileconfig`) with a mail account: "Profile-Specific Payload Keys" and the payload
 * `com.apple.mail.managed` of Apple's device management documentation. iOS, iPadOS and macOS install it.
 */
import { createHash } from 'node:crypto';
import { asciiHost } from './ascii-host.js';
import type { ClientIdentity, ClientSettings } from './client-settings.js';
import { formatPlist } from './plist.js';

export const appleProfileType = 'application/x-apple-aspen-config';

export interface AppleProfileWords {
  /** What the profile is called in the list of profiles. */
  readonly title: string;
  /** What it does, on the page that asks whether to install it. */
  readonly description: string;
}

/** @returns the profile, unsigned; it holds the password, so it is for one person and one time */
export function formatAppleProfile(
  { serviceName, domain, imap, smtp }: ClientSettings,
  { user, address, name }: ClientIdentity,
  password: string,
  { title, description }: AppleProfileWords,
): Buffer {
  const identifier = `${reverseDomain(domain)}.mail.${fingerprint(address)}`;
  const [incoming] = imap;
  const [outgoing] = smtp;
  return formatPlist({
    PayloadContent: [
      {
        EmailAccountDescription: serviceName,
        EmailAccountName: name,
        EmailAccountType: 'EmailTypeIMAP',
        EmailAddress: address,
        IncomingMailServerAuthentication: 'EmailAuthPassword',
        IncomingMailServerHostName: asciiHost(incoming.host),
        IncomingMailServerPortNumber: incoming.port,
        // Both kinds of TLS: which it is follows from the port.
        IncomingMailServerUseSSL: true,
        IncomingMailServerUsername: user,
        IncomingPassword: password,
        OutgoingMailServerAuthentication: 'EmailAuthPassword',
        OutgoingMailServerHostName: asciiHost(outgoing.host),
        OutgoingMailServerPortNumber: outgoing.port,
        OutgoingMailServerUseSSL: true,
        OutgoingMailServerUsername: user,
        OutgoingPassword: password,
        OutgoingPasswordSameAsIncomingPassword: true,
        // A large document goes by mail or not at all, never to a cloud on the way.
        allowMailDrop: false,
        PayloadDisplayName: title,
        PayloadIdentifier: `${identifier}.account`,
        PayloadType: 'com.apple.mail.managed',
        PayloadUUID: uuid(`${identifier}.account`),
        PayloadVersion: 1,
      },
    ],
    PayloadDescription: description,
    PayloadDisplayName: title,
    PayloadIdentifier: identifier,
    PayloadOrganization: serviceName,
    PayloadRemovalDisallowed: false,
    PayloadType: 'Configuration',
    PayloadUUID: uuid(identifier),
    PayloadVersion: 1,
  });
}

/** A profile takes the place of one with the same identifier: the same account is never set up twice on a device. */
function fingerprint(address: string): string {
  return createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 16);
}

function reverseDomain(domain: string): string {
  return asciiHost(domain)
    .toLowerCase()
    .replace(/[^a-z0-9.-]/gu, '')
    .split('.')
    .reverse()
    .join('.');
}

/** RFC 9562 §5.8: version 8, the first 122 free bits from SHA-256 of the name. */
function uuid(name: string): string {
  const octets = createHash('sha256').update(`apple-profile\0${name}`).digest().subarray(0, 16);
  octets[6] = (octets[6]! & 0x0f) | 0x80;
  octets[8] = (octets[8]! & 0x3f) | 0x80;
  return octets
    .toString('hex')
    .toUpperCase()
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5');
}
