/**
 * `/.well-known/user-agent-configuration.json` (draft-ietf-mailmaint-pacc-02): how a domain's mail is reached. A domain that
 * has it also publishes the digest of these octets in DNS, so the same settings always give the same octets.
 */
import { createHash } from 'node:crypto';
import { asciiHost } from './ascii-host.js';
import type { ClientSettings, ServerSettings } from './client-settings.js';

/** A host with TLS from the first octet, at the port that belongs to the protocol: the format knows no other. */
const ports = { imap: 993, smtp: 465 } as const;

/** @returns undefined when a protocol is not reachable in the one way that the format can say */
export function formatPacc({ serviceName, imap, smtp }: ClientSettings): Buffer | undefined {
  const imapHost = hostAt(imap, ports.imap);
  const smtpHost = hostAt(smtp, ports.smtp);
  if (imapHost === undefined || smtpHost === undefined) return undefined;
  const document = {
    protocols: { imap: { host: imapHost }, smtp: { host: smtpHost } },
    authentication: { password: true },
    info: { provider: { name: serviceName } },
  };
  return Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** The TXT record at `_ua-auto-config.<domain>`, which vouches for what `ua-auto-config.<domain>` serves. */
export function paccRecord(document: Buffer): string {
  return `v=UAAC1; a=sha256; d=${createHash('sha256').update(document).digest('base64')}`;
}

function hostAt(servers: readonly ServerSettings[], port: number): string | undefined {
  const found = servers.find((server) => server.port === port && server.tls === 'implicit');
  return found && asciiHost(found.host);
}
