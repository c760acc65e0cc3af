/** The DNS records that a service needs, worked out of its configuration. */
import { domainToASCII } from 'node:url';
import type { DkimRecord } from '../../mail/dkim-keys.js';
import type { DnsRecord } from '../../mail/dns-records.js';
import type { MailSettings, ServerSettings } from '../../mail/mail-settings.js';
import { formatPacc, paccRecord } from '../../wire/setup/pacc.js';

export interface DnsPlanParts {
  readonly settings: MailSettings;
  /** The name that other mail servers know us by. */
  readonly hostname: string;
  /** Host that takes all outgoing mail; undefined: we send ourselves. */
  readonly smarthost: string | undefined;
  readonly dkim: readonly DkimRecord[];
  /** Where other servers' reports of DMARC and TLS go. */
  readonly reportsTo: string;
  /** Version of the MTA-STS policy that is served; undefined: none is. */
  readonly mtaStsId: string | undefined;
}

/** In the order in which they are best set. Ports are those that the settings tell customers. */
export function dnsPlan(parts: DnsPlanParts): readonly DnsRecord[] {
  const domain = domainToASCII(parts.settings.domain);
  return [...services(domain, parts.settings), ...pages(domain, parts), ...sending(domain, parts)];
}

/** RFC 6186 §3, RFC 8314 §5.1: implicit TLS is preferred by its lower priority. */
function services(domain: string, { imap, smtp }: MailSettings): readonly DnsRecord[] {
  const names = { imap: ['_imaps', '_imap'], smtp: ['_submissions', '_submission'] } as const;
  const record = (protocol: keyof typeof names, { host, port, tls }: ServerSettings): DnsRecord => {
    const [implicit, starttls] = names[protocol];
    const what = protocol === 'imap' ? 'mail apps find where to read mail' : 'mail apps find where to send mail';
    return {
      name: `${tls === 'implicit' ? implicit : starttls}._tcp.${domain}`,
      type: 'SRV',
      value: `${tls === 'implicit' ? 0 : 10} 1 ${port} ${asciiHost(host)}.`,
      purpose: what,
      need: 'wished',
    };
  };
  const absent = (name: string): DnsRecord => ({
    name: `${name}._tcp.${domain}`,
    type: 'SRV',
    value: '0 0 0 .',
    purpose: 'there is no POP3: apps need not try (RFC 6186 §3.4)',
    need: 'wished',
  });
  return [
    ...imap.map((server) => record('imap', server)),
    ...smtp.map((server) => record('smtp', server)),
    absent('_pop3s'),
    absent('_pop3'),
  ];
}

/** Names under which mail apps ask by HTTPS how to set themselves up. */
function pages(domain: string, { settings, mtaStsId }: DnsPlanParts): readonly DnsRecord[] {
  if (settings.web === undefined) return [];
  const pacc = formatPacc(settings);
  const { hostname, port } = new URL(settings.web);
  const alias = (label: string, purpose: string): DnsRecord[] =>
    `${label}.${domain}` === hostname
      ? []
      : [{ name: `${label}.${domain}`, type: 'CNAME', value: `${hostname}.`, purpose, need: 'wished' }];
  return [
    ...alias('autoconfig', 'Thunderbird and FairEmail set themselves up'),
    ...alias('autodiscover', 'Outlook sets itself up'),
    {
      name: `_autodiscover._tcp.${domain}`,
      type: 'SRV',
      value: `0 0 ${port || 443} ${hostname}.`,
      purpose: 'Outlook sets itself up',
      need: 'wished',
    },
    ...(pacc
      ? [
          ...alias('ua-auto-config', 'newer mail apps set themselves up (PACC)'),
          {
            name: `_ua-auto-config.${domain}`,
            type: 'TXT',
            value: paccRecord(pacc),
            purpose: 'what is served there is ours; changes with ports and names (PACC)',
            need: 'wished',
          } as const,
        ]
      : []),
    ...(mtaStsId === undefined
      ? []
      : [
          ...alias('mta-sts', 'mail to us comes by TLS only (RFC 8461)'),
          {
            name: `_mta-sts.${domain}`,
            type: 'TXT',
            value: `v=STSv1; id=${mtaStsId}`,
            purpose: 'mail to us comes by TLS only (RFC 8461)',
            need: 'wished',
          } as const,
        ]),
    ...alias('openpgpkey', 'OpenPGP keys are found (WKD)'),
  ];
}

/** What receivers ask about mail from the domain. */
function sending(domain: string, { hostname, smarthost, dkim, reportsTo }: DnsPlanParts): readonly DnsRecord[] {
  const sender = asciiHost(smarthost ?? hostname);
  const others = smarthost === undefined ? '' : '; its operator may tell a better one to include';
  return [
    {
      name: domain,
      type: 'TXT',
      value: `v=spf1 a:${sender} -all`,
      purpose: `who may send for the domain (SPF, RFC 7208)${others}`,
      need: 'required',
    },
    ...dkim.map(({ name, value }): DnsRecord => {
      return { name, type: 'TXT', value, purpose: 'our signatures can be checked (DKIM, RFC 6376)', need: 'required' };
    }),
    {
      name: `_dmarc.${domain}`,
      type: 'TXT',
      value: `v=DMARC1; p=quarantine; adkim=s; aspf=s; rua=mailto:${reportsTo}`,
      purpose: 'forged senders are sorted out (DMARC, RFC 7489); p=none while you try',
      need: 'required',
    },
    {
      name: `_smtp._tls.${domain}`,
      type: 'TXT',
      value: `v=TLSRPTv1; rua=mailto:${reportsTo}`,
      purpose: 'other servers report when TLS to us fails (RFC 8460)',
      need: 'wished',
    },
  ];
}

function asciiHost(host: string): string {
  return domainToASCII(host) || host;
}
