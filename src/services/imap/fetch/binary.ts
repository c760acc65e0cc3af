/** BINARY and BINARY.SIZE: the decoded content of a part, RFC 9051 §6.4.5 (RFC 3516). */
import type { Partial } from '../../../wire/imap/syntax.js';
import type { OctetRange } from '../../../wire/mime/section.js';
import { createTransferDecoding } from '../../../wire/mime/transfer.js';
import { Refusal } from '../errors.js';
import { no } from '../responses.js';
import type { OctetSource } from './octet-stream.js';

export interface Decoded {
  readonly sizeOctets: number;
  /** It must go out as literal8 (RFC 9051 §4.3.1). */
  readonly hasNul: boolean;
}

/**
 * Reads a part once to learn what decoding it gives: a literal's size comes before its octets.
 * @throws Refusal UNKNOWN-CTE: the encoding is unknown, or the part is not in it; MailError message-gone
 */
export async function measure(source: OctetSource, range: OctetRange, encoding: string): Promise<Decoded> {
  let sizeOctets = 0;
  let hasNul = false;
  for await (const octets of decode(source, range, encoding)) {
    sizeOctets += octets.length;
    hasNul ||= octets.includes(0);
  }
  return { sizeOctets, hasNul };
}

/** The decoded octets, cut to `partial`. @throws as `measure` */
export async function* decode(
  source: OctetSource,
  range: OctetRange,
  encoding: string,
  partial: Partial = { offset: 0, count: Number.MAX_SAFE_INTEGER },
): AsyncGenerator<Buffer> {
  const decoding = createTransferDecoding(encoding);
  if (!decoding) throw unknownEncoding();
  let skip = partial.offset;
  let left = partial.count;
  const cut = (octets: Buffer): Buffer => {
    const piece = octets.subarray(Math.min(skip, octets.length)).subarray(0, left);
    skip = Math.max(0, skip - octets.length);
    left -= piece.length;
    return piece;
  };
  const { store, content, signal } = source;
  for await (const octets of store.octets(content, range, { signal })) {
    const piece = cut(decoding.push(octets));
    if (decoding.damaged) throw unknownEncoding();
    if (piece.length > 0) yield piece;
    if (left === 0) return;
  }
  const last = cut(decoding.end());
  if (decoding.damaged) throw unknownEncoding();
  if (last.length > 0) yield last;
}

function unknownEncoding(): Refusal {
  return new Refusal(no('A part could not be decoded', 'UNKNOWN-CTE'));
}
