/** Drives framer and parser as a session does, with octets from anywhere. For the fuzzer and the hostile tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { commands } from '../../../src/services/imap/commands/index.js';
import { Refusal } from '../../../src/services/imap/errors.js';
import type { CommandInput } from '../../../src/wire/imap/command-input.js';
import { CommandFramer, type FramerEvent, type FramerLimits } from '../../../src/wire/imap/framer.js';
import { ParseError } from '../../../src/wire/imap/parse-error.js';
import { CommandParser } from '../../../src/wire/imap/parser.js';

const without: ReadonlySet<never> = new Set();

/**
 * Reads a command with the grammar that its command has.
 * @returns whether it was well-formed; anything but a ParseError or a Refusal is thrown on
 */
export function reads(input: CommandInput, utf8: boolean): boolean {
  try {
    const p = new CommandParser(input, { utf8 });
    p.tag();
    let name = p.sp().commandName();
    const uid = name === 'UID';
    if (uid) name = p.sp().commandName();
    const command = commands.get(name);
    if (command?.kind === 'whole') command.prepare(p, { uid, without, uidOnly: false });
    else command?.streams(p);
    return command !== undefined;
  } catch (error) {
    if (error instanceof ParseError || error instanceof Refusal) return false;
    throw error;
  }
}

export interface Drive {
  readonly chunks: Iterable<Buffer>;
  readonly limits: FramerLimits;
  readonly utf8: boolean;
  /** Asked at each literal; 'accept' counts only for one that fits. */
  readonly decide: (event: FramerEvent & { kind: 'literal' }) => 'accept' | 'stream' | 'refuse';
}

export interface Driven {
  wellFormed: number;
  refused: number;
  errors: number;
}

export function drive({ chunks, limits, utf8, decide }: Drive): Driven {
  const framer = new CommandFramer(limits);
  const driven: Driven = { wellFormed: 0, refused: 0, errors: 0 };
  for (const chunk of chunks) {
    framer.push(chunk);
    for (let event = framer.next(); event; event = framer.next()) {
      if (event.kind === 'error') driven.errors += 1;
      if (event.kind === 'command') driven[reads(event.input, utf8) ? 'wellFormed' : 'refused'] += 1;
      if (event.kind !== 'literal') continue;
      reads(event.input, utf8);
      const choice = decide(event);
      if (choice === 'stream') framer.streamLiteral();
      else if (choice === 'accept' && event.fits) framer.acceptLiteral();
      else framer.refuseLiteral();
    }
  }
  return driven;
}

/** The corpus, with the line ends of the wire, by file name. */
export function corpus(): ReadonlyMap<string, Buffer> {
  // Compiled code lies in dist/test, the fixtures beside the sources.
  const folder = new URL('../../../../test/fixtures/imap-corpus/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.imap'));
  return new Map(
    files.map((name) => [name, Buffer.from(readFileSync(new URL(name, folder), 'utf8').replaceAll('\n', '\r\n'))]),
  );
}

const splices = [
  '(',
  ')',
  '"',
  '\\',
  '{',
  '}',
  '{5}\r\n',
  '{3+}\r\n',
  '~{2+}\r\n',
  '{99999999999999999999}\r\n',
  '\r\n',
  '\n',
  '\r',
  '\0',
  ' ',
  '*',
  '$',
  '&',
  '4294967296',
  '9223372036854775808',
  'NOT ',
  'RETURN (',
  '(CHANGEDSINCE 1 VANISHED)',
  '9223372036854775807',
  'CATENATE (',
  'OR ',
  'NIL',
  '\xff',
  '\xc3\xbc',
];

/** @param random uniform in [0, 1) */
export function mutate(octets: Buffer, random: () => number): Buffer {
  const below = (n: number): number => Math.floor(random() * n);
  let mutated = Buffer.from(octets);
  for (let times = 1 + below(6); times > 0; times -= 1) {
    const at = below(mutated.length + 1);
    const end = Math.min(mutated.length, at + below(12));
    const piece = [
      () => Buffer.from(splices[below(splices.length)]!, 'latin1'),
      () => Buffer.from([below(256)]),
      () => Buffer.from(splices[below(splices.length)]!.repeat(below(300)), 'latin1'),
      () => Buffer.alloc(0),
      () => mutated.subarray(below(mutated.length + 1)).subarray(0, below(60)),
    ][below(5)]!();
    mutated = Buffer.concat([mutated.subarray(0, at), piece, mutated.subarray(random() < 0.5 ? at : end)]);
  }
  return mutated;
}

/** The octets in pieces of random size. */
export function* cut(octets: Buffer, random: () => number): Generator<Buffer> {
  for (let at = 0; at < octets.length;) {
    const end = at + 1 + Math.floor(random() ** 3 * 400);
    yield octets.subarray(at, end);
    at = end;
  }
}

/** mulberry32: the same numbers in [0, 1) for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
