/** How checks are run: each on its own, so that one that fails or hangs costs only itself. */
import type { DoctorFinding } from '../../mail/doctor-finding.js';

export type Finding = Omit<DoctorFinding, 'check'>;

export interface Check {
  readonly title: string;
  run(signal: AbortSignal): AsyncIterable<Finding>;
}

/** A check that takes longer is given up. */
const checkMs = 20_000;

/** One after the other, findings as they come. @throws only the reason of `signal` */
export async function* runChecks(
  checks: readonly Check[],
  options: { readonly signal: AbortSignal; readonly timeout?: () => AbortSignal },
): AsyncIterable<DoctorFinding> {
  const timeout = options.timeout ?? (() => AbortSignal.timeout(checkMs));
  for (const check of checks) {
    const { title } = check;
    options.signal.throwIfAborted();
    const ended = AbortSignal.any([options.signal, timeout()]);
    try {
      for await (const finding of check.run(ended)) yield { check: title, ...finding };
    } catch (error) {
      options.signal.throwIfAborted();
      const why = ended.aborted ? 'it took too long' : error instanceof Error ? error.message : String(error);
      yield { check: title, subject: title, status: 'unknown', detail: `The check was not ended: ${why}.` };
    }
  }
}
