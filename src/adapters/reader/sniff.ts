/** What a file is, by its content; its name is never asked. */
import { ScanError } from '../../mail/scan.js';

export type ScanKind = 'pdf' | 'tiff' | 'jpeg' | 'png';

export const mediaTypes = {
  pdf: 'application/pdf',
  tiff: 'image/tiff',
  jpeg: 'image/jpeg',
  png: 'image/png',
} as const satisfies Record<ScanKind, string>;

/** ISO 32000-1 Annex H 3.4.1: readers accept the header anywhere within the first 1024 octets. */
const pdfHeaderWithin = 1024;

/** @throws ScanError empty, unsupported */
export function sniff(octets: Uint8Array): ScanKind {
  if (octets.length === 0) throw new ScanError('empty', 'The file is empty.');
  const head = Buffer.from(octets.buffer, octets.byteOffset, Math.min(octets.length, pdfHeaderWithin + 5)).toString(
    'latin1',
  );
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff';
  if (head.includes('%PDF-')) return 'pdf';
  throw new ScanError('unsupported', 'The file is none of PDF, TIFF, JPEG and PNG.');
}
