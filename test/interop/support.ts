/** What the tests with other people's programs share: a server with mail in it, folders, and running a program. */
import { execFile } from 'node:child_process';
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ImapFlow } from 'imapflow';
import { projectPath } from '../../src/lib/project-path.js';
import { type Endpoints, RunningServer } from '../support/running-server.js';

const execute = promisify(execFile);

/** Longest that a program of somebody else may take before its test fails. */
const patienceMs = 90_000;

/** Skips the test, and says so, when a program is missing. */
export function needs(context: Mocha.Context, ...programs: readonly string[]): void {
  const missing = programs.filter((program) => pathOf(program) === undefined);
  if (missing.length === 0) return;
  process.stdout.write(`skipped: not installed: ${missing.join(', ')}\n`);
  context.skip();
}

function pathOf(program: string): string | undefined {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** Runs a program at home in `home`. @returns its standard output; rejects with both outputs in the message */
export async function runProgram(
  home: string,
  program: string,
  args: readonly string[],
  { env = {}, input = '' }: { readonly env?: NodeJS.ProcessEnv; readonly input?: string | Buffer } = {},
): Promise<string> {
  const options = {
    env: { ...process.env, HOME: home, TERM: 'xterm', LC_ALL: 'C.UTF-8', ...env },
    timeout: patienceMs,
    maxBuffer: 1e8,
  };
  try {
    // Debian's own interpreters, whatever else this machine has under their names.
    const running = execute(pathOf(program) ?? program, args, options);
    running.child.stdin?.on('error', () => {}); // it does not read
    running.child.stdin?.end(input);
    return (await running).stdout;
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    throw new Error(`${program} ended with ${code}:\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** A server with one account, and a home for the program under test. */
export class MailServer {
  readonly server: RunningServer;
  endpoints!: Endpoints;
  user!: string;
  password!: string;
  account!: number;

  constructor(env: NodeJS.ProcessEnv = {}) {
    this.server = new RunningServer(env);
  }

  async start(): Promise<void> {
    this.endpoints = await this.server.start();
    const issued = await this.server.addAccount('Jürgen Möllenkamp');
    this.user = issued.user;
    this.password = issued.password;
    this.account = issued.account;
  }

  async remove(): Promise<void> {
    await this.server.remove();
  }

  get port(): number {
    return this.endpoints.imaps.port;
  }

  get ca(): string {
    return this.endpoints.ca;
  }

  /** A folder below the server's data folder, made if need be. */
  folder(...names: readonly string[]): string {
    const folder = join(this.server.dataDir, 'programs', ...names);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** A file that only its owner may read, as programs ask of those with passwords. */
  file(folder: string, name: string, lines: readonly string[]): string {
    const file = join(folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
    return file;
  }

  /** Runs a program at home in `home`. @returns its standard output; rejects with both outputs in the message */
  async run(home: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
    return runProgram(home, program, args, { env });
  }

  /** Runs a script of `programs/`, which talks to the server and prints JSON. */
  async script<Result>(interpreter: string, name: string): Promise<Result> {
    const script = projectPath(`test/interop/programs/${name}`);
    const printed = await this.run(this.folder(name), interpreter, [script], {
      IMAP_PORT: String(this.port),
      IMAP_CA: this.ca,
      IMAP_USER: this.user,
      IMAP_PASSWORD: this.password,
    });
    return JSON.parse(printed) as Result;
  }

  /** Another client, to prepare and to look. */
  async with<T>(use: (client: ImapFlow) => Promise<T>, options: { readonly qresync?: boolean } = {}): Promise<T> {
    const client = this.client(options);
    await client.connect();
    try {
      return await use(client);
    } finally {
      client.close();
    }
  }

  client(options: { readonly qresync?: boolean } = {}): ImapFlow {
    return new ImapFlow({
      host: 'localhost',
      port: this.port,
      secure: true,
      auth: { user: this.user, pass: this.password },
      tls: { ca: readFileSync(this.ca) },
      logger: false,
      ...options,
    });
  }

  async append(mailbox: string, message: string, flags: readonly string[] = []): Promise<void> {
    await this.with(async (client) => {
      await client.append(mailbox, message, [...flags]);
    });
  }

  /** What a mailbox holds: subjects with flags, in order. */
  async list(mailbox: string): Promise<readonly { subject: string; flags: readonly string[] }[]> {
    return this.with(async (client) => {
      await client.mailboxOpen(mailbox, { readOnly: true });
      const listed: { subject: string; flags: string[] }[] = [];
      for await (const { envelope, flags } of client.fetch('1:*', { envelope: true, flags: true })) {
        const own = [...(flags ?? [])].filter((flag) => flag !== '\\Recent');
        listed.push({ subject: envelope?.subject ?? '', flags: own.sort() });
      }
      return listed;
    });
  }

  async subjects(mailbox: string): Promise<readonly string[]> {
    return (await this.list(mailbox)).map(({ subject }) => subject);
  }

  /** Puts aside what earlier tests left: the mailbox holds these messages alone. */
  async fill(mailbox: string, messages: readonly string[]): Promise<void> {
    await this.with(async (client) => {
      const names = (await client.list()).map(({ path }) => path);
      if (!names.includes(mailbox)) await client.mailboxCreate(mailbox);
      await client.mailboxOpen(mailbox);
      await client.messageDelete('1:*');
      for (const message of messages) await client.append(mailbox, message);
    });
  }
}

/** A letter with words in need of all that MIME has: umlauts in the subject, text and HTML, a file of `octets`. */
export function letter(subject: string, octets = 2000): string {
  const file = Buffer.from(Array.from({ length: octets }, (_, at) => (at * 31 + at / 256) & 255));
  const word = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`;
  return [
    'From: =?utf-8?Q?Stadtwerke_K=C3=B6ln?= <post@example.com>',
    'To: Erika Mustermann <erika@example.com>',
    `Subject: ${word}`,
    'Date: Sun, 1 Feb 2026 12:00:00 +0100',
    `Message-ID: <${Buffer.from(subject).toString('hex')}@example.com>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="b1"',
    '',
    '--b1',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    `Sehr geehrte Frau Mustermann, Ihr Gebührenbescheid: ${subject}.`,
    '--b1',
    'Content-Type: application/pdf; name="scan.pdf"',
    'Content-Disposition: attachment; filename="scan.pdf"',
    'Content-Transfer-Encoding: base64',
    '',
    ...(file.toString('base64').match(/.{1,76}/g) ?? []),
    '--b1--',
    '',
  ].join('\r\n');
}

/** The messages of a maildir, flags from their names, in no order. */
export function maildir(folder: string): readonly { readonly file: string; readonly text: string; flags: string }[] {
  return ['new', 'cur'].flatMap((part) =>
    readdirSync(join(folder, part)).map((name) => {
      const file = join(folder, part, name);
      return { file, text: readFileSync(file, 'latin1'), flags: /:2,([A-Za-z]*)$/.exec(name)?.[1] ?? '' };
    }),
  );
}

/** Mail programs of Unix write lines without CR. */
export const withoutCr = (text: string): string => text.replaceAll('\r\n', '\n');

/** Octets as they came, one character each. */
export const octetsOf = (text: string): string => Buffer.from(text).toString('latin1');
