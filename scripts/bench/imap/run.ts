/** A run from start to end: servers, scenarios one after the other, table, files. */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { evaluate, type Evaluation } from './evaluate.js';
import type { Options } from './options.js';
import { play } from './play.js';
import type { Bench, Scenario, Settings } from './scenario.js';
import { runFolder, startServers } from './servers/start.js';
import { header, line, markdown, summary } from './table.js';

export interface Output {
  /** A line of the answer. */
  line(text: string): void;
  /** What is under way: replaced by the next. */
  readonly progress: (text: string) => void;
}

/** @returns false when something did not run, or not the same on each side */
export async function runBenchmark(
  options: Options,
  scenarios: readonly Scenario[],
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const started = new Date();
  const settings: Settings = { ...options, folder: await runFolder(options.dir) };
  const bench: Bench = { settings, progress: output.progress };
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let next = stops.pop(); next; next = stops.pop()) await next();
  };
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true });
  });
  aborted.catch(() => {});
  const evaluations: Evaluation[] = [];
  try {
    const { targets, absent } = await Promise.race([
      startServers({
        scenarios,
        bench,
        dovecot: options.dovecot,
        profiles: options.profile,
        onStarted: (end) => stops.push(end),
      }),
      aborted,
    ]);
    for (const text of absent) output.line(`! ${text}`);
    output.line(header());
    for (const scenario of scenarios) {
      output.progress(`${scenario.id}: ${scenario.title}`);
      const players = scenario.sides.flatMap((side) => targets.get(side) ?? []);
      const runs = await Promise.race([play(scenario, players, bench), aborted]);
      const evaluation = evaluate(scenario, runs, availableParallelism());
      evaluations.push(evaluation);
      for (const row of evaluation.rows) if (Object.keys(row.figures).length > 0) output.line(line(row));
      for (const text of [...evaluation.failures, ...evaluation.notes]) output.line(`! ${text}`);
    }
    const rows = evaluations.flatMap((evaluation) => evaluation.rows);
    output.line(summary(rows));
    const seconds = Math.round((Date.now() - started.getTime()) / 1000);
    const machine = {
      cpu: cpus()[0]?.model ?? '?',
      cores: availableParallelism(),
      memoryMiB: Math.round(totalmem() / 2 ** 20),
    };
    const facts = [
      `${settings.messages} letters, ${settings.pdfMessages} with a PDF of ${settings.pdfOctets / 1000} KB; ${settings.rounds} rounds of ${settings.seconds} s; ${seconds} s in all`,
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryMiB} MiB; Node ${process.version}; ${started.toISOString()}`,
      ...absent,
    ];
    const failures = evaluations.flatMap((evaluation) => evaluation.failures);
    const notes = evaluations.flatMap((evaluation) => evaluation.notes);
    const { folder: _, ...told } = settings;
    if (options.json) {
      const all = { started, seconds, machine, node: process.version, settings: told, absent, failures, notes, rows };
      await writeFile(options.json, `${JSON.stringify(all, (_key, value: unknown) => value ?? null, 2)}\n`);
    }
    if (options.markdown) await writeFile(options.markdown, markdown(evaluations, facts));
    return failures.length === 0;
  } finally {
    await stop();
  }
}
