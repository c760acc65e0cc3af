/** Octets to text by MIME charset name (RFC 2978). Never fails: what is unknown is guessed. */
import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

/** Turns octets into text piece by piece. */
export interface TextDecoding {
  write(octets: Buffer): string;
  end(): string;
}

/** iconv-lite answers to these names too, but they are no charsets. */
const notCharsets = new Set(['base64', 'hex', 'internal', 'utf7imap', 'constructor', 'proto']);

const unpairedSurrogates = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * @param charset as named in the message; RFC 2231 §5 language suffixes (`utf-8*de`) are dropped
 * @returns well-formed text; for an unknown charset, or octets above 127 in US-ASCII, UTF-8 if they are valid
 *          UTF-8 and Windows-1252 if not
 */
export function decodeCharset(octets: Buffer, charset: string): string {
  const decoding = createCharsetDecoding(charset, octets.length + 1); // never full, so nothing counts as cut off
  return (decoding.write(octets) + decoding.end()).replace(unpairedSurrogates, '\ufffd');
}

/** @param guessOctets how much is held while guessing an unknown charset; what follows is dropped */
export function createCharsetDecoding(charset: string, guessOctets: number): TextDecoding {
  const name = charset.split('*', 1)[0]!.trim().toLowerCase().slice(0, 40);
  if (name === '' || name === 'us-ascii' || name === 'ascii') return new Guess(guessOctets);
  if (name === 'utf-8' || name === 'utf8') return iconvDecoding('utf-8');
  if (!notCharsets.has(name.replace(/[^a-z0-9]/g, '')) && iconv.encodingExists(name)) return iconvDecoding(name);
  return platformDecoding(name) ?? new Guess(guessOctets);
}

function iconvDecoding(name: string): TextDecoding {
  const decoder = iconv.getDecoder(name);
  return { write: (octets) => decoder.write(octets), end: () => decoder.end() ?? '' };
}

/** iconv-lite has no ISO-2022-JP; the platform's decoder does. */
function platformDecoding(name: string): TextDecoding | undefined {
  try {
    const decoder = new TextDecoder(name);
    return { write: (octets) => decoder.decode(octets, { stream: true }), end: () => decoder.decode() };
  } catch {
    return undefined;
  }
}

class Guess implements TextDecoding {
  readonly #pieces: Buffer[] = [];
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  write(octets: Buffer): string {
    const piece = octets.subarray(0, this.#left);
    this.#left -= piece.length;
    if (piece.length > 0) this.#pieces.push(Buffer.from(piece)); // a copy: the caller's chunk is not ours to keep
    return '';
  }

  end(): string {
    const octets = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    // A cut at the limit may have split the last character.
    if (isUtf8(octets) || (this.#left === 0 && isUtf8(withoutLastCharacter(octets)))) return octets.toString('utf8');
    return iconv.decode(octets, 'windows-1252');
  }
}

function withoutLastCharacter(octets: Buffer): Buffer {
  let end = octets.length;
  const lowest = Math.max(0, end - 4);
  while (end > lowest && (octets[end - 1]! & 0xc0) === 0x80) end--;
  return octets.subarray(0, Math.max(0, end - 1));
}
