/** Turns the samples of a scenario into rows: figures, ratios of the rounds, goals. */
import { goalText, reached, timesAsGood } from './goals.js';
import type { Run, Runs, TakenSample } from './play.js';
import type { Scenario } from './scenario.js';
import { median, summarize, type Summary } from '../statistics.js';
import type { Side } from './target.js';

export interface SideFigures extends Summary {
  readonly values: readonly number[];
}

export interface Row {
  /** Of the speed table. */
  readonly row: string;
  readonly scenario: string;
  readonly metric: string;
  readonly title: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** Whom ours is compared with. */
  readonly versus: Side | undefined;
  readonly figures: Readonly<Partial<Record<Side, SideFigures>>>;
  /** How many times as good ours is, round by round: above 1 it wins. */
  readonly times: (Summary & { readonly perRound: readonly number[] }) | undefined;
  readonly goals: readonly { readonly text: string; readonly reached: boolean | undefined }[];
  /** All goals; undefined when there are none, or one could not be told. */
  readonly reached: boolean | undefined;
  readonly cpuMicrosPerOp: Readonly<Partial<Record<Side, number>>>;
  /** Of one core, while ours was measured. */
  readonly clientCpuShare: number | undefined;
  /** Of the machine: what neither this client nor the server used, while ours was measured. */
  readonly otherCpuShare: number | undefined;
}

export interface Evaluation {
  readonly rows: readonly Row[];
  /** Something did not run, or not the same on each side: the run has failed. */
  readonly failures: readonly string[];
  /** Left out, and why. */
  readonly notes: readonly string[];
}

/** /proc counts ticks of 10 ms: less than this says nothing. */
const leastCpuMs = 50;

/** @param cores of the machine */
export function evaluate(scenario: Scenario, runs: Runs, cores: number): Evaluation {
  const sides = [...runs].filter(([, { samples }]) => samples.length > 0);
  const versus = scenario.sides.find((side) => side !== 'ours' && side !== 'bare');
  const cpuMicrosPerOp = Object.fromEntries(
    sides.flatMap(([side, run]) => {
      const micros = cpuPerOp(run);
      return micros === undefined ? [] : [[side, micros]];
    }),
  );
  const ourSamples = runs.get('ours')?.samples ?? [];
  const shared = {
    row: scenario.row,
    scenario: scenario.id,
    title: scenario.title,
    versus: versus && runs.has(versus) ? versus : undefined,
    cpuMicrosPerOp,
    clientCpuShare: shareOf(ourSamples, ({ clientCpuMs, wallMs }) => clientCpuMs / wallMs),
    otherCpuShare: shareOf(ourSamples, (sample) => otherShare(sample, cores)),
  };
  const rows = Object.entries(scenario.metrics).map(([metric, about]): Row => {
    const figures = Object.fromEntries(
      sides.flatMap(([side, { samples }]) => {
        const values = samples.flatMap((sample) => sample.figures[metric] ?? []);
        return values.length === 0 ? [] : [[side, { ...summarize(values), values }]];
      }),
    ) as Row['figures'];
    const theirs = versus && figures[versus];
    const perRound = (figures.ours?.values ?? []).flatMap((value, round) => {
      const other = theirs?.values[round];
      return other === undefined ? [] : timesAsGood(value, other, about.better);
    });
    const times = perRound.length === 0 ? undefined : { ...summarize(perRound), perRound };
    const measured = { ours: figures.ours?.median, times: times?.median, bare: figures.bare?.median };
    const goals = about.goals.map((goal) => ({ text: goalText(goal, about), reached: reached(goal, about, measured) }));
    const { unit, better } = about;
    return { ...shared, metric, unit, better, figures, times, goals, reached: allReached(goals) };
  });
  return { rows, failures: failures(scenario, runs), notes: notes(scenario, runs) };
}

function allReached(goals: Row['goals']): boolean | undefined {
  if (goals.some((goal) => goal.reached === false)) return false;
  return goals.length === 0 || goals.some((goal) => goal.reached === undefined) ? undefined : true;
}

function failures({ id }: Scenario, runs: Runs): string[] {
  const found = [...runs].flatMap(([side, { error }]) => (error === undefined ? [] : `${id}: ${side}: ${error}`));
  const [first, ...others] = [...runs].filter(([, { samples }]) => samples.at(-1)?.facts);
  for (const [side, { samples }] of others) {
    for (const [fact, value] of Object.entries(samples.at(-1)!.facts!)) {
      const wanted = first![1].samples.at(-1)!.facts![fact];
      if (wanted !== value)
        found.push(`${id}: not the same work: ${fact} is ${wanted} (${first![0]}) and ${value} (${side})`);
    }
  }
  return found;
}

function notes({ id }: Scenario, runs: Runs): string[] {
  return [...runs].flatMap(([side, { skipped }]) => (skipped === undefined ? [] : `${id}: ${side}: ${skipped}`));
}

function cpuPerOp({ samples }: Run): number | undefined {
  const cpuMs = samples.reduce((sum, sample) => sum + sample.serverCpuMs, 0);
  const ops = samples.reduce((sum, sample) => sum + sample.ops, 0);
  return ops === 0 || cpuMs < leastCpuMs ? undefined : (cpuMs * 1000) / ops;
}

function shareOf(samples: readonly TakenSample[], share: (sample: TakenSample) => number): number | undefined {
  return samples.length === 0 ? undefined : median(samples.map(share));
}

function otherShare({ machineCpuMs, serverCpuMs, clientCpuMs, wallMs }: TakenSample, cores: number): number {
  return Math.max(0, machineCpuMs - serverCpuMs - clientCpuMs) / (wallMs * cores);
}
