/**
 * Microsoft's autodiscover for IMAP and SMTP: the older one, XML by POST ("POX", MS-OXDSCLI §2.2), and version 2, JSON by
 * GET, which only says where the older one is. Asked by Outlook and by mail apps on Android.
 */
import { asciiHost } from './ascii-host.js';
import type { ClientSettings, ServerSettings } from './client-settings.js';
import { element, xmlDocument, type Markup } from './xml.js';

const envelope = { xmlns: 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006' };
/** MS-OXDSCLI §2.2.4: also what a request has to accept. */
const outlookSchema = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a';

/** Longest request that is looked at, in octets: one holds an address and the name of a schema. */
export const autodiscoverRequestOctets = 8192;
const addressCharacters = 320;

/**
 * The address that a request asks for.
 *
 * A request is read by its one element, not as a document: there is nothing in it to expand or to fetch.
 * @returns undefined when it has none, is too long, or wants answers of another kind only (mobilesync)
 */
export function readAutodiscoverRequest(octets: Buffer): string | undefined {
  if (octets.length > autodiscoverRequestOctets) return undefined;
  const text = octets.toString('utf8');
  const schemas = [...text.matchAll(/<(?:\w{1,20}:)?AcceptableResponseSchema>\s*([^<\s]{0,200})\s*</gu)];
  if (schemas.length > 0 && !schemas.some(([, schema]) => schema === outlookSchema)) return undefined;
  const found = /<(?:\w{1,20}:)?EMailAddress>([^<]{1,2000})<\//u.exec(text)?.[1];
  const address = found === undefined ? '' : decodeText(found).trim();
  return address.length > addressCharacters || !/^[^\s@]+@[^\s@]+$/u.test(address) ? undefined : address;
}

/** @param user what to sign in as: for an answer that tells nobody which accounts exist, the address asked for */
export function formatAutodiscover({ serviceName, imap, smtp }: ClientSettings, user: string): Buffer {
  return answer([
    element('User', [element('DisplayName', serviceName)]),
    element('Account', [
      element('AccountType', 'email'),
      element('Action', 'settings'),
      protocol('IMAP', imap[0], user, []),
      protocol('SMTP', smtp[0], user, [element('UsePOPAuth', 'on'), element('SMTPLast', 'off')]),
    ]),
  ]);
}

/** MS-OXDSCLI §2.2.4.1.1.2: for requests that could not be read. @param id eight or so digits, to find it again */
export function formatAutodiscoverError(time: string, id: string): Buffer {
  const error = [element('ErrorCode', 600), element('Message', 'Invalid Request'), element('DebugData', [])];
  return answer([element('Error', error, { Time: time, Id: id })]);
}

export interface AutodiscoverJson {
  readonly status: 200 | 400;
  readonly body: Buffer;
}

/**
 * Version 2: `GET /autodiscover/autodiscover.json?Email=…&Protocol=…`.
 * @param protocolName as asked for; of all the names there are one leads to IMAP
 * @param url of the older service
 */
export function formatAutodiscoverJson(protocolName: string | undefined, url: string): AutodiscoverJson {
  if (protocolName === undefined || protocolName === '') {
    return refusal('MandatoryParameterMissing', "A valid value must be provided for the query parameter 'Protocol'");
  }
  if (protocolName.toLowerCase() !== 'autodiscoverv1') {
    return refusal('InvalidProtocol', "The given protocol value is invalid. Supported values are 'AutodiscoverV1'");
  }
  return { status: 200, body: Buffer.from(JSON.stringify({ Protocol: 'AutodiscoverV1', Url: url })) };
}

function refusal(code: string, message: string): AutodiscoverJson {
  return { status: 400, body: Buffer.from(JSON.stringify({ ErrorCode: code, ErrorMessage: message })) };
}

function answer(content: readonly Markup[]): Buffer {
  return xmlDocument(element('Autodiscover', [element('Response', content, { xmlns: outlookSchema })], envelope));
}

/** MS-OXDSCLI §2.2.4.1.1.2.5: `Encryption` counts more than `SSL` where a client knows it; both say the same here. */
function protocol(type: string, { host, port, tls }: ServerSettings, user: string, more: readonly Markup[]): Markup {
  return element('Protocol', [
    element('Type', type),
    element('Server', asciiHost(host)),
    element('Port', port),
    element('DomainRequired', 'off'),
    element('LoginName', user),
    // Secure Password Authentication is NTLM.
    element('SPA', 'off'),
    element('SSL', 'on'),
    element('Encryption', tls === 'implicit' ? 'SSL' : 'TLS'),
    element('AuthRequired', 'on'),
    ...more,
  ]);
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeText(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/gu, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[name as string] ?? whole;
    const code = decimal === undefined ? parseInt(hex as string, 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}
