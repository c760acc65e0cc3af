/** What became of a run, in words. */
import type { RotationRun } from '../../mail/admin.js';
import type { Context } from '../context.js';
import { when } from '../when.js';
import type { RotateOptions } from './options.js';
import type { WorkedOff } from './run.js';

/** On standard error: standard output is for passwords, and for programs. */
export function tellEnd(
  context: Pick<Context, 'err'>,
  { run, interrupted, overlapping, devices }: WorkedOff,
  options: RotateOptions,
): void {
  const { done, skipped, total } = run;
  if (total === 0) return context.err('No account needs a new password.\n');
  if (total > 1 || done === 0) {
    const passedOver = skipped > 0 ? `, ${skipped} passed over (closed or deleted meanwhile)` : '';
    context.err(`Run ${run.run}: ${done} of ${total} have their new password${passedOver}.\n`);
  }
  if (run.overlapMs === 0 && devices > 0) context.err(`${whatOfDevices(run, devices)}\n`);
  if (interrupted) return context.err(`Interrupted. ${resumeHint(run, options)}`);
  const old = done > 0 ? whatOfTheOld(run, overlapping) : undefined;
  if (old !== undefined) context.err(`${old}\n`);
}

/** The command line that goes on. */
export function resumeHint({ run }: RotationRun, options: RotateOptions): string {
  const given = [
    ['--list', options.list],
    ['--letters', options.letters],
    ['--csv', options.csv],
    ['--to', options.to],
  ]
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name} ${quoted(value!)}`);
  const flags = `${options.showPasswords ? ' --show-passwords' : ''}${options.json ? ' --json' : ''}`;
  return `To go on: unpaperme password rotate --resume ${run}${given.join('')}${flags}\n`;
}

/** Whoever found a letter may have set a phone up with it. */
function whatOfDevices({ total }: RotationRun, devices: number): string {
  const [passwords, stay, them] = devices === 1 ? ['password', 'stays', 'it'] : ['passwords', 'stay', 'them'];
  const of = total === 1 ? 'this account' : 'these accounts';
  return `${devices} device ${passwords} of ${of} ${stay} valid ("unpaperme password list ACCOUNT"); --reason misuse ends ${them} too.`;
}

function whatOfTheOld(
  { reason, overlapMs, graceMs, startedMs, done }: RotationRun,
  overlapping: number,
): string | undefined {
  const [old, has] = done === 1 ? ['The old password', 'is'] : ['The old passwords', 'are'];
  if (overlapMs === 0) {
    const held = reason === 'routine' ? '' : ' Mail on its way out is held: "unpaperme queue list" shows it.';
    return `${old} ${has} dead, and the sessions opened with ${done === 1 ? 'it' : 'them'} have ended.${held}`;
  }
  if (overlapping === 0) return undefined;
  const hours = Math.round(graceMs / 3_600_000);
  const after = hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`;
  const those =
    overlapping < done ? `${overlapping} old password${overlapping === 1 ? ' is' : 's are'}` : `${old} ${has}`;
  return `${those} valid until ${when(startedMs + overlapMs)}, or ${after} after the new one is first used.`;
}

function quoted(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
