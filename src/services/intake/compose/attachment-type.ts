/** What is attached: a PDF, or the scan as it came where it could not be made into one. */
import type { ReadScan } from '../../../mail/scan.js';

export const extensionOf: Readonly<Record<ReadScan['mediaType'], string>> = {
  'application/pdf': 'pdf',
  'image/tiff': 'tif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};

/** Viewers look for the header in the first 1,024 octets (PDF 32000-1 Annex H.3.4.1). */
const headerOctets = 1024;

/** By content, since a mail app opens a file by what it is called. */
export function attachmentType({ pdf, mediaType }: ReadScan): ReadScan['mediaType'] {
  return pdf.subarray(0, headerOctets).includes('%PDF-') ? 'application/pdf' : mediaType;
}
