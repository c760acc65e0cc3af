/** A scan that arrives without having been read: the message carries it as it came, and says why. */
import type { Language } from '../../mail/accounts.js';
import type { ReadScan, ScanProblem } from '../../mail/scan.js';
import { Refusal } from './refusal.js';

/** PDF 32000-1 Annex H.3.4.1: viewers take `%PDF-` anywhere in the first 1,024 octets. */
const pdfHeaderOctets = 1024;

/**
 * @param problem why it was not read
 * @throws Refusal `unsupported`, `empty`: nothing that a customer could open
 */
export function unreadScan(scan: Buffer, problem: ScanProblem, language: Language): ReadScan {
  if (scan.length === 0) throw new Refusal('empty', language);
  const mediaType = mediaTypeOf(scan);
  if (!mediaType) throw new Refusal('unsupported', language);
  return { mediaType, pages: [], pdf: scan, preview: undefined, problem };
}

/** What a file is by its first octets. */
function mediaTypeOf(scan: Buffer): ReadScan['mediaType'] | undefined {
  const start = scan.subarray(0, 8).toString('latin1');
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (start === '\x89PNG\r\n\x1a\n') return 'image/png';
  // TIFF 6.0 §2, and BigTIFF, little and big endian.
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(start.slice(0, 4))) return 'image/tiff';
  if (scan.subarray(0, pdfHeaderOctets).includes('%PDF-')) return 'application/pdf';
  return undefined;
}
