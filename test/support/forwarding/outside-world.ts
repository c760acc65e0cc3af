/** What lies outside a real server: DNS with the domains of sender and recipients, and the recipients' mail server. */
import { Resolver } from 'node:dns/promises';
import { authenticate, type DNSResolver } from 'mailauth';
import { startDnsServer, type DnsServer } from '../dns/dns-server.js';
import { startReceivingServer, type MxTransaction, type ReceivingServer } from '../mx/receiving-server.js';
import { makeTestCa } from '../certificates.js';

/** Where customers write from, and to. */
export const senderDomain = 'post.example';
export const recipientDomain = 'kunde.example';
const exchange = `mx.${recipientDomain}`;

export class OutsideWorld {
  readonly dns: DnsServer;
  readonly mx: ReceivingServer;

  private constructor(dns: DnsServer, mx: ReceivingServer) {
    this.dns = dns;
    this.mx = mx;
  }

  /** The receiving server has TLS with a certificate of nobody's, as many have. */
  static async open(): Promise<OutsideWorld> {
    const dns = await startDnsServer();
    const mx = await startReceivingServer({ name: exchange, certificate: makeTestCa().certificate(exchange) });
    dns.zone.mail(recipientDomain, exchange);
    // RFC 7208, RFC 7489: what the operator publishes besides the signing keys. Strict alignment.
    dns.zone.add(senderDomain, 'TXT', 'v=spf1 ip4:127.0.0.1 -all');
    dns.zone.add(`_dmarc.${senderDomain}`, 'TXT', 'v=DMARC1; p=reject; adkim=s; aspf=s');
    return new OutsideWorld(dns, mx);
  }

  /** Settings of a server that delivers here. */
  get env(): NodeJS.ProcessEnv {
    return { UNPAPERME_DNS_SERVERS: this.dns.address, UNPAPERME_RELAY_PORT: String(this.mx.port) };
  }

  /** RFC 6376 §3.6.2: as `unpaperme dkim make --json` prints them. */
  publish(records: readonly { readonly name: string; readonly value: string }[]): void {
    for (const { name, value } of records) this.dns.zone.add(name, 'TXT', value);
  }

  /** What was taken for a recipient. */
  sentTo(address: string): readonly MxTransaction[] {
    return this.mx.transactions.filter(({ recipients }) => recipients.some((each) => each.address === address));
  }

  /** SPF, DKIM and DMARC as a receiver finds them. */
  async authenticate({ message, helo, from }: MxTransaction) {
    return authenticate(message, {
      ip: '127.0.0.1',
      helo,
      sender: from,
      mta: exchange,
      resolver: this.#resolver,
      disableBimi: true,
    });
  }

  get #resolver(): DNSResolver {
    const resolver = new Resolver();
    resolver.setServers([this.dns.address]);
    return async (name, type) => (await resolver.resolve(name, type)) as string[][];
  }

  async close(): Promise<void> {
    await this.mx.close();
    await this.dns.close();
  }
}
