/**
 * The certificate and key the listeners show. From the operator's files, or, for development, made in a folder at
 * the first start and renewed there in time. Read again when the files change; open sessions keep theirs.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { domainToASCII } from 'node:url';
import type { Clock } from '../../mail/clock.js';
import type { Log } from '../../mail/log.js';
import { type CertificatePair, makeCa, makeServerCertificate } from './make-certificate.js';

export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface TlsIdentity {
  /** The one to use for a connection that starts now. */
  readonly secureContext: () => SecureContext;
  /** Certificate chain and key, PEM, to sign with. */
  readonly pair: () => CertificatePair;
  /** CA certificate that clients may trust, when the server made its own. */
  readonly ca: string | undefined;
  close(): void;
}

const dayMs = 86_400_000;
const renewBeforeMs = 30 * dayMs;
const pollMs = 5_000;
const expiryWarningMs = 14 * dayMs;
/** Whoever trusts a CA may read its certificate, whatever the process's umask. */
const readableByAll = 0o644;

/** AEAD suites only; TLS 1.2 for older phones. */
const tlsOptions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256',
    'ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305',
  ].join(':'),
} as const;

/**
 * @param files the operator's certificate chain and key, PEM; undefined: development certificates in `folder`
 * @throws Error that names the file when one is missing, not PEM, or the two do not belong together
 */
export async function openTlsIdentity(options: {
  readonly files: TlsFiles | undefined;
  readonly folder: string;
  readonly names: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** How often to look whether the files changed. */
  readonly pollMs?: number;
}): Promise<TlsIdentity> {
  const { clock, log } = options;
  const files = options.files ?? (await developmentFiles(options.folder, options.names, clock));
  let loaded = await load(files);
  let seen = await fingerprint(files);
  let renewedMs = clock.now();
  await warnOfExpiry(files, clock, log);

  const reload = async (): Promise<void> => {
    // Key and chain are two files: a pair that does not fit is tried again at the next look, the old one serves on.
    try {
      if (!options.files && clock.now() - renewedMs > dayMs) {
        await developmentFiles(options.folder, options.names, clock);
        renewedMs = clock.now();
      }
      const now = await fingerprint(files);
      if (now === seen) return;
      loaded = await load(files);
      seen = now;
      log.info('tls.reloaded');
      await warnOfExpiry(files, clock, log);
    } catch (error) {
      log.warn('tls.reload-failed', { reason: (error as Error).message });
    }
  };
  const timer = setInterval(() => void reload(), options.pollMs ?? pollMs);
  timer.unref();
  return {
    secureContext: () => loaded.context,
    pair: () => loaded.pair,
    ca: options.files ? undefined : join(options.folder, 'ca.pem'),
    close: () => clearInterval(timer),
  };
}

async function warnOfExpiry({ certificate }: TlsFiles, clock: Clock, log: Log): Promise<void> {
  const { validTo } = new X509Certificate(await readFile(certificate));
  const leftMs = Date.parse(validTo) - clock.now();
  if (leftMs < 0) log.warn('tls.certificate-expired', { since: validTo });
  else if (leftMs < expiryWarningMs) log.warn('tls.certificate-expires', { at: validTo });
}

async function load(files: TlsFiles): Promise<{ readonly context: SecureContext; readonly pair: CertificatePair }> {
  const [cert, key] = [await readPem(files.certificate, 'certificate'), await readPem(files.key, 'key')];
  let fits: boolean;
  try {
    fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch (cause) {
    throw new Error(`${files.certificate} or ${files.key} is not a PEM certificate and key.`, { cause });
  }
  if (!fits) throw new Error(`The key in ${files.key} does not belong to the certificate in ${files.certificate}.`);
  return {
    context: createSecureContext({ ...tlsOptions, cert, key }),
    pair: { certificatePem: cert.toString(), keyPem: key.toString() },
  };
}

async function readPem(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new Error(`The TLS ${what} ${path} cannot be read: check tls.${what} in the configuration.`, { cause });
  }
}

async function fingerprint(files: TlsFiles): Promise<string> {
  const stats = await Promise.all([files.certificate, files.key].map((path) => stat(path).catch(() => undefined)));
  return stats.map((s) => (s ? `${s.mtimeMs} ${s.size} ${s.ino}` : '-')).join(' ');
}

async function developmentFiles(folder: string, names: readonly string[], clock: Clock): Promise<TlsFiles> {
  const path = (name: string) => join(folder, name);
  const files = { certificate: path('server.pem'), key: path('server.key') };
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const now = clock.now();
  if (!existsSync(path('ca.key')) || !existsSync(path('ca.pem'))) {
    const ca = makeCa('unpaperme development CA', now);
    await put(path('ca.key'), ca.keyPem, 0o600);
    await put(path('ca.pem'), ca.certificatePem, readableByAll);
  } else if (await stillGood(files, names, now)) return files;
  const issuer = { name: 'unpaperme development CA', key: createPrivateKey(await readFile(path('ca.key'))) };
  const pair = makeServerCertificate(issuer, names, now);
  await put(files.key, pair.keyPem, 0o600);
  await put(files.certificate, pair.certificatePem, readableByAll);
  return files;
}

async function stillGood(files: TlsFiles, names: readonly string[], nowMs: number): Promise<boolean> {
  try {
    await load(files);
    const certificate = new X509Certificate(await readFile(files.certificate));
    const lasts = Date.parse(certificate.validTo) - nowMs > renewBeforeMs;
    return lasts && names.every((name) => certificate.checkHost(domainToASCII(name)) ?? certificate.checkIP(name));
  } catch {
    return false;
  }
}

/** Whole or not at all: another process may read it at any moment. */
async function put(path: string, text: string, mode: number): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await chmod(`${path}.new`, mode);
  await rename(`${path}.new`, path);
}
