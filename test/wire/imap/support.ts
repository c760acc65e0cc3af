/** What the tests of the grammar share. */
import assert from 'node:assert/strict';
import type { CommandInput } from '../../../src/wire/imap/command-input.js';
import { CommandFramer, type FramerEvent } from '../../../src/wire/imap/framer.js';
import { ParseError } from '../../../src/wire/imap/parse-error.js';
import { CommandParser, type ParserOptions } from '../../../src/wire/imap/parser.js';

export const roomy = { lineOctets: 1_000_000, literalOctets: 1_000_000, totalOctets: 4_000_000 };

/** The one command that the octets are; literals are accepted. A string stands for its UTF-8 octets. */
export function commandOf(octets: string | Buffer): CommandInput {
  const framer = new CommandFramer(roomy);
  framer.push(Buffer.from(octets));
  framer.push(Buffer.from('\r\n'));
  for (let event = framer.next(); event; event = framer.next()) {
    if (event.kind === 'literal') framer.acceptLiteral();
    else if (event.kind === 'command') return event.input;
    else assert.fail(event.kind);
  }
  return assert.fail('no whole command');
}

/** A parser at the start of the octets. */
export function parserOf(octets: string | Buffer, options?: ParserOptions): CommandParser {
  return new CommandParser(commandOf(octets), options);
}

/** Reads with a rule, which must read everything. */
export function parse<T>(octets: string | Buffer, rule: (p: CommandParser) => T, options?: ParserOptions): T {
  const parser = parserOf(octets, options);
  const value = rule(parser);
  parser.end();
  return value;
}

/** That the rule, or the end after it, refuses the octets with a ParseError. */
export function assertRefused(octets: string | Buffer, rule: (p: CommandParser) => unknown, expected?: RegExp): void {
  assert.throws(
    () => parse(octets, rule),
    (error: unknown) => {
      assert.ok(error instanceof ParseError, String(error));
      if (expected) assert.match(error.message, expected);
      return true;
    },
  );
}

/** All events that lie ready; literals are decided by `decide`. */
export function drain(
  framer: CommandFramer,
  decide: (event: FramerEvent & { kind: 'literal' }) => void,
): FramerEvent[] {
  const events: FramerEvent[] = [];
  for (let event = framer.next(); event; event = framer.next()) {
    events.push(event);
    if (event.kind === 'literal') decide(event);
  }
  return events;
}
