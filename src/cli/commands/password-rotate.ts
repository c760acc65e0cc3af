import { InvalidArgumentError, Option, type Command } from 'commander';
import type { PreparedPassword, RotationPlan } from '../../mail/admin.js';
import { rotationReasons, type RotationReason } from '../../mail/rotation.js';
import { parseDuration } from '../duration.js';
import type { Context } from '../context.js';
import { exitCode } from '../exit-codes.js';
import { accountOption } from '../print.js';
import type { CommandFile } from '../program.js';
import type { AccountList } from '../rotation/list-file.js';
import { checkOutputs, listOf, planOf, selectionOf, type RotateOptions } from '../rotation/options.js';
import { openOutputs } from '../rotation/open-outputs.js';
import { runNamed, printPreview } from '../rotation/open-runs.js';
import { resumeHint, tellEnd } from '../rotation/tell.js';
import { issuedTo, workOff } from '../rotation/run.js';

const dayMs = 86_400_000;

/** `unpaperme password rotate`, also `scripts/rotate-password.ts`: new passwords for one account, some, or all. */
export const passwordRotate: CommandFile = (parent, context) => {
  describe(accountOption(parent.command('rotate'))).action(
    async (reference: string | undefined, options: RotateOptions) => {
      if (options.abandon !== undefined) return abandon(options, context);
      const list = await listOf(options);
      if (options.dryRun) {
        const selection = selectionOf(reference, options, list);
        const preview = await context.withAdmin((admin) => admin.previewRotation(selection));
        return printPreview(context, preview, options.json);
      }
      checkOutputs(options);
      const plan = options.resume === undefined ? beginning(reference, options, list, context) : undefined;
      const addressOf = (password: PreparedPassword) => list?.addressOf(password) ?? [];
      const open = (reason: RotationReason) => openOutputs(options, { context, reason, addressOf });
      await context.withAdmin(async (admin) => {
        // First whatever can be wrong with the outputs, then the run.
        if (list && options.letters !== undefined && list.addresses) {
          const words = list.misnamed(await admin.listAccounts());
          if (words !== undefined && plan) throw new RangeError(words);
          if (words !== undefined) context.err(`${words}\n`);
        }
        const ready = plan && (await open(plan.reason));
        const run = plan ? await admin.beginRotation(plan) : await runNamed(admin, options.resume!);
        const outputs = ready ?? (await open(run.reason));
        const worked = await workOff(admin, run, outputs, context).catch((error: unknown) => {
          if (run.total > 1) context.err(resumeHint(run, options));
          throw error;
        });
        tellEnd(context, worked, options);
        if (worked.interrupted) context.setExitCode(exitCode.failed);
      });
    },
  );
};

function beginning(
  reference: string | undefined,
  options: RotateOptions,
  list: AccountList | undefined,
  context: Context,
): RotationPlan {
  const { overlapDays, graceDays } = context.config().passwords;
  const times = planOf(options, { overlapMs: overlapDays * dayMs, graceMs: graceDays * dayMs });
  return { ...times, selection: selectionOf(reference, options, list) };
}

async function abandon(options: RotateOptions, context: Context): Promise<void> {
  await context.withAdmin(async (admin) => {
    const { run, done } = await runNamed(admin, options.abandon!);
    const passedOver = await admin.endRotation(run);
    // What was written for them never became valid.
    for (const output of await openOutputs(options, { context, reason: 'routine', addressOf: () => [] })) {
      await output.abandon(run, passedOver, done);
      await output.finish(run, (account) => issuedTo(admin, account));
    }
    context.out(`Run ${run} is ended: ${done} have their new password, ${passedOver.length} keep the old one.`);
  });
}

function describe(command: Command): Command {
  return command
    .description('issue new passwords: as letters, as an encrypted list, or on the screen')
    .option('--list <file>', 'accounts by a CSV file: in the first column; the next ones are lines of a postal address')
    .addOption(new Option('--older-than <time>', 'all whose password is older, such as 365d').argParser(duration))
    .option('--all', 'all accounts')
    .addOption(
      new Option(
        '--reason <reason>',
        'routine: old and new overlap; loss: the old one and its sessions end at once, mail on its way out is held for ' +
          'review; misuse: the same for the passwords of all devices (default: routine, with --now loss)',
      ).choices(rotationReasons),
    )
    .option('--now', 'the old one and its sessions end at once')
    .addOption(
      new Option(
        '--overlap <time>',
        'how long the old one stays valid at most (default: passwords.overlapDays)',
      ).argParser(duration),
    )
    .addOption(
      new Option(
        '--grace <time>',
        'how long it stays valid once the new one is used, such as 12h or 7d (default: passwords.graceDays)',
      ).argParser(duration),
    )
    .option('--letters <folder>', 'write a password letter for each account, a PDF, into this folder')
    .option('--csv <file>', 'write encrypted lists, such as passwords.csv; needs --to')
    .option('--to <key>', 'OpenPGP public key of who shall read them')
    .option('--show-passwords', 'print the new passwords')
    .option('--json', 'print {"account":…,"user":…,"password":…,"credential":…}, one a line; password only if shown')
    .option('--dry-run', 'say for whom, and change nothing')
    .addOption(new Option('--resume [run]', 'go on with a run that was interrupted').argParser(runNumber))
    .addOption(
      new Option('--abandon [run]', 'end a run; who has no new password keeps the old one').argParser(runNumber),
    );
}

function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError('Give a number and s, m, h, d or w, such as 7d.');
  return ms;
}

function runNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give the number of the run.');
  return Number(text);
}
