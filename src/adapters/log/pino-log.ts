/** The log on standard error: pino, written once a turn of the event loop, and when the process ends. */
import pino from 'pino';
import pretty from 'pino-pretty';
import type { Log, LogFields } from '../../mail/log.js';

/** @param destination for tests; standard error otherwise, so that a command's answer has standard output to itself */
export function pinoLog(
  options: { readonly level: string; readonly format: 'json' | 'pretty' | 'auto' },
  destination?: { write(line: string): void },
): Log {
  const readable = options.format === 'pretty' || (options.format === 'auto' && process.stderr.isTTY);
  const sink = destination ?? standardError();
  const stream = readable
    ? pretty({ destination: sink as NodeJS.WritableStream, ignore: 'pid,hostname', singleLine: true, sync: true })
    : sink;
  const logger = pino({ level: options.level, base: null, messageKey: 'event' }, stream);
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (event: string, fields?: LogFields) => {
    logger[level](fields ? loggable(fields) : {}, event);
  };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

/** A write for each line would cost as much as the command it tells of. The lines of a process that exits come out. */
function onceATurn(to: { write(lines: string): unknown }): { write(line: string): void } {
  let lines = '';
  const flush = (): void => {
    if (lines === '') return;
    const all = lines;
    lines = '';
    to.write(all);
  };
  process.on('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

function standardError(): { write(line: string): void } {
  const all = onceATurn(pino.destination({ dest: 2, sync: true }));
  // A progress bar may stand in the line.
  return process.stderr.isTTY ? overBar(all) : all;
}

function overBar(to: { write(line: string): unknown }): { write(line: string): void } {
  return { write: (line) => void to.write(`\r\x1b[K${line}`) };
}

/** Errors by name, code and stack; a message may quote what a peer or a file said. */
function loggable(fields: LogFields): Record<string, unknown> {
  if (!Object.values(fields).some((value) => value instanceof Error)) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? brief(value) : value]),
  );
}

function brief(error: Error): Record<string, unknown> {
  const code = (error as NodeJS.ErrnoException).code;
  const frames = error.stack?.split('\n').filter((line) => line.startsWith('    at '));
  return { name: error.name, ...(code === undefined ? {} : { code }), stack: frames?.slice(0, 8).join('\n') };
}
