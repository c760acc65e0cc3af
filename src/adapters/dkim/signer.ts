/** DKIM signatures (RFC 6376) on what leaves, by mailauth: RSA and Ed25519 (RFC 8463) side by side. */
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import type { Clock } from '../../mail/clock.js';
import type { Signer } from '../../mail/transport.js';
import { dkimAlgorithms, dkimKeyFiles, dnsSelector, keyFile } from './key-files.js';

interface SigningKey {
  readonly domain: string;
  readonly selector: string;
  readonly privateKey: Buffer;
  readonly algorithm: 'rsa-sha256' | 'ed25519-sha256';
}

/**
 * Reads the keys of `selectors` for all domains that have some.
 * @throws Error with words on what to do when a selector has no key at all
 */
export async function openSigner(options: {
  readonly folder: string;
  readonly selectors: readonly string[];
  readonly clock: Clock;
}): Promise<Signer> {
  const keys = await readKeys(options.folder, options.selectors);
  return {
    async sign(from, { octets }) {
      // RFC 7489 §3.1.1: what DMARC asks for is that the signature's domain is the one of From:.
      const domain = domainToASCII(from);
      const own = keys.filter((key) => key.domain === domain);
      if (own.length === 0) return Buffer.alloc(0);
      const { signatures, errors } = await dkimSign(Readable.from(octets(), { objectMode: false }), {
        canonicalization: 'relaxed/relaxed',
        signTime: new Date(options.clock.now()),
        signatureData: own.map((key) => ({ ...key, signingDomain: key.domain })),
      } as unknown as Parameters<typeof dkimSign>[1]);
      const [error] = errors ?? [];
      if (error) throw new Error('a DKIM signature could not be made', { cause: error });
      return Buffer.from(signatures);
    },
  };
}

async function readKeys(folder: string, selectors: readonly string[]): Promise<readonly SigningKey[]> {
  if (selectors.length === 0) return [];
  const records = await dkimKeyFiles(folder).list();
  const keys: SigningKey[] = [];
  for (const selector of selectors) {
    const domains = new Set(records.filter((each) => each.selector === selector).map(({ domain }) => domain));
    if (domains.size === 0) {
      throw new Error(
        `dkim.selectors names ${selector}, but ${folder} has no such key: make it by "unpaperme dkim make --selector ${selector}".`,
      );
    }
    for (const domain of domains) {
      for (const algorithm of dkimAlgorithms) {
        const file = keyFile(folder, domain, selector, algorithm);
        if (!records.some((each) => each.keyFile === file)) continue;
        keys.push({
          domain,
          selector: dnsSelector(selector, algorithm),
          privateKey: await readFile(file),
          algorithm: `${algorithm}-sha256`,
        });
      }
    }
  }
  return keys;
}
