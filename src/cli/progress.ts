/** A progress bar on a terminal, nothing elsewhere. */
import type { Context } from './context.js';

const width = 24;

export interface ProgressBar {
  /** @param done from 0 to `total`, fractions allowed */
  show(done: number, total: number, label: string): void;
  /** Removes the bar, so that a line can be printed. */
  clear(): void;
}

export function progressBar(context: Pick<Context, 'err' | 'errIsTerminal'>): ProgressBar {
  if (!context.errIsTerminal) return { show() {}, clear() {} };
  return {
    show(done, total, label) {
      const filled = Math.round((width * Math.min(done, total)) / Math.max(total, 1));
      context.err(`\r\x1b[K[${'█'.repeat(filled)}${'░'.repeat(width - filled)}] ${label}`);
    },
    clear: () => context.err('\r\x1b[K'),
  };
}
