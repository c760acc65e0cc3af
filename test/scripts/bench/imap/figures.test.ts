import assert from 'node:assert/strict';
import { evaluate } from '../../../../scripts/bench/imap/evaluate.js';
import { bound, ofBare, times } from '../../../../scripts/bench/imap/goals.js';
import { letter } from '../../../../scripts/bench/imap/mail/letters.js';
import { occurrences, rareWord } from '../../../../scripts/bench/imap/mail/rare-words.js';
import type { Run, Runs, TakenSample } from '../../../../scripts/bench/imap/play.js';
import type { Scenario } from '../../../../scripts/bench/imap/scenario.js';
import { formatFigure, median, percentile } from '../../../../scripts/bench/statistics.js';
import { markdown } from '../../../../scripts/bench/imap/table.js';

const cost = { wallMs: 1000, serverCpuMs: 500, clientCpuMs: 100, machineCpuMs: 700 };
const run = (figures: readonly number[], facts: Readonly<Record<string, number>> = {}): Run => ({
  samples: figures.map((main): TakenSample => ({ ...cost, figures: { main }, ops: 1000, facts })),
});
const scenario = (better: 'higher' | 'lower', ...goals: Scenario['metrics'][string]['goals']): Scenario => ({
  id: 'tried',
  row: 'a row',
  title: 'a title',
  metrics: { main: { unit: 'x/s', better, goals } },
  sides: ['ours', 'dovecot', 'bare'],
  mailboxes: [],
  prepare: () => Promise.reject(new Error('not played here')),
});
const evaluated = (tried: Scenario, runs: Runs) => evaluate(tried, runs, 2);

describe('scripts/bench/imap figures', () => {
  it('takes the ratio within each round, and then the median', () => {
    const runs: Runs = new Map([
      ['ours', run([10, 40, 30])],
      ['dovecot', run([10, 20, 10])],
    ]);
    const row = evaluated(scenario('higher', times(2)), runs).rows[0]!;
    assert.deepEqual(row.times, { median: 2, min: 1, max: 3, perRound: [1, 2, 3] });
    assert.equal(row.reached, true);
    assert.deepEqual(row.cpuMicrosPerOp, { ours: 500, dovecot: 500 });
  });

  for (const { better, ours, theirs, bare, goals, reached } of [
    { better: 'lower', ours: 2, theirs: 10, bare: 1, goals: [times(5)], reached: true },
    { better: 'lower', ours: 2.1, theirs: 10, bare: 1, goals: [times(5)], reached: false },
    { better: 'lower', ours: 2, theirs: 10, bare: 1, goals: [bound(2)], reached: true },
    { better: 'higher', ours: 2, theirs: 10, bare: 1, goals: [bound(3)], reached: false },
    { better: 'higher', ours: 69, theirs: 10, bare: 100, goals: [times(3), ofBare(0.7)], reached: false },
    { better: 'higher', ours: 70, theirs: 10, bare: 100, goals: [times(3), ofBare(0.7)], reached: true },
    { better: 'higher', ours: 70, theirs: 10, bare: 100, goals: [], reached: undefined },
  ] as const) {
    it(`${ours} beside ${theirs}, ${better} is better: ${JSON.stringify(goals)} is ${reached}`, () => {
      const runs: Runs = new Map([
        ['ours', run([ours])],
        ['dovecot', run([theirs])],
        ['bare', run([bare])],
      ]);
      assert.equal(evaluated(scenario(better, ...goals), runs).rows[0]!.reached, reached);
    });
  }

  it('cannot tell what was not compared', () => {
    const runs: Runs = new Map([['ours', run([1])]]);
    assert.equal(evaluated(scenario('higher', times(1)), runs).rows[0]!.reached, undefined);
  });

  it('fails when the servers did different work or one did not run, not when one lacks an extension', () => {
    const runs: Runs = new Map([
      ['ours', run([1], { hits: 4 })],
      ['dovecot', run([1], { hits: 5 })],
      ['bare', { samples: [], error: 'it broke' }],
    ]);
    assert.deepEqual(evaluated(scenario('higher'), runs).failures, [
      'tried: bare: it broke',
      'tried: not the same work: hits is 4 (ours) and 5 (dovecot)',
    ]);
    const lacking = evaluated(scenario('higher'), new Map([['ours', { samples: [], skipped: 'X not offered' }]]));
    assert.deepEqual([lacking.failures, lacking.notes], [[], ['tried: ours: X not offered']]);
  });

  it('makes a table of it', () => {
    const runs: Runs = new Map([
      ['ours', run([30])],
      ['dovecot', run([10])],
    ]);
    const text = markdown([evaluated(scenario('higher', times(2)), runs)], ['a fact']);
    assert.ok(
      text.includes('| a row | tried | 30.0 x/s | 10.0 |  | 3.00 × (3.00–3.00) | ≥ 2 × | yes | 500 / 500 | 10 % |'),
      text,
    );
    assert.ok(text.includes('Goals reached: 1; not reached: 0.'), text);
  });

  it('knows order statistics', () => {
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3])], [2, 2.5]);
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    assert.deepEqual([percentile(hundred, 0.5), percentile(hundred, 0.99), percentile(hundred, 1)], [50, 99, 100]);
    assert.throws(() => percentile([], 0.5), RangeError);
    assert.deepEqual([12345.6, 234.4, 56.78, 1.234].map(formatFigure), ['12,346', '234', '56.8', '1.23']);
  });

  it('makes the same letter again, with its rare word where it says', () => {
    const shape = { seed: 1, textOctets: 1000, pdfOctets: 100 };
    assert.deepEqual(letter(1, shape), letter(1, shape));
    // The encoding of this one is 8bit.
    assert.ok(letter(1, shape).octets.includes(rareWord(1)));
    assert.deepEqual([occurrences(1, 1), occurrences(1, 2), occurrences(1, 4001), occurrences(1, 4002)], [0, 1, 1, 2]);
  });
});
