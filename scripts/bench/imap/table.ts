/** The rows as people read them: lines on a terminal as they come, and a Markdown table. */
import type { Evaluation, Row } from './evaluate.js';
import { formatFigure, type Summary } from '../statistics.js';
import type { Side } from './target.js';

const sideNames: Readonly<Record<Side, string>> = {
  ours: 'ours',
  dovecot: 'Dovecot',
  xapian: 'Dovecot + Xapian',
  hibernate: 'Dovecot, hibernating',
  bare: 'bare Node',
};

const columns = ['measured', 'ours', 'Dovecot', 'bare Node', 'times as good', 'goal', 'reached', 'CPU µs/op', 'client'];
const widths = [34, 22, 22, 9, 24, 28, 8, 18, 6];

export function header(): string {
  return padded(columns);
}

export function line(row: Row): string {
  return padded(cells(row));
}

/** @param facts about machine and run, told above the table */
export function markdown(evaluations: readonly Evaluation[], facts: readonly string[]): string {
  const rows = evaluations.flatMap((evaluation) => evaluation.rows);
  const said = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', `${title}:`, '', ...lines.map((text) => `- ${text}`)];
  const table = rows.map((row, index) => {
    // A row of the speed table is named once.
    const name = rows[index - 1]?.row === row.row ? '' : row.row;
    return `| ${[name, ...cells(row)].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return [
    ...facts.map((fact) => `- ${fact}`),
    '',
    `| row | ${columns.join(' | ')} |`,
    `| --- | ${columns.map(() => '---').join(' | ')} |`,
    ...table,
    '',
    summary(rows),
    ...said(
      'Failed',
      evaluations.flatMap(({ failures }) => failures),
    ),
    ...said(
      'Left out',
      evaluations.flatMap(({ notes }) => notes),
    ),
    '',
  ].join('\n');
}

export function summary(rows: readonly Row[]): string {
  const count = (value: boolean | undefined): number =>
    rows.filter(({ goals, reached }) => goals.length > 0 && reached === value).length;
  const unknown = count(undefined);
  return `Goals reached: ${count(true)}; not reached: ${count(false)}${unknown > 0 ? `; could not be told: ${unknown}` : ''}.`;
}

export function reachedText({ goals, reached }: Pick<Row, 'goals' | 'reached'>): string {
  if (goals.length === 0) return '';
  return reached === undefined ? '?' : reached ? 'yes' : 'NO';
}

function cells(row: Row): string[] {
  const { figures, versus, unit, times, goals, cpuMicrosPerOp } = row;
  const main = Object.keys(figures).length > 0 && row.metric === 'main';
  const theirs = versus && figures[versus];
  const label = main ? row.scenario : `${row.scenario} ${row.metric}`;
  const cpu = [cpuMicrosPerOp.ours, versus && cpuMicrosPerOp[versus]];
  return [
    label,
    figures.ours ? `${range(figures.ours)} ${unit}` : '–',
    theirs ? `${range(theirs)}${versus === 'dovecot' ? '' : ` (${sideNames[versus]})`}` : '–',
    figures.bare ? formatFigure(figures.bare.median) : '',
    times ? `${formatFigure(times.median)} × (${formatFigure(times.min)}–${formatFigure(times.max)})` : '',
    goals.map(({ text }) => text).join(', '),
    reachedText(row),
    cpu.every((micros) => micros === undefined)
      ? ''
      : cpu.map((micros) => (micros ? formatFigure(micros) : '–')).join(' / '),
    row.clientCpuShare === undefined ? '' : `${Math.round(row.clientCpuShare * 100)} %`,
  ];
}

function range({ median, min, max }: Summary): string {
  return min === max ? formatFigure(median) : `${formatFigure(median)} (${formatFigure(min)}–${formatFigure(max)})`;
}

function padded(texts: readonly string[]): string {
  return texts
    .map((text, index) => text.padEnd(widths[index]!))
    .join(' ')
    .trimEnd();
}
