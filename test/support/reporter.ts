/** Mocha's dots, with failures, and the counts as the last line in the form that build services read. */
import { reporters, Runner, type MochaOptions } from 'mocha';

// mocha loads a reporter by its module's `default` or CommonJS export.
export default class CountingReporter extends reporters.Dot {
  constructor(runner: Runner, options: MochaOptions) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      // After the summary that the parent class prints on the same event.
      setImmediate(() => {
        process.stdout.write(`${passes} passed, ${failures} failed${pending ? `, ${pending} skipped` : ''}\n`);
      });
    });
  }
}
