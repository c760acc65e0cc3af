/** The shape and the checks of everything in `config/`; the defaults are in `config/default.yaml`. */
import { isIP } from 'node:net';
import { z } from 'zod';

const flag = z.preprocess((value) => {
  // Variables know no booleans.
  if (value === 0 || value === 'no' || value === 'off') return false;
  if (value === 1 || value === 'yes' || value === 'on') return true;
  return value;
}, z.boolean());
const whole = (min: number, max: number) => z.int().min(min).max(max);
const port = whole(0, 65535);
const host = z.string().regex(/^[\p{L}\p{N}.:-]+$/u, 'must be a host name or an IP address');
const path = z
  .string()
  .min(1)
  .regex(/^[^\0]*$/, 'must be a path');
const optionalPath = path.nullable();
/** Whose default is null: a variable gives it as text. */
const publicPort = z.preprocess(
  (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value),
  whole(1, 65535).nullable(),
);

const dnsLabel = z
  .string()
  .regex(/^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/, 'must be letters, digits and hyphens');
const mailAddress = z.string().regex(/^[^\s@,;<>"!]+@[^\s@,;<>"!]+$/, 'must be a mail address');
const addressLine = z
  .string()
  .min(1)
  .max(100)
  .regex(/^\P{Cc}*$/u, 'must not have control characters');
const dnsServer = z.string().refine(isServerAddress, 'must be an IP address, with a port if not 53: 192.0.2.1:5353');

export const configSchema = z.strictObject({
  dataDir: path,
  demo: flag,
  plaintextLogin: z.enum(['never', 'loopback']),
  service: z.strictObject({
    name: z
      .string()
      .min(1)
      .max(100)
      .regex(/^\P{Cc}*$/u, 'must not have control characters'),
    domain: z.string().regex(/^[\p{L}\p{N}]([\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u, 'must be a domain name'),
    mailbox: z.string().regex(/^[A-Za-z0-9._+-]+$/, 'must be the part of a mail address before the @'),
    timeZone: z.string().refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Berlin'),
  }),
  imap: z.strictObject({
    host,
    port,
    publicPort,
    messageMegabytes: whole(1, 1000),
    connections: whole(1, 1_000_000),
    connectionsPerAccount: whole(1, 100_000),
    connectionsPerAddress: whole(1, 1_000_000),
    idleMinutes: whole(30, 24 * 60),
    loginSeconds: whole(1, 600),
    without: z
      .array(
        z.strictObject({
          client: z.strictObject({ name: z.string().min(1), version: z.string().min(1).optional() }).optional(),
          account: z.string().min(1).optional(),
          capabilities: z.array(z.string().min(1)).min(1),
        }),
      )
      .max(100),
  }),
  imaps: z.strictObject({ host, port, publicPort }),
  smtp: z.strictObject({ host, port, publicPort }),
  smtps: z.strictObject({ host, port, publicPort }),
  https: z.strictObject({ host, port }),
  metrics: z.strictObject({ host, port }),
  web: z.strictObject({
    origin: z.string().refine(isWebOrigin, 'must be like https://mail.example or https://mail.example:8443').nullable(),
    mtaSts: z
      .strictObject({
        mode: z.enum(['off', 'none', 'testing', 'enforce']),
        mx: z.array(z.string().regex(/^(\*\.)?[A-Za-z0-9.-]+$/, 'must be a host name, or *. and a domain')).max(50),
        maxAgeDays: whole(1, 365),
      })
      .refine(({ mode, mx }) => mode === 'off' || mode === 'none' || mx.length > 0, {
        message: 'must name the mx hosts that the policy is about',
      }),
  }),
  submission: z.strictObject({
    channelBinding: flag,
    messageMegabytes: whole(1, 1000),
    recipients: whole(1, 10_000),
    messagesPerHour: whole(1, 1_000_000),
    messagesPerDay: whole(1, 1_000_000),
    newRecipientsPerDay: whole(1, 1_000_000),
  }),
  relay: z.strictObject({
    hostname: host.nullable(),
    smarthost: z
      .string()
      .refine(isSmarthost, 'must be like smtp://user:password@host:587?tls=required; tls: never, starttls or required')
      .nullable(),
    port: whole(1, 65535),
    concurrency: whole(1, 1000),
    perDestination: whole(1, 1000),
    tlsReports: flag,
    postcardDays: z.number().min(0.01).max(365),
  }),
  dkim: z.strictObject({ folder: optionalPath, selectors: z.array(dnsLabel).max(10) }),
  dns: z.strictObject({ servers: z.array(dnsServer).max(10), reportsTo: mailAddress.nullable() }),
  tls: z
    .strictObject({ certificate: optionalPath, key: optionalPath, folder: path, names: z.array(host).min(1) })
    .refine((tls) => (tls.certificate === null) === (tls.key === null), {
      message: 'must name both certificate and key, or none of them',
    }),
  store: z.strictObject({
    masterKey: optionalPath,
    inlineKilobytes: whole(0, 4000),
    cacheMegabytes: whole(1, 100_000),
    quotaMegabytes: z.number().min(0).max(100_000_000),
    quotaMessages: whole(0, 1_000_000_000),
  }),
  intake: z.strictObject({
    folder: optionalPath,
    settleSeconds: z.number().min(0).max(3600),
    rescanSeconds: z.number().min(1).max(86_400),
    concurrency: whole(0, 64),
    rememberDays: whole(0, 3650),
    scanMegabytes: whole(1, 1000),
    pages: whole(1, 100_000),
    pageMegapixels: whole(1, 1000),
    pageSeconds: whole(1, 3600),
  }),
  passwords: z.strictObject({
    iterations: whole(4096, 1_000_000),
    graceDays: whole(0, 365),
    overlapDays: whole(1, 365),
  }),
  letters: z.strictObject({
    sender: addressLine.nullable(),
    senderAddress: z.array(addressLine).max(6),
  }),
  logins: z.strictObject({
    guessesPerAccount: whole(1, 1000),
    wrongPerAddress: whole(5, 1_000_000),
    wrongPerNetwork: whole(5, 1_000_000),
    securityLog: optionalPath,
  }),
  log: z.strictObject({
    level: z.enum(['debug', 'info', 'warn', 'error']),
    format: z.enum(['json', 'pretty', 'auto']),
    addresses: z.enum(['network', 'none']),
  }),
});

export type Config = z.infer<typeof configSchema>;

/** `ip`, `ip:port` or `[ipv6]:port`. */
function isServerAddress(text: string): boolean {
  if (isIP(text)) return true;
  const [, ip = '', at = ''] = /^\[?([^\]]+)\]?:(\d{1,5})$/.exec(text) ?? [];
  return isIP(ip) !== 0 && Number(at) > 0 && Number(at) <= 65_535;
}

function isSmarthost(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || url.hostname === '') return false;
  const rest = [...url.searchParams.keys()].filter((key) => key !== 'tls');
  const tls = url.searchParams.get('tls');
  const known = tls === null || ['never', 'starttls', 'required'].includes(tls);
  return rest.length === 0 && known && ['', '/'].includes(url.pathname) && url.hash === '';
}

function isWebOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === 'https:' && new URL(text).origin === text;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
