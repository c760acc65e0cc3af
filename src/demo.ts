/** The first start: a demo account, the sample scans taken in, and how to read them in a mail app. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Context } from './cli/context.js';
import { takeIn } from './cli/take-in.js';
import type { Config } from './config.js';
import type { Endpoints } from './endpoints.js';
import type { Gateway } from './gateway.js';
import { projectPath } from './lib/project-path.js';
import { mailSettings } from './mail-settings.js';
import type { IntakeOutcome, Issued } from './mail/admin.js';

export interface DemoOptions {
  readonly config: Config;
  readonly gateway: Pick<Gateway, 'admin'>;
  readonly endpoints: Endpoints;
  readonly output: Pick<Context, 'out' | 'err' | 'errIsTerminal' | 'signal'>;
}

/** Letters of invented people and firms that ship with the project. */
const samples = 'test/fixtures/scans';

/** Makes the demo account when there is no account at all; otherwise only prints the settings. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { config, gateway, output } = options;
  if (!config.demo) return;
  const existing = await gateway.admin.listAccounts();
  if (existing.length > 0) {
    const demo = existing.find(({ name }) => name === demoName) ?? existing[0]!;
    return settings(options, demo.user, undefined).forEach((line) => output.out(line));
  }
  const issued = await gateway.admin.addAccount({ name: demoName, language: 'de' });
  settings(options, issued.user, issued).forEach((line) => output.out(line));
  await takeInSamples(options, String(issued.account));
}

const demoName = 'Demo';

function settings({ config, endpoints }: DemoOptions, user: string, issued: Issued | undefined): string[] {
  const host = config.tls.names[0]!;
  const password = issued?.password ?? '(shown at the first start; "npx unpaperme password rotate" issues a new one)';
  const trust = endpoints.ca === undefined ? '' : `--cacert '${endpoints.ca}' `;
  const url = `imaps://${host}:${endpoints.imaps.port}/INBOX;MAILINDEX=1`;
  return [
    '',
    'Settings for a mail app:',
    `  server    ${host}`,
    `  IMAP      port ${endpoints.imaps.port} (TLS), or ${endpoints.imap.port} (STARTTLS)`,
    `  SMTP      port ${endpoints.smtps.port} (TLS), or ${endpoints.smtp.port} (STARTTLS)`,
    ...(endpoints.https ? [`  setup     ${mailSettings(config, endpoints).web} (HTTPS)`] : []),
    `  user      ${user}`,
    `  password  ${password}`,
    ...(endpoints.ca === undefined ? [] : [`  trust     ${endpoints.ca} (development certificate)`]),
    '',
    'The first letter, by curl:',
    `  curl ${trust}--user '${user}:${issued?.password ?? 'PASSWORD'}' '${url}'`,
    '',
  ];
}

async function takeInSamples({ gateway, output }: DemoOptions, account: string): Promise<void> {
  const folder = projectPath(samples);
  const names = await readdir(folder).catch(() => []);
  const scans = names.filter((name) => /\.(pdf|tif|jpg|png)$/.test(name)).sort();
  if (scans.length === 0) return;
  output.out(`Taking in ${scans.length} sample scans:`);
  const line = (file: string, { result }: IntakeOutcome, done: number) =>
    `  ${String(done).padStart(2)} of ${scans.length}  ${basename(file)}: ${result}`;
  try {
    const files = scans.map((name) => join(folder, name));
    // All are in the queue at once: what is not read when the server ends goes on at the next start.
    const options = { account, wait: true, again: false, atOnce: files.length, line };
    await takeIn(gateway.admin, files, options, output);
    output.out('The demo INBOX is ready.');
  } catch (error) {
    // Told to stop: what is in the queue goes on at the next start.
    if (!output.signal.aborted) throw error;
  }
}
