/**
 * Measures our IMAP server and Dovecot in turn on the same mail: `npm run bench:imap -- [--only REGEX] [--quick]
 * [--json FILE] [--markdown FILE] …`, `--help` for all. docs/bench.md says how to read what it prints. Ends with 1 when
 * a scenario did not run or the servers did not do the same work, never for a figure.
 */
import { readOptions, usage, UsageError } from './bench/imap/options.js';
import { runBenchmark, type Output } from './bench/imap/run.js';
import { scenarios } from './bench/imap/scenarios/index.js';

const terminal = process.stderr.isTTY;
let shown = 0;
const output: Output = {
  line(text) {
    if (terminal) process.stderr.write('\r\x1b[K');
    process.stdout.write(`${text}\n`);
  },
  progress(text) {
    // Without a terminal to overwrite, now and then is enough.
    if (!terminal && Date.now() - shown < 10_000) return;
    shown = Date.now();
    process.stderr.write(terminal ? `\r\x1b[K${text.slice(0, (process.stderr.columns ?? 80) - 1)}` : `${text}\n`);
  },
};

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());

try {
  const options = readOptions(process.argv.slice(2));
  const chosen = scenarios.filter(({ id, long }) => options?.only.test(id) && (options.growth || !long));
  if (!options) output.line(usage);
  else if (options.list) for (const { id, title } of chosen) output.line(`${id.padEnd(24)} ${title}`);
  else if (chosen.length === 0) throw new UsageError(`no scenario matches ${options.only.source}`);
  else process.exitCode = (await runBenchmark(options, chosen, output, interrupted.signal)) ? 0 : 1;
} catch (error) {
  process.exitCode = error instanceof UsageError ? 2 : 1;
  output.line(
    error instanceof UsageError ? `${error.message}\n\n${usage}` : `The benchmark ended: ${(error as Error).message}`,
  );
}
