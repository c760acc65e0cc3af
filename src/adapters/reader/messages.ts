/** What the reader and its child processes tell each other (node's IPC, structured clone). */
import type { ReadScan, ScanProblem } from '../../mail/scan.js';
import type { PageReading } from './read-page.js';
import type { ReadJob } from './read-scan.js';

/** What a scan took. */
export interface Usage {
  readonly cpuMs: number;
  /** Of the child, now and at its highest so far. */
  readonly rssOctets: number;
  readonly peakRssOctets: number;
}

export type ToChild = { readonly kind: 'read' } & Omit<ReadJob, 'scan'> & { readonly scan: Uint8Array };

export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'opened'; readonly pages: number }
  | { readonly kind: 'page'; readonly reading: PageReading }
  | { readonly kind: 'stage'; readonly name: 'preview' | 'pdf' }
  | { readonly kind: 'done'; readonly scan: ReadScan; readonly usage: Usage }
  | { readonly kind: 'refused'; readonly problem: ScanProblem; readonly message: string; readonly usage: Usage };

/** The signal by which a child ends itself when it has grown too large; node gives it no other use. */
export const tooLargeSignal = 'SIGUSR2';
