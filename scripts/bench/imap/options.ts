/** The command line of the benchmark. */
import { parseArgs } from 'node:util';

export const usage = `Usage: npm run bench:imap -- [options]

Measures our IMAP server and Dovecot in turn, on the same mail, and prints the speed table row by row.
docs/bench.md says how to read it.

  --only REGEX         scenarios to run, by id
  --list               list the scenarios
  --rounds N           samples of each scenario and server (default 3)
  --seconds N          length of a sample that repeats something (default 1)
  --messages N         letters of the big mailbox (default 20000)
  --indexed-messages N letters of the mailbox that is searched beside Dovecot's full-text index, which takes it 50 ms
                       each to make (default 1000)
  --pdf-messages N     letters with a large PDF (default 200)
  --pdf-kilobytes N    size of that PDF (default 500)
  --quick              2,000 letters, 40 PDFs, 2 rounds, 0.5 s, no long scenarios: to try things
  --no-growth          leave out what takes minutes: growth to 200,000 messages, 10,000 accounts
  --no-dovecot         measure ours alone
  --json FILE          write everything, machine-readable
  --markdown FILE      write the table
  --profile FOLDER     Node writes CPU profiles of our server there
  --dir FOLDER         where both servers keep their mail for the run (default: a temporary folder)
  --help`;

export interface Options {
  readonly only: RegExp;
  readonly list: boolean;
  readonly rounds: number;
  readonly seconds: number;
  readonly messages: number;
  readonly indexedMessages: number;
  readonly pdfMessages: number;
  readonly pdfOctets: number;
  readonly quick: boolean;
  readonly growth: boolean;
  readonly dovecot: boolean;
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly profile: string | undefined;
  readonly dir: string | undefined;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @returns undefined when only help is wanted. @throws UsageError */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values } = parsed(args);
  if (values.help) return undefined;
  const quick = values.quick;
  const number = (
    name: 'rounds' | 'seconds' | 'messages' | 'indexed-messages' | 'pdf-messages' | 'pdf-kilobytes',
    least: number,
    standard: number,
  ): number => {
    const value = values[name] === undefined ? standard : Number(values[name]);
    if (!(value >= least)) throw new UsageError(`--${name} must be a number, ${least} or more`);
    return value;
  };
  return {
    only: pattern(values.only),
    list: values.list,
    rounds: number('rounds', 1, quick ? 2 : 3),
    seconds: number('seconds', 0.1, quick ? 0.5 : 1),
    messages: number('messages', 1000, quick ? 2000 : 20_000),
    indexedMessages: number('indexed-messages', 100, quick ? 200 : 1000),
    pdfMessages: number('pdf-messages', 1, quick ? 40 : 200),
    pdfOctets: number('pdf-kilobytes', 100, 500) * 1000,
    quick,
    growth: !values['no-growth'] && !quick,
    dovecot: !values['no-dovecot'],
    json: values.json,
    markdown: values.markdown,
    profile: values.profile,
    dir: values.dir,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', default: '' },
        list: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        messages: { type: 'string' },
        'indexed-messages': { type: 'string' },
        'pdf-messages': { type: 'string' },
        'pdf-kilobytes': { type: 'string' },
        quick: { type: 'boolean', default: false },
        'no-growth': { type: 'boolean', default: false },
        'no-dovecot': { type: 'boolean', default: false },
        json: { type: 'string' },
        markdown: { type: 'string' },
        profile: { type: 'string' },
        dir: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new UsageError(`--only ${text} is not a regular expression`);
  }
}
