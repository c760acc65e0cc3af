/** QR codes as cells (ISO/IEC 18004). */
import encodeQR from 'qr';

/** Cells that have to stay light around a code, or readers do not find it: §6.3.8. */
export const quietCells = 4;
/** Cells on a side: version 25. More on 33 mm are too small for phones to read from paper. */
const mostCells = 117;

/**
 * Without the quiet cells around it. With error correction of level M where it fits, else L.
 * @throws Error with words: too long
 */
export function qrCells(content: string): readonly (readonly boolean[])[] {
  for (const ecc of ['medium', 'low'] as const) {
    const cells = tryEncode(content, ecc);
    if (cells !== undefined && cells.length <= mostCells) return cells;
  }
  throw new Error(`A QR code cannot hold ${Buffer.byteLength(content)} octets so that phones can read it from paper.`);
}

function tryEncode(content: string, ecc: 'medium' | 'low'): boolean[][] | undefined {
  // What is too long even for version 40 is an error there.
  if (Buffer.byteLength(content) > 2300) return undefined;
  const border = 1;
  const cells = encodeQR(content, 'raw', { ecc, border });
  return cells.slice(border, -border).map((row) => row.slice(border, -border));
}
