/** What bounds intake, each with its default. Times in ms. */
import { availableParallelism } from 'node:os';

export interface IntakeLimits {
  /** Scans read at a time. */
  readonly concurrency: number;
  /** Octets of a scan; looked at before anything is read. */
  readonly scanOctets: number;
  /** For reading one scan, all its pages. */
  readonly readMs: number;
  /** How long a job stays with a worker that no longer answers: until then it is not tried again after a crash. */
  readonly leaseMs: number;
  /** Crashes of the whole process with a scan, after which it is delivered without its text. */
  readonly crashes: number;
  /** How long an ended job is remembered, so that the same file is not taken in twice. */
  readonly rememberMs: number;
  /** How often to look for jobs that are due without anybody having said so. */
  readonly pollMs: number;
  /** How long `close` waits for a letter that is just being stored. */
  readonly closeMs: number;
}

export const defaultIntakeLimits: IntakeLimits = {
  concurrency: Math.max(1, availableParallelism()),
  scanOctets: 100 * 1024 * 1024,
  readMs: 60 * 60_000,
  leaseMs: 30_000,
  // Scans are read in processes of their own, so that it is hardly ever the scan: more likely somebody kills or a
  // power line fails, and a letter should not lose its text by that.
  crashes: 10,
  rememberMs: 7 * 24 * 3600_000,
  pollMs: 5_000,
  closeMs: 3_000,
};
