/** Works a run off, batch after batch: made, written to the outputs, issued. */
import { mostPrepared, type Admin, type PreparedPassword, type RotationRun } from '../../mail/admin.js';
import { MailError } from '../../mail/errors.js';
import type { Context } from '../context.js';
import type { RotationOutput } from './outputs.js';
import { rotationProgress } from './progress.js';

/** Small enough that an interruption is soon heeded. */
const batchSize = Math.min(100, mostPrepared);

export interface WorkedOff {
  readonly run: RotationRun;
  /** The admin has interrupted it: some wait for theirs. */
  readonly interrupted: boolean;
  /** Of those renewed by this command: how many old passwords go on for a while, and how many of devices stay valid. */
  readonly overlapping: number;
  readonly devices: number;
}

/**
 * @returns when the run has ended, or was interrupted after a batch
 * @throws MailError: no batch could be issued any more; `--resume` goes on where it stopped
 */
export async function workOff(
  admin: Pick<Admin, 'prepareRotation' | 'commitRotation' | 'endRotation' | 'listCredentials'>,
  begun: RotationRun,
  outputs: readonly RotationOutput[],
  context: Pick<Context, 'err' | 'errIsTerminal' | 'signal'>,
): Promise<WorkedOff> {
  let run = begun;
  let [overlapping, devices] = [0, 0];
  const id = run.run;
  const setupLinks = outputs.some((output) => output.setupLinks);
  const progress = rotationProgress(context, run);
  for (const output of outputs) await output.clean(id, run.done);
  try {
    while (run.done + run.skipped < run.total) {
      if (context.signal.aborted) return { run, interrupted: true, overlapping, devices };
      const batch = await admin.prepareRotation(id, { count: batchSize, setupLinks });
      if (batch.waiting === 0) break;
      for (const output of outputs) await output.write(id, batch, () => progress.written(outputs.length));
      const committed = await admin.commitRotation(id, batch.batch);
      if (committed.kind === 'gone') {
        for (const output of outputs) await output.discard(id, batch);
        throw new MailError('unavailable', committed.reason);
      }
      const issued = validOf(batch.passwords, committed.issued);
      for (const output of outputs) await output.settle(id, batch, issued);
      run = committed.run;
      overlapping += committed.overlapping;
      devices += committed.devices;
      progress.issued(run);
    }
    for (const output of outputs) await output.finish(id, (account) => issuedTo(admin, account));
    await admin.endRotation(id);
    return { run, interrupted: false, overlapping, devices };
  } finally {
    progress.end();
  }
}

/** Numbers of all passwords that the account has or had lately; none when it was deleted. */
export async function issuedTo(admin: Pick<Admin, 'listCredentials'>, account: number): Promise<ReadonlySet<number>> {
  try {
    return new Set((await admin.listCredentials(String(account))).map(({ credential }) => credential));
  } catch (error) {
    if (error instanceof MailError && error.code === 'account-not-found') return new Set();
    throw error;
  }
}

function validOf(
  passwords: readonly PreparedPassword[],
  issued: readonly { readonly account: number; readonly credential: number }[],
): readonly PreparedPassword[] {
  const credentials = new Map(issued.map(({ account, credential }) => [account, credential]));
  return passwords.filter(({ account, credential }) => credentials.get(account) === credential);
}
