import type { CommandFile } from '../program.js';
import { exitCode } from '../exit-codes.js';
import type { DoctorFinding } from '../../mail/doctor-finding.js';

const signs = { ok: 'ok  ', warning: 'WARN', failure: 'FAIL', unknown: '?   ' } as const;

/** `unpaperme doctor`: checks what can be checked from here, and says what to do. */
export const doctor: CommandFile = (parent, context) => {
  parent
    .command('doctor')
    .description('check this machine, the listeners, their certificates, and the DNS records')
    .option('--json', 'print one JSON object for each finding')
    .option('--quiet', 'leave out what is well')
    .addHelpText('after', '\nExit code 1 when something fails. Nothing is changed, and no password is needed.')
    .action(async ({ json, quiet }: { json?: true; quiet?: true }) => {
      const counts = { ok: 0, warning: 0, failure: 0, unknown: 0 };
      let title = '';
      for await (const finding of context.doctor()) {
        counts[finding.status] += 1;
        if (quiet && finding.status === 'ok') continue;
        if (json) {
          context.out(JSON.stringify(finding));
          continue;
        }
        if (finding.check !== title) context.out((title = finding.check));
        context.out(line(finding));
      }
      if (counts.failure > 0) context.setExitCode(exitCode.failed);
      if (json) return;
      const { ok, warning, failure, unknown } = counts;
      context.out(`${ok} well, ${warning} to look at, ${failure} failed, ${unknown} could not be found out.`);
    });
};

function line({ status, subject, detail }: DoctorFinding): string {
  return `  ${signs[status]} ${subject}: ${detail}`;
}
