/** Runs that were begun and are not done; and what one would be for. */
import type { Admin, RotationPreview, RotationRun } from '../../mail/admin.js';
import type { Context } from '../context.js';

/** @param which true: the one that is open @throws RangeError with words: there is none, or there are several */
export async function runNamed(admin: Pick<Admin, 'openRotations'>, which: number | true): Promise<RotationRun> {
  const open = await admin.openRotations();
  if (which !== true) {
    const run = open.find((each) => each.run === which);
    if (!run) throw new RangeError(`There is no run ${which} that waits to be done.`);
    return run;
  }
  // Those for one account are over when their command is.
  const runs = open.filter(({ total }) => total > 1);
  if (runs.length > 1) {
    throw new RangeError(`Several runs wait to be done: name ${runs.map(({ run }) => run).join(' or ')}.`);
  }
  const run = runs[0] ?? open[0];
  if (!run) throw new RangeError('No run waits to be done.');
  return run;
}

export function printPreview(context: Context, { accounts, closed }: RotationPreview, json: true | undefined): void {
  for (const { account, user } of accounts) {
    context.out(json ? JSON.stringify({ account, user }) : `${account}  ${user}`);
  }
  const passedOver = closed.length === 0 ? '' : `; ${closed.length} are closed and get none`;
  context.err(`${accounts.length} would get a new password${passedOver}. Nothing was changed.\n`);
}
