/**
 * The strips of a JPEG-coded TIFF as one JPEG, without decoding: each strip begins anew, as does a JPEG after a
 * restart marker, so the strips' data are set one behind the other with such markers between (ITU-T T.81 §B.2,
 * §F.1.2.3; TIFF Technical Note 2).
 */

const soi = Buffer.from([0xff, 0xd8]);
const eoi = Buffer.from([0xff, 0xd9]);

interface Strip {
  /** Segments before the scan, the frame's height set to nought. */
  readonly head: Buffer;
  /** Of `head`, where the height goes. */
  readonly heightAt: number;
  readonly scanHeader: Buffer;
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** Pixels of a minimum coded unit. */
  readonly unit: { readonly width: number; readonly height: number };
}

/**
 * @param tables the quantisation and Huffman tables that the strips leave out (TIFF tag 347)
 * @returns undefined when the strips cannot be joined: other coding, differing headers, markers of their own
 */
export function joinJpegStrips(
  strips: readonly Buffer[],
  tables: Buffer | undefined,
  size: { readonly width: number; readonly height: number; readonly rowsPerStrip: number },
): Buffer | undefined {
  const shared = tables === undefined ? Buffer.alloc(0) : unwrapped(tables);
  const parts = strips.map(parseStrip);
  const [first] = parts;
  if (!first || !shared || size.height > 0xffff || first.width !== size.width) return undefined;
  if (parts.length > 1 && size.rowsPerStrip % first.unit.height !== 0) return undefined;
  const interval = Math.ceil(size.width / first.unit.width) * Math.ceil(size.rowsPerStrip / first.unit.height);
  if (interval > 0xffff) return undefined;
  const out: Buffer[] = [soi, shared];
  const head = Buffer.from(first.head);
  head.writeUInt16BE(size.height, first.heightAt);
  const restart = Buffer.from([0xff, 0xdd, 0, 4, interval >> 8, interval & 255]);
  out.push(head, restart, first.scanHeader);
  for (const [i, part] of parts.entries()) {
    const rows = Math.min(size.rowsPerStrip, size.height - i * size.rowsPerStrip);
    if (!part || part.height !== rows || !part.head.equals(first.head) || !part.scanHeader.equals(first.scanHeader))
      return undefined;
    if (i > 0) out.push(Buffer.from([0xff, 0xd0 + ((i - 1) % 8)]));
    out.push(part.data);
  }
  out.push(eoi);
  return Buffer.concat(out);
}

/** What stands between the start and the end of an image. */
function unwrapped(stream: Buffer): Buffer | undefined {
  if (stream.length < 4 || !stream.subarray(0, 2).equals(soi) || !stream.subarray(-2).equals(eoi)) return undefined;
  return stream.subarray(2, -2);
}

function parseStrip(strip: Buffer): Strip | undefined {
  // A strip may be followed by an octet of padding.
  const padded = strip.length > 3 && strip.at(-1) === 0 && strip.at(-2) === 0xd9 ? strip.subarray(0, -1) : strip;
  if (!unwrapped(padded)) return undefined;
  const head: Buffer[] = [];
  let headLength = 0;
  let frame: Omit<Strip, 'head' | 'scanHeader' | 'data'> | undefined;
  for (let at = 2; at + 4 <= padded.length;) {
    const marker = padded[at] === 0xff ? padded[at + 1]! : 0;
    const length = padded.readUInt16BE(at + 2);
    if (marker === 0 || at + 2 + length > padded.length) return undefined;
    const segment = Buffer.from(padded.subarray(at, at + 2 + length));
    at += 2 + length;
    if (marker === 0xda) {
      const data = padded.subarray(at, -2);
      if (!frame || hasMarkers(data)) return undefined;
      return { ...frame, head: Buffer.concat(head), scanHeader: segment, data };
    }
    // Only sequential Huffman frames; no restart intervals; comments and application data are left out.
    if (marker === 0xc0 || marker === 0xc1) {
      frame = parseFrame(segment, headLength);
      if (!frame) return undefined;
      segment.writeUInt16BE(0, 5);
    } else if (marker >= 0xe0 || marker === 0xfe) continue;
    else if (marker !== 0xdb && marker !== 0xc4) return undefined;
    head.push(segment);
    headLength += segment.length;
  }
  return undefined;
}

function parseFrame(segment: Buffer, headLength: number): Omit<Strip, 'head' | 'scanHeader' | 'data'> | undefined {
  const components = segment[9] ?? 0;
  if (segment[4] !== 8 || components < 1 || segment.length !== 10 + components * 3) return undefined;
  let [h, v] = [1, 1];
  // The single component of a grey picture has units of one block, whatever its sampling factors.
  if (components > 1)
    for (let i = 0; i < components; i++) {
      const factors = segment[11 + i * 3]!;
      h = Math.max(h, factors >> 4);
      v = Math.max(v, factors & 15);
    }
  return {
    heightAt: headLength + 5,
    height: segment.readUInt16BE(5),
    width: segment.readUInt16BE(7),
    unit: { width: 8 * h, height: 8 * v },
  };
}

/** Anything but stuffed octets (FF 00) after an FF. */
function hasMarkers(data: Buffer): boolean {
  for (let at = data.indexOf(0xff); at >= 0; at = data.indexOf(0xff, at + 1)) if (data[at + 1] !== 0) return true;
  return false;
}
