/**
 * What Thunderbird makes of an autoconfig file. The rules are those of its account creation (readFromXML and Sanitizer of
 * comm-central), told anew: which values it knows, what it needs, and in which order it takes servers.
 */
import { below, readXml, textOf, type XmlElement } from './xml-reader.js';

export interface ThunderbirdServer {
  readonly type: string;
  readonly hostname: string;
  readonly port: number;
  readonly socketType: string;
  readonly auth: string;
  readonly username: string;
}

export interface ThunderbirdConfig {
  readonly id: string;
  readonly displayName: string;
  readonly domains: readonly string[];
  readonly incoming: readonly ThunderbirdServer[];
  readonly outgoing: readonly ThunderbirdServer[];
}

const socketTypes: Readonly<Record<string, string>> = { plain: 'plain', SSL: 'SSL', STARTTLS: 'alwaysSTARTTLS' };
const authMethods: Readonly<Record<string, string>> = {
  'password-cleartext': 'passwordCleartext',
  'password-encrypted': 'passwordEncrypted',
  GSSAPI: 'GSSAPI',
  NTLM: 'NTLM',
  OAuth2: 'OAuth2',
};

/** @throws Error what Thunderbird would refuse the file for */
export function readAsThunderbird(octets: Buffer): ThunderbirdConfig {
  const root = readXml(octets);
  const [provider] = below(root, 'emailProvider');
  if (root.name !== 'clientConfig' || provider === undefined) throw new Error('no emailProvider in clientConfig');
  const domains = below(provider, 'domain').map(({ text }) => hostname(text));
  if (domains.length === 0) throw new Error('need proper <domain> in XML');
  const incoming = below(provider, 'incomingServer').map((server) =>
    read(server, ['pop3', 'imap', 'nntp', 'exchange']),
  );
  const outgoing = below(provider, 'outgoingServer').map((server) => read(server, ['smtp']));
  if (incoming.length === 0 || outgoing.length === 0) throw new Error('needs a server for each direction');
  const id = hostname(provider.attributes.id ?? '');
  return { id, displayName: nonEmpty(textOf(provider, 'displayName')), domains, incoming, outgoing };
}

function read(server: XmlElement, types: readonly string[]): ThunderbirdServer {
  const port = Number(textOf(server, 'port'));
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error('port');
  const type = server.attributes.type ?? '';
  if (!types.includes(type)) throw new Error(`type ${type}`);
  return {
    type,
    hostname: hostname(textOf(server, 'hostname')),
    port,
    socketType: translate(textOf(server, 'socketType'), socketTypes),
    auth: translate(textOf(server, 'authentication'), authMethods),
    username: nonEmpty(textOf(server, 'username')),
  };
}

function hostname(text: string): string {
  const host = nonEmpty(text).toLowerCase();
  if (!/^[a-z0-9\-.]+$/u.test(host)) throw new Error(`hostname ${host}`);
  return host;
}

function nonEmpty(text: string): string {
  if (text.trim() === '') throw new Error('need non-empty string');
  return text;
}

function translate(text: string, known: Readonly<Record<string, string>>): string {
  const value = known[text];
  if (value === undefined) throw new Error(`unknown value ${text}`);
  return value;
}
