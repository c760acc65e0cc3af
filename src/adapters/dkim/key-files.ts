/**
 * Signing keys as PEM files: `<folder>/<domain>/<selector>-rsa.pem` and `-ed25519.pem`, for their owner alone.
 *
 * A selector names one key in DNS (RFC 6376 §3.1), hence two for each name: receivers that do not know Ed25519 yet
 * (RFC 8463) take the RSA signature.
 */
import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { domainToASCII } from 'node:url';
import { promisify } from 'node:util';
import type { DkimKeys, DkimRecord } from '../../mail/dkim-keys.js';

const generate = promisify(generateKeyPair);

export const dkimAlgorithms = ['rsa', 'ed25519'] as const;
export type DkimAlgorithm = (typeof dkimAlgorithms)[number];

/** RFC 8301 §3.2: at least 1024, recommended 2048; longer ones do not fit into one UDP answer. */
const rsaBits = 2048;
/** DER in front of the 32 octets of an Ed25519 public key (RFC 8410 §4). */
const ed25519PrefixOctets = 12;

export function dkimKeyFiles(folder: string): DkimKeys {
  return {
    async make(domain, selector) {
      const name = checkedDomain(domain);
      if (!/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/.test(selector)) {
        throw new RangeError(`The selector is "${selector}": it must be small letters, digits and hyphens.`);
      }
      await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
      const records: DkimRecord[] = [];
      for (const algorithm of dkimAlgorithms) {
        const file = keyFile(folder, name, selector, algorithm);
        await writeNew(file, () => newKeyPem(algorithm));
        records.push(await record(folder, name, selector, algorithm));
      }
      return records;
    },

    async list() {
      const records: DkimRecord[] = [];
      for (const domain of (await namesIn(folder)).sort()) {
        for (const file of (await namesIn(join(folder, domain))).sort()) {
          const [, selector, algorithm] = /^(.+)-(rsa|ed25519)\.pem$/.exec(file) ?? [];
          if (selector) records.push(await record(folder, domain, selector, algorithm as DkimAlgorithm));
        }
      }
      return records;
    },
  };
}

export function keyFile(folder: string, domain: string, selector: string, algorithm: DkimAlgorithm): string {
  return join(folder, domain, `${selector}-${algorithm}.pem`);
}

/** The selector as DNS and signatures have it. */
export const dnsSelector = (selector: string, algorithm: DkimAlgorithm): string => `${selector}-${algorithm}`;

function checkedDomain(domain: string): string {
  const ascii = domainToASCII(domain);
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(ascii)) throw new RangeError(`"${domain}" is not a mail domain.`);
  return ascii;
}

async function newKeyPem(algorithm: DkimAlgorithm): Promise<string> {
  const { privateKey } =
    algorithm === 'rsa' ? await generate('rsa', { modulusLength: rsaBits }) : await generate('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Nothing when the file is there already. Whole and durable when resolved: whoever is killed before leaves no half key. */
async function writeNew(path: string, content: () => Promise<string>): Promise<void> {
  const part = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(await content());
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(part, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(part);
  }
}

async function record(folder: string, domain: string, selector: string, algorithm: DkimAlgorithm): Promise<DkimRecord> {
  const path = keyFile(folder, domain, selector, algorithm);
  const der = createPublicKey(await readFile(path)).export({ type: 'spki', format: 'der' });
  // RFC 8463 §4.2: the 32 octets alone; RFC 6376 §3.6.1: all of an RSA key's SubjectPublicKeyInfo.
  const p = (algorithm === 'rsa' ? der : der.subarray(ed25519PrefixOctets)).toString('base64');
  return {
    domain,
    selector,
    name: `${dnsSelector(selector, algorithm)}._domainkey.${domain}`,
    value: `v=DKIM1; k=${algorithm}; p=${p}`,
    keyFile: path,
  };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
