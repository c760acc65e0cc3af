/** The program: the command line, what its commands work on, and how it ends. */
import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { CommanderError } from 'commander';
import { connectToServer } from './adapters/control/control-client.js';
import { dkimKeyFiles } from './adapters/dkim/key-files.js';
import { openEncryption } from './adapters/openpgp/encryption.js';
import { pinoLog } from './adapters/log/pino-log.js';
import { dnsRecords, doctor } from './checking.js';
import type { Context } from './cli/context.js';
import { exitCode } from './cli/exit-codes.js';
import { createProgram } from './cli/program.js';
import type { Config } from './config.js';
import { controlSocket, openGateway } from './gateway.js';
import { letterOffice } from './letter-office.js';
import { ConfigError, loadConfig } from './load-config.js';
import { isMailError, MailError } from './mail/errors.js';
import type { Admin } from './mail/admin.js';
import { dkimFolder } from './sending.js';
import { serve } from './serve.js';

/** How long a command waits for another one, or for a starting server, to let go of the data folder. */
const busyMs = 15_000;

/**
 * Runs one command.
 * @param args what follows the program's name
 * @returns the exit code; `exitCode` says what each means
 */
export async function main(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  // What is made in the data folder is for its owner alone.
  process.umask(0o077);
  // Whoever read what we print may have gone (`| head`): that ends neither a command halfway nor a server.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  const stop = stopSignals();
  let code: number = exitCode.ok;
  const context: Context = {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (text) => void process.stderr.write(text),
    errIsTerminal: process.stderr.isTTY,
    ask,
    config: () => loadConfig(env, program.opts<{ config?: string }>().config),
    withAdmin: (use, { createsData = false } = {}) => withAdmin(context.config(), stop, createsData, use),
    dkimKeys: () => dkimKeyFiles(dkimFolder(context.config())),
    dnsRecords: () => dnsRecords(context.config()),
    doctor: () => doctor(context.config(), stop),
    encryption: (key) => openEncryption(key, Date.now()),
    letterOffice: () => letterOffice(context.config()),
    serve: () => {
      const config = context.config();
      const log = pinoLog(config.log);
      return serve({ config, log, output: context });
    },
    signal: stop,
    setExitCode: (to) => {
      code = to;
    },
  };
  const program = createProgram(context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, context);
  }
}

async function withAdmin<T>(
  config: Config,
  signal: AbortSignal,
  createsData: boolean,
  use: (admin: Admin) => Promise<T>,
): Promise<T> {
  const giveUpAt = Date.now() + busyMs;
  for (;;) {
    const server = await connectToServer(controlSocket(config));
    if (server) return use(server);
    if (!createsData && !existsSync(resolve(config.dataDir))) {
      const where = `There is no data folder ${resolve(config.dataDir)}.`;
      throw new MailError(
        'unavailable',
        `${where} Set UNPAPERME_DATA_DIR or dataDir, or run this where the server runs.`,
      );
    }
    const log = pinoLog({ ...config.log, level: 'warn' });
    const gateway = await openGateway(config, log).catch((error: unknown) => {
      // Another command is at work, or a server is just starting. All else gets no better by waiting.
      if (!isInUse(error) || Date.now() > giveUpAt) throw error;
      return undefined;
    });
    if (gateway) {
      try {
        gateway.startIntake();
        return await use(gateway.admin);
      } finally {
        await gateway.close();
      }
    }
    await setTimeout(100, undefined, { signal });
  }
}

/** Told from a missing master key and the like, which are `unavailable` too, by the lock that was tried. */
function isInUse(error: unknown): boolean {
  return (
    isMailError(error, 'unavailable') && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'SQLITE_BUSY'
  );
}

/** @returns the exit code for an error, having told it */
function explain(error: unknown, context: Context): number {
  // Commander has told it already; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
  if (error instanceof Error && error.name === 'AbortError') {
    context.err('Interrupted.\n');
    return exitCode.failed;
  }
  if (error instanceof ConfigError) {
    context.err(`${error.message}\n`);
    return exitCode.usage;
  }
  if (error instanceof RangeError || error instanceof MailError) {
    context.err(`${error.message}\n`);
    return error instanceof RangeError ? exitCode.usage : exitCode.failed;
  }
  context.err(`${error instanceof Error ? error.message : String(error)}\n`);
  return exitCode.failed;
}

/** Aborted at the first SIGTERM or SIGINT; the second one ends the process at once. */
function stopSignals(): AbortSignal {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // every file that is waited for listens
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(exitCode.failed);
      controller.abort();
    });
  }
  return controller.signal;
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Ctrl-C and Ctrl-D end the question without an answer.
    const closed = new Promise<undefined>((done) => {
      terminal.once('SIGINT', () => terminal.close());
      terminal.once('close', () => done(undefined));
    });
    const answer = await Promise.race([terminal.question(question), closed]);
    if (answer === undefined) process.stderr.write('\n');
    return answer;
  } finally {
    terminal.close();
  }
}
