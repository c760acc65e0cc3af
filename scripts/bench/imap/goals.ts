/** What a figure shall reach, and whether it does. */
import { formatFigure } from '../statistics.js';

export type Goal =
  /** So many times as good as the server compared with. */
  | { readonly kind: 'times'; readonly least: number }
  /** That share of what bare Node reaches. */
  | { readonly kind: 'of-bare'; readonly least: number }
  /** The figure itself, in the metric's unit: at most, or at least where higher is better. */
  | { readonly kind: 'figure'; readonly bound: number };

export interface Metric {
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly goals: readonly Goal[];
}

/** What is known of a row; undefined: was not measured. */
export interface Measured {
  readonly ours: number | undefined;
  readonly times: number | undefined;
  readonly bare: number | undefined;
}

export const times = (least: number): Goal => ({ kind: 'times', least });
export const ofBare = (least: number): Goal => ({ kind: 'of-bare', least });
export const bound = (figure: number): Goal => ({ kind: 'figure', bound: figure });

/** How many times as good the first of two figures is: above 1 it wins, whether high or low figures are better. */
export function timesAsGood(first: number, second: number, better: Metric['better']): number {
  return better === 'higher' ? first / second : second / first;
}

/** @returns undefined when what it is about was not measured */
export function reached(goal: Goal, { better }: Pick<Metric, 'better'>, measured: Measured): boolean | undefined {
  const { ours } = measured;
  if (goal.kind === 'times') return measured.times === undefined ? undefined : measured.times >= goal.least;
  if (ours === undefined) return undefined;
  if (goal.kind === 'figure') return better === 'lower' ? ours <= goal.bound : ours >= goal.bound;
  return measured.bare === undefined ? undefined : timesAsGood(ours, measured.bare, better) >= goal.least;
}

export function goalText(goal: Goal, { unit, better }: Pick<Metric, 'unit' | 'better'>): string {
  if (goal.kind === 'times') return `≥ ${plain(goal.least)} ×`;
  if (goal.kind === 'of-bare') return `≥ ${plain(goal.least)} of bare Node`;
  return `${better === 'lower' ? '≤' : '≥'} ${plain(goal.bound)} ${unit}`;
}

/** 1.2, 0.33, 5,000: no zeros that say nothing. */
function plain(figure: number): string {
  return Number.isInteger(figure) || figure < 10 ? String(Number(figure.toFixed(2))) : formatFigure(figure);
}
