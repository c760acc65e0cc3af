/** Tells whether the customer's own app has encrypted the message, so that nothing of it is readable on the way. */
import type { PartDescription } from '../../../wire/mime/part-header.js';
import { ArmoredText } from './armored-text.js';

/** Object identifiers of CMS envelopedData (RFC 5652 §6.1) and authEnvelopedData (RFC 5083 §2.1), as in DER. */
const envelopes = ['06092a864886f70d010703', '060b2a864886f70d0109100117'].map((hex) => Buffer.from(hex, 'hex'));
/** A ContentInfo begins with a tag and a length of at most 6 octets, and then the identifier. */
const cmsOctets = 32;

/** What a leaf must turn out to be for the message to be encrypted. */
interface Evidence {
  push(decoded: Buffer): void;
  end(): boolean;
}

export class EncryptionWatch {
  readonly #parts: string[] = [];
  readonly #proofs: boolean[] = [];
  #root: string | undefined;

  /** The type of the message itself, before its parts. */
  root(type: string): void {
    this.#root = type;
  }

  /** A leaf in its turn. @returns what wants its decoded octets */
  leaf({ type, subtype }: PartDescription): Evidence | undefined {
    const name = `${type}/${subtype}`;
    this.#parts.push(name);
    const number = this.#parts.length;
    const evidence = this.#evidence(name, number);
    if (!evidence) return undefined;
    return {
      push: (decoded) => evidence.push(decoded),
      end: () => {
        const proven = evidence.end();
        this.#proofs[number - 1] = proven;
        return proven;
      },
    };
  }

  /** After the last part. */
  encrypted(): boolean {
    // RFC 3156 §4: exactly two parts. A third would be in the clear.
    if (this.#root === 'multipart/encrypted') return this.#parts.length === 2 && this.#proofs[1] === true;
    return this.#parts.length === 1 && this.#proofs[0] === true;
  }

  #evidence(name: string, number: number): Evidence | undefined {
    if (this.#root === 'multipart/encrypted') {
      const isData = number === 2 && this.#parts[0] === 'application/pgp-encrypted';
      return isData ? new ArmoredText() : undefined;
    }
    if (number > 1 || this.#root !== name) return undefined;
    if (name === 'text/plain') return new ArmoredText();
    return /^application\/(?:x-)?pkcs7-mime$/.test(name) ? new CmsEnvelope() : undefined;
  }
}

/** RFC 8551 §3.3, by what it is rather than by its label: signed data has the same type and is readable. */
class CmsEnvelope implements Evidence {
  #start = Buffer.alloc(0);

  push(decoded: Buffer): void {
    if (this.#start.length < cmsOctets) this.#start = Buffer.concat([this.#start, decoded.subarray(0, cmsOctets)]);
  }

  end(): boolean {
    return envelopes.some((identifier) => {
      const at = this.#start.indexOf(identifier);
      return at >= 2 && at <= 6 && this.#start[0] === 0x30;
    });
  }
}
