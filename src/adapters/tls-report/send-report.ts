/** A report on its way: by mail (RFC 8460 §5.3) or HTTPS (§5.4). */
import type { Clock } from '../../mail/clock.js';
import type { Signer, Transport } from '../../mail/transport.js';
import { DnsError } from '../net/dns/dns-error.js';
import { HttpsError, https, type HttpsOptions } from '../net/https.js';
import { reportMessage, reportOctets, type DailyReport } from './report.js';
import type { ReportingAddress } from './reporting-address.js';

interface Means {
  readonly transport: Pick<Transport, 'deliver'>;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly https: HttpsOptions;
}

/** `deferred`: may be tried again. */
export type Sent = 'sent' | 'failed' | 'deferred';

export async function sendReport(
  report: DailyReport,
  to: ReportingAddress,
  means: Means,
  signal: AbortSignal,
): Promise<Sent> {
  const octets = await reportOctets(report);
  return to.kind === 'https' ? post(to.url, octets, means.https, signal) : mail(report, to, octets, means, signal);
}

async function mail(
  report: DailyReport,
  to: Extract<ReportingAddress, { kind: 'mailto' }>,
  octets: Buffer,
  { transport, signer, clock }: Means,
  signal: AbortSignal,
): Promise<Sent> {
  const { contact } = report.reporter;
  const message = await reportMessage(report, to.address, octets, clock.now());
  const ours = contact.slice(contact.lastIndexOf('@') + 1);
  const signature = await signer.sign(ours, { sizeOctets: message.length, octets: () => whole(message) });
  const signed = Buffer.concat([signature, message]);
  const outgoing = {
    envelope: { from: contact, smtpUtf8: false, eightBit: false, requireTls: false },
    recipients: [{ number: 0, address: to.address, notify: 'NEVER' as const }],
    domain: to.domain,
    sizeOctets: signed.length,
    octets: () => whole(signed),
  };
  const kind = (await transport.deliver(outgoing, { signal })).get(0)?.kind ?? 'failed';
  return kind === 'failed' || kind === 'deferred' ? kind : 'sent';
}

async function post(url: URL, body: Buffer, options: HttpsOptions, signal: AbortSignal): Promise<Sent> {
  try {
    const request = { method: 'POST', url, contentType: 'application/tlsrpt+gzip', body } as const;
    const { status } = await https(request, options, signal);
    if (status >= 200 && status < 300) return 'sent';
    return status >= 500 ? 'deferred' : 'failed';
  } catch (error) {
    if (error instanceof HttpsError || error instanceof DnsError || signal.aborted) return 'deferred';
    throw error;
  }
}

async function* whole(octets: Buffer): AsyncGenerator<Buffer> {
  yield octets;
}
