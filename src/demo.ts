/** The first start: a demo account, the sample scans taken in, and how to read them in a mail app. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.js';
import type { Gateway } from './gateway.js';
import { projectPath } from './lib/project-path.js';
import type { Issued } from './mail/admin.js';

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface DemoOptions {
  readonly config: Config;
  readonly gateway: Pick<Gateway, 'admin'>;
  readonly endpoints: { readonly imap: Endpoint; readonly imaps: Endpoint; readonly ca?: string };
  readonly say: (line: string) => void;
  readonly progress: { show(done: number, total: number, label: string): void; clear(): void };
  readonly signal: AbortSignal;
}

/** Letters of invented people and firms that ship with the project. */
const samples = 'test/fixtures/scans';

/** Makes the demo account when there is no account at all; otherwise only prints the settings. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { config, gateway, say } = options;
  if (!config.demo) return;
  const existing = await gateway.admin.listAccounts();
  if (existing.length > 0) {
    const demo = existing.find(({ name }) => name === demoName) ?? existing[0]!;
    return settings(options, demo.user, undefined).forEach((line) => say(line));
  }
  const issued = await gateway.admin.addAccount({ name: demoName, language: 'de' });
  settings(options, issued.user, issued).forEach((line) => say(line));
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
    'Settings for a mail app (IMAP):',
    `  server    ${host}`,
    `  port      ${endpoints.imaps.port} (TLS), or ${endpoints.imap.port} (STARTTLS)`,
    `  user      ${user}`,
    `  password  ${password}`,
    ...(endpoints.ca === undefined ? [] : [`  trust     ${endpoints.ca} (development certificate)`]),
    '',
    'The first letter, by curl:',
    `  curl ${trust}--user '${user}:${issued?.password ?? 'PASSWORD'}' '${url}'`,
    '',
  ];
}

async function takeInSamples({ gateway, say, progress, signal }: DemoOptions, account: string): Promise<void> {
  const folder = projectPath(samples);
  const names = await readdir(folder).catch(() => []);
  const scans = names.filter((name) => /\.(pdf|tif|jpg|png)$/.test(name)).sort();
  if (scans.length === 0) return;
  say(`Taking in ${scans.length} sample scans:`);
  let done = 0;
  const show = (label: string) => progress.show(done, scans.length, `${done} of ${scans.length}  ${label}`);
  await Promise.all(
    scans.map(async (name) => {
      const file = join(folder, name);
      const { mtimeMs, size } = await stat(file);
      const request = { account, file, modifiedMs: mtimeMs, sizeOctets: size, again: false, wait: true };
      const outcome = await gateway.admin.intake(request, createReadStream(file), {
        signal,
        onProgress: ({ page, pages }) => show(`${name}, page ${page} of ${pages}`),
      });
      done++;
      progress.clear();
      say(`  ${String(done).padStart(2)} of ${scans.length}  ${name}: ${outcome.result}`);
      show('');
    }),
  ).catch((error: unknown) => {
    // Told to stop: what is in the queue goes on at the next start.
    if (!signal.aborted) throw error;
  });
  progress.clear();
  if (!signal.aborted) say('The demo INBOX is ready.');
}
