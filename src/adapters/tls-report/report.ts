/** The report itself: JSON, gzip, and the message that brings it (RFC 8460 §4, §5). */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import MimeNode from 'nodemailer/lib/mime-node';
import type { FailureCount, PolicyTally, Tally } from './tally.js';

export interface Reporter {
  /** The service, as others know it. */
  readonly organization: string;
  /** Mail address for questions, and the sender of reports. */
  readonly contact: string;
  /** The domain that mail was sent from. */
  readonly submitter: string;
}

export interface DailyReport {
  readonly reporter: Reporter;
  /** Reported to and on. */
  readonly domain: string;
  /** `2026-11-24`, UTC. */
  readonly day: string;
  readonly tally: Tally;
}

const zip = promisify(gzip);

/** The same report of the same day has the same id. */
export function reportId({ day, domain, reporter }: DailyReport): string {
  return `${day}.${domain}@${reporter.submitter}`;
}

/** §4.4. */
export async function reportOctets(report: DailyReport): Promise<Buffer> {
  const { reporter, day, tally } = report;
  const json = {
    'organization-name': reporter.organization,
    'date-range': { 'start-datetime': `${day}T00:00:00Z`, 'end-datetime': `${day}T23:59:59Z` },
    'contact-info': reporter.contact,
    'report-id': reportId(report),
    policies: tally.map(policyOf),
  };
  return zip(JSON.stringify(json));
}

function policyOf({ policy, successes, failures, details }: PolicyTally) {
  return {
    policy: {
      'policy-type': policy.type,
      ...(policy.lines.length > 0 ? { 'policy-string': policy.lines } : {}),
      'policy-domain': policy.domain,
      ...(policy.mx.length > 0 ? { 'mx-host': policy.mx } : {}),
    },
    summary: { 'total-successful-session-count': successes, 'total-failure-session-count': failures },
    ...(details.length > 0 ? { 'failure-details': details.map(detailOf) } : {}),
  };
}

function detailOf({ trouble, mxHost, address, count }: FailureCount) {
  return {
    'result-type': trouble,
    ...(mxHost ? { 'receiving-mx-hostname': mxHost } : {}),
    ...(address ? { 'receiving-ip': address } : {}),
    'failed-session-count': count,
  };
}

/** §5.3. @param octets the report, zipped */
export async function reportMessage(report: DailyReport, to: string, octets: Buffer, nowMs: number): Promise<Buffer> {
  const { reporter, domain, day } = report;
  const root = new MimeNode('multipart/report; report-type=tlsrpt', { newline: '\r\n' });
  root.setHeader({
    From: reporter.contact,
    To: to,
    Subject: `Report Domain: ${domain} Submitter: ${reporter.submitter} Report-ID: <${reportId(report)}>`,
    Date: new Date(nowMs).toUTCString().replace('GMT', '+0000'),
    'Message-ID': `<tls-report.${day}.${domain}@${reporter.submitter}>`,
    'TLS-Report-Domain': domain,
    'TLS-Report-Submitter': reporter.submitter,
    'Auto-Submitted': 'auto-generated',
  });
  root
    .createChild('text/plain; charset=us-ascii')
    .setContent(
      `This is an aggregate TLS report of ${reporter.submitter} on mail to ${domain}, ${day} (RFC 8460).\r\n`,
    );
  const begin = Date.parse(`${day}T00:00:00Z`) / 1000;
  const name = `${reporter.submitter}!${domain}!${begin}!${begin + 86_399}!001.json.gz`; // §5.1
  root
    .createChild('application/tlsrpt+gzip', { filename: name })
    .setHeader({ 'Content-Transfer-Encoding': 'base64' })
    .setContent(octets);
  return root.build();
}
