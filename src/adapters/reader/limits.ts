/** Bounds of reading, each with a default. */

export interface ReaderLimits {
  /** Octets of a scan. */
  readonly scanOctets: number;
  /** Pages of a scan. */
  readonly pages: number;
  /** Pixels of a picture that may be decoded; a page of a PDF is drawn smaller instead. */
  readonly pagePixels: number;
  /** A page is given up after this time, in ms. */
  readonly pageMs: number;
  /** Pages not reached after this time, in ms, are left unread. */
  readonly scanMs: number;
  /** A child that grows beyond is ended. */
  readonly rssOctets: number;
  /** A child is replaced after so many scans, since WebAssembly memory never shrinks. */
  readonly scansPerChild: number;
  /** ... or, once idle, when it is larger than this. */
  readonly idleRssOctets: number;
  /** ... or when it has had nothing to do for this long, in ms: it holds half a gigabyte. */
  readonly idleMs: number;
}

const megabyte = 1024 * 1024;

export const defaultReaderLimits: ReaderLimits = {
  scanOctets: 100 * megabyte,
  pages: 500,
  pagePixels: 120_000_000,
  pageMs: 60_000,
  scanMs: 60 * 60_000,
  rssOctets: 1536 * megabyte,
  scansPerChild: 50,
  idleRssOctets: 900 * megabyte,
  idleMs: 60_000,
};
