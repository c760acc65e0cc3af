/** INPROGRESS (RFC 9585): a client that waits for a long command hears now and then that it is under way. */
import { setTimeout } from 'node:timers/promises';
import { type Output, flush } from './responses.js';
import type { Session } from './session.js';

export interface Progress {
  /** How far, of how much; undefined where that is not known. */
  readonly done?: number | undefined;
  readonly goal?: number | undefined;
}

export interface ProgressOptions {
  readonly session: Pick<Session, 'limits' | 'without'>;
  readonly tag: string;
  /** For people: `Searching`. */
  readonly text: string;
  readonly progress?: () => Progress;
}

/**
 * Waits for the work and tells of it every `limits.progressMs`:
 * `const copied = yield* inProgress(store.copy(…), { session, tag, text: 'Copying' })`.
 *
 * @returns what the work resolves to @throws what it rejects with
 */
export async function* inProgress<T>(work: Promise<T>, options: ProgressOptions): AsyncGenerator<Output, T, void> {
  if (options.session.without.has('INPROGRESS')) return work;
  const { progressMs } = options.session.limits;
  const settled = work.then((value) => ({ value }));
  for (;;) {
    const timer = new AbortController();
    const tick = setTimeout(progressMs, undefined, { signal: timer.signal, ref: false }).catch(() => undefined);
    try {
      const done = await Promise.race([settled, tick]);
      if (done) return done.value;
    } finally {
      timer.abort();
    }
    yield inProgressLine(options);
    yield flush;
  }
}

/** RFC 9585 §4: the tag is told when a quoted string can hold it in brackets; the goal only with how far we are. */
function inProgressLine({ tag, text, progress }: ProgressOptions): string {
  const { done, goal } = progress?.() ?? {};
  const whose = tag.includes(']') ? 'NIL' : `"${tag}"`;
  const known = done !== undefined && goal !== undefined && goal > 0;
  return `* OK [INPROGRESS (${whose} ${done ?? 'NIL'} ${known ? goal : 'NIL'})] ${text}\r\n`;
}
