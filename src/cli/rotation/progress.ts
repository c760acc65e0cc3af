/** How far a run is: a bar on a terminal, a line now and then elsewhere. */
import type { RotationRun } from '../../mail/admin.js';
import type { Context } from '../context.js';
import { progressBar } from '../progress.js';

/** Elsewhere, a line for each twentieth of the way. */
const linesInAll = 20;

export interface RotationProgress {
  /** One password was written to one of so many outputs. */
  written(outputs: number): void;
  issued(run: RotationRun): void;
  end(): void;
}

/** @param now ms, for the time left */
export function rotationProgress(
  context: Pick<Context, 'err' | 'errIsTerminal'>,
  begun: RotationRun,
  now: () => number = Date.now,
): RotationProgress {
  const startedMs = now();
  const bar = progressBar(context);
  const before = begun.done + begun.skipped;
  let settled = before;
  let written = 0;
  let told = before;
  const label = (done: number) => {
    const left = timeLeft(now() - startedMs, done - before, begun.total - done);
    return `${Math.floor(done)} of ${begun.total}${left}`;
  };
  return {
    written(outputs) {
      written += 1 / outputs;
      bar.show(settled + written, begun.total, label(settled + written));
    },
    issued({ done, skipped }) {
      settled = done + skipped;
      written = 0;
      bar.show(settled, begun.total, label(settled));
      if (context.errIsTerminal || begun.total === 1) return;
      if (settled - told < begun.total / linesInAll && settled < begun.total) return;
      told = settled;
      context.err(`${label(settled)}\n`);
    },
    end: () => bar.clear(),
  };
}

function timeLeft(elapsedMs: number, done: number, left: number): string {
  if (done < 1 || left < 1) return '';
  const seconds = Math.ceil(((elapsedMs / done) * left) / 1000);
  return seconds < 90 ? `, ${seconds} s left` : `, ${Math.round(seconds / 60)} min left`;
}
