import type { IntakeOutcome } from '../../mail/admin.js';
import { exitCode } from '../exit-codes.js';
import type { CommandFile } from '../program.js';
import { printable, takeIn } from '../take-in.js';

interface Options {
  account: string;
  wait: boolean;
  again?: boolean;
  json?: true;
}

/** `unpaperme intake`: takes scans in and waits until each is a message. The files stay where they are. */
export const intake: CommandFile = (parent, context) => {
  parent
    .command('intake')
    .description('take scans (PDF, TIFF, JPEG, PNG) in for an account; the files stay where they are')
    .requiredOption('--account <account>', 'account number, user name or mail address')
    .option('--wait', 'wait until each file is a message (the default)', true)
    .option('--no-wait', 'return when the scans are safe with a running server')
    .option('--again', 'take a file in even if it was taken in before')
    .option('--json', 'print one JSON object a file')
    .argument('<file...>', 'scans')
    .action(async (files: string[], { account, wait, again = false, json: asJson }: Options) => {
      const options = { account, wait, again, line: asJson ? json : words };
      const outcomes = await context.withAdmin((admin) => takeIn(admin, files, options, context));
      if (outcomes.some(({ result }) => result === 'rejected')) context.setExitCode(exitCode.rejected);
    });
};

function json(file: string, outcome: IntakeOutcome): string {
  const { mailbox, uid } = outcome.result === 'delivered' ? outcome : { mailbox: null, uid: null };
  return JSON.stringify({ file, result: outcome.result, mailbox, uid, reason: outcome.reason ?? null });
}

function words(path: string, outcome: IntakeOutcome): string {
  const file = printable(path);
  switch (outcome.result) {
    case 'delivered': {
      const remark = outcome.reason === undefined ? '' : ` (${outcome.reason})`;
      return `${file}: delivered to ${outcome.mailbox}, UID ${outcome.uid}${remark}`;
    }
    case 'rejected':
      return `${file}: rejected. ${outcome.reason}`;
    case 'queued':
      return outcome.reason === undefined ? `${file}: queued` : `${file}: queued. ${outcome.reason}`;
  }
}
