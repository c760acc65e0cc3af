import { InvalidArgumentError, type Command } from 'commander';
import type { QueueAction, QueueSelection } from '../../mail/admin.js';
import { exitCode } from '../exit-codes.js';
import type { CommandFile } from '../program.js';

interface Options {
  account?: string;
  all?: true;
  json?: true;
}

const actions: Readonly<Record<QueueAction, { readonly does: string; readonly done: string }>> = {
  hold: { does: 'keep messages from being sent until released', done: 'held' },
  release: { does: "send held messages now; one that waits for its customer's word by number only", done: 'released' },
  retry: { does: 'try delayed messages now', done: 'due now' },
  cancel: { does: 'do not send messages; what has left already stays sent', done: 'cancelled' },
};

/** `unpaperme queue hold|release|retry|cancel`: by number, all of an account, or all. */
export const queueChange: CommandFile = (parent, context) => {
  for (const [action, { does, done }] of Object.entries(actions) as [QueueAction, (typeof actions)[QueueAction]][]) {
    selecting(parent.command(action))
      .description(does)
      .option('--json', 'print the messages changed as JSON')
      .action(async (numbers: number[], options: Options) => {
        const selection = selectionOf(numbers, options);
        const changed = await context.withAdmin((admin) => admin.changeQueue(action, selection));
        if (options.json) return context.out(JSON.stringify(changed));
        context.out(changed.length === 0 ? `Nothing to ${action}.` : `${plural(changed.length)} ${done}.`);
        if (changed.length === 0 && numbers.length > 0) context.setExitCode(exitCode.failed);
      });
  }
};

function selecting(command: Command): Command {
  return command
    .argument(
      '[queue...]',
      'numbers of messages, as "queue list" shows them',
      (text: string, before: number[] | undefined) => {
        if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Give the number that "queue list" shows.');
        return [...(before ?? []), Number(text)];
      },
      [] as number[],
    )
    .option('--account <account>', 'all of this account: number, user name or mail address')
    .option('--all', 'all there are');
}

/** @throws RangeError when nothing or too much is named */
function selectionOf(queue: readonly number[], { account, all }: Options): QueueSelection {
  const named = [queue.length > 0, account !== undefined, all === true].filter(Boolean).length;
  if (named !== 1) throw new RangeError('Name messages by their numbers, or all of an --account, or --all.');
  if (account !== undefined) return { account };
  return all ? { all } : { queue };
}

const plural = (count: number) => (count === 1 ? '1 message' : `${count} messages`);
