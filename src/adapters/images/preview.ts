/** The small picture of a page that a phone shows in the message. */
import sharp from 'sharp';

export interface Preview {
  readonly jpeg: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

const widthPx = 1000;
const mostOctets = 200_000;

/**
 * Upright, about 1000 pixels wide, below 200 KB, and the same octets for the same pixels.
 *
 * @param turn what makes the picture upright and its lines level: quarters clockwise, then by how far lines fall
 */
export async function previewJpeg(
  rgb: { readonly width: number; readonly height: number; readonly data: Uint8Array },
  turn: { readonly rotation: 0 | 90 | 180 | 270; readonly skewDegrees: number },
): Promise<Preview> {
  const raw = { width: rgb.width, height: rgb.height, channels: 3 } as const;
  const { data, info } = await sharp(rgb.data, { raw })
    .rotate(turn.rotation)
    .raw()
    .toBuffer({ resolveWithObject: true });
  const upright = sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } });
  // Turning by any angle grows the canvas; the page is cut out of its middle again.
  const level =
    Math.abs(turn.skewDegrees) < 0.3
      ? upright
      : sharp(
          await upright.rotate(-turn.skewDegrees, { background: 'white' }).png({ compressionLevel: 1 }).toBuffer(),
        ).resize({
          width: info.width,
          height: info.height,
          fit: 'cover',
        });
  const pixels = await level.png({ compressionLevel: 1 }).toBuffer();
  // A strip of paper must not become a picture of ten thousand rows.
  const small = sharp(pixels).resize({ width: widthPx, height: 3 * widthPx, fit: 'inside', withoutEnlargement: true });
  for (const quality of [80, 65, 50, 35, 20]) {
    const out = await small.clone().jpeg({ quality, mozjpeg: true }).toBuffer({ resolveWithObject: true });
    if (out.data.length <= mostOctets || quality === 20)
      return { jpeg: out.data, widthPx: out.info.width, heightPx: out.info.height };
  }
  throw new Error('no quality left');
}
