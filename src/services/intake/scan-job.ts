/** What a job of intake is about, as it lies (sealed) with the job. */
import { z } from 'zod';
import type { Language } from '../../mail/accounts.js';
import type { Job, JobKind } from '../../mail/job-queue.js';

/** Where scans come from, and the kind of job each becomes. */
export const scanSources = { command: 'intake', 'hot-folder': 'hot-folder' } as const satisfies Record<string, JobKind>;
export type ScanSource = keyof typeof scanSources;

const payloadSchema = z.strictObject({
  version: z.literal(1),
  source: z.enum(['command', 'hot-folder']),
  /** As the file was called, readable; undefined when it had no name. */
  fileName: z.string().optional(),
  /** What tells the file from others, for the source's own use. */
  identity: z.string(),
  receivedMs: z.number().int(),
  /** Of the document: in its Message-ID, so that composing again gives the same octets. */
  document: z.string(),
  language: z.enum(['de', 'en']),
  sizeOctets: z.number().int(),
});

export type ScanPayload = z.infer<typeof payloadSchema>;

/** @throws ZodError: a bug of ours, since only intake writes payloads */
export function scanPayload(job: Job): ScanPayload {
  return payloadSchema.parse(job.payload);
}

/** For where something has gone wrong already: German when the payload does not tell. */
export function languageOf(job: Job): Language {
  return payloadSchema.safeParse(job.payload).data?.language ?? 'de';
}

/** What tells the job's file from others; empty, which no file's is, when the payload does not tell. */
export function identityOf(job: Job): string {
  return payloadSchema.safeParse(job.payload).data?.identity ?? '';
}
