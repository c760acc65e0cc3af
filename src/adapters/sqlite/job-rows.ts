/** Jobs as rows, and as the domain sees them; the end of a job within a transaction. */
import { MailError } from '../../mail/errors.js';
import { accountId, jobId } from '../../mail/ids.js';
import type { JobId } from '../../mail/ids.js';
import type { Job, JobKind, JobResult } from '../../mail/job-queue.js';
import type { AccountKeys } from './account-keys.js';
import { areaNumbers } from './contents.js';
import type { Scope } from './scope.js';
import { contentStatements } from './statements/contents.js';
import { jobStatements } from './statements/jobs.js';
import type { JobRow } from './statements/jobs.js';

/** As stored. Append only. */
export const jobKinds = ['intake', 'hot-folder', 'notice'] as const satisfies readonly JobKind[];
export const jobStates = ['queued', 'running', 'done', 'failed'] as const satisfies readonly Job['state'][];

/** Where what a job has sealed lies: before it has its number there is the hash of its key, which is its own too. */
export const jobPlace = (keyHash: Buffer) => keyHash.toString('hex');

export function jobOf(keys: AccountKeys, row: JobRow): Job {
  const [id, account, kind, payload, state, attempts, result, , , , keyHash] = row;
  const opened = (what: 'payload' | 'result', sealed: Buffer): unknown =>
    JSON.parse(keys.openJob(what, jobPlace(keyHash), sealed).toString('utf8'));
  return {
    id: jobId(id),
    account: accountId(account),
    kind: jobKinds[kind]!,
    payload: opened('payload', payload),
    state: jobStates[state]!,
    attempts,
    result: result ? (opened('result', result) as JobResult) : undefined,
  };
}

/** Ends a job that has not ended. @returns whether its scan is to be purged after the commit */
export function endJob(scope: Scope, row: JobRow, state: 'done' | 'failed', result: JobResult): boolean {
  const [id, account, , , , , , scan, , , keyHash] = row;
  const sealed = scope.keys.sealJob('result', jobPlace(keyHash), Buffer.from(JSON.stringify(result)));
  scope.db.run(jobStatements.end, id, jobStates.indexOf(state), scope.clock.now(), sealed);
  if (scan === null) return false;
  scope.db.run(contentStatements.insertPurge, account, areaNumbers.scans, scan);
  return true;
}

/** @throws MailError unavailable: it is not this account's running job (any more) */
export function completeJob(scope: Scope, id: JobId, result: JobResult): boolean {
  const row = scope.db.get(jobStatements.get, id);
  if (row?.[1] !== scope.account || jobStates[row[4]] !== 'running') {
    throw new MailError('unavailable', 'This work was taken over or ended by another worker.');
  }
  return endJob(scope, row, 'done', result);
}
