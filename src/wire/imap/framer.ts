/** Cuts the octets of a connection into commands, literals and lines: RFC 9051 §2.2.1, §4.3; RFC 7888. */
import { CommandInput, tagOf } from './command-input.js';
import { literalMark, longestMarkOctets, type LiteralMark } from './literal-mark.js';
import { OctetBuilder, OctetQueue } from './octet-queue.js';

/** All in octets. */
export interface FramerLimits {
  /** Longest line, without its end. Each line between two literals counts by itself. */
  readonly lineOctets: number;
  /** Largest literal that is buffered. */
  readonly literalOctets: number;
  /** Most that is held of one command: its lines and buffered literals. Also how much of a line too long is skipped. */
  readonly totalOctets: number;
}

/**
 * Texts and literals of one command; each costs an object, and there may be many empty ones. Of a client that may send
 * little, one for this many octets of `totalOctets`: else empty literals would cost a stranger's connection 300 KB.
 */
const mostSegments = 1200;
const octetsPerSegment = 48;
const fewestSegments = 100;

export type FramerErrorCode =
  /** A line beyond `lineOctets`. Its command is skipped to its end, literals included. */
  | 'line-too-long'
  /** The lines and literals of a command are beyond `totalOctets`, or have too many literals. It is skipped likewise. */
  | 'command-too-long'
  /** A line does not end. Always fatal. */
  | 'line-endless';

export type FramerEvent =
  /** A whole command. */
  | { readonly kind: 'command'; readonly input: CommandInput }
  /** A literal is announced; nothing goes on before `acceptLiteral`, `streamLiteral` or `refuseLiteral`. */
  | {
      readonly kind: 'literal';
      readonly size: number;
      /** True: the client waits for `+` (RFC 9051 §7.6) or for the tagged answer. */
      readonly synchronising: boolean;
      readonly binary: boolean;
      /** Whether `acceptLiteral` may be called: it is within the limits. */
      readonly fits: boolean;
      /** The command so far; its last segment is the literal, as `streamed`. */
      readonly input: CommandInput;
    }
  /** Some octets of a streamed literal. */
  | { readonly kind: 'literal-data'; readonly octets: Buffer }
  | { readonly kind: 'literal-end' }
  /** What `expectLine` asked for, without line end. */
  | { readonly kind: 'line'; readonly octets: Buffer }
  /** `fatal`: nothing can be read any more, say BYE. The tag, where it was to be seen, is for the BAD. */
  | {
      readonly kind: 'error';
      readonly code: FramerErrorCode;
      readonly fatal: boolean;
      readonly tag: string | undefined;
    };

type State =
  /** Reading a line of a command. */
  | { readonly kind: 'text' }
  /** `expectLine` was called. */
  | { readonly kind: 'line' }
  | { readonly kind: 'deciding'; readonly mark: LiteralMark }
  | { readonly kind: 'buffering'; readonly mark: LiteralMark; remaining: number }
  | { readonly kind: 'streaming'; remaining: number }
  /** Dropping the octets of a refused literal, then the rest of its command. */
  | { readonly kind: 'swallowing'; remaining: number }
  /** Dropping a line; `literals`: it belongs to a command, so a literal may follow it. */
  | { readonly kind: 'skipping'; readonly literals: boolean; tail: Buffer; skipped: number }
  | { readonly kind: 'dead' };

/**
 * Pull: `push` what arrives, not faster than it is read, then call `next` until it gives `undefined`, which means that
 * it needs more octets (or a decision on a literal). Events do not depend on how the octets were cut into chunks, but
 * for `literal-data`, whose octets together do not.
 */
export class CommandFramer {
  #limits: FramerLimits;
  readonly #queue = new OctetQueue();
  readonly #line = new OctetBuilder();
  readonly #literal = new OctetBuilder();
  #input = CommandInput.empty;
  #heldOctets = 0;
  #state: State = { kind: 'text' };

  constructor(limits: FramerLimits) {
    this.#limits = limits;
  }

  /** From now on with other limits: whoever has logged in may send more. Only between commands. */
  setLimits(limits: FramerLimits): void {
    this.#limits = limits;
  }

  /** Takes the chunk over; the caller does not change it afterwards. */
  push(chunk: Buffer): void {
    if (this.#state.kind !== 'dead') this.#queue.push(chunk);
  }

  /** The next event that lies ready, or `undefined`. */
  next(): FramerEvent | undefined {
    for (;;) {
      const state = this.#state;
      switch (state.kind) {
        case 'deciding':
        case 'dead':
          return undefined;
        case 'streaming':
          return this.#nextStreamed(state);
        case 'buffering':
          if (!this.#fillLiteral(state)) return undefined;
          break;
        case 'swallowing':
          if (!this.#swallow(state)) return undefined;
          break;
        case 'skipping': {
          const step = this.#skip(state);
          if (step !== 'go-on') return step;
          break;
        }
        case 'text':
        case 'line':
          return this.#nextLine(state.kind);
      }
    }
  }

  /**
   * The next line is one by itself, in which no literal counts: the answer to `+` in AUTHENTICATE (RFC 9051 §6.2.2) or
   * DONE in IDLE (§6.3.13). Only between commands.
   */
  expectLine(): void {
    if (this.#state.kind !== 'text' || this.#input !== CommandInput.empty) {
      throw new Error('expectLine is for between commands');
    }
    this.#state = { kind: 'line' };
  }

  /** Buffers the announced literal, which must have been said to fit. */
  acceptLiteral(): void {
    const mark = this.#decided();
    if (!this.#fits(mark)) throw new RangeError('the literal is beyond the limits');
    this.#heldOctets += mark.size;
    this.#state = { kind: 'buffering', mark, remaining: mark.size };
  }

  /** Hands the announced literal out in pieces, and then the rest of the command as usual. */
  streamLiteral(): void {
    const mark = this.#decided();
    this.#input = this.#input.with({ kind: 'streamed', size: mark.size, binary: mark.binary });
    this.#state = { kind: 'streaming', remaining: mark.size };
  }

  /**
   * Gives up the command. The announced synchronising literal never comes (the tagged answer tells the client); of a
   * non-synchronising one, or one that is being streamed, the octets and the rest of the command are read over.
   * No event tells the end of it.
   */
  refuseLiteral(): void {
    if (this.#state.kind === 'streaming') {
      this.#giveUp(this.#state.remaining);
      return;
    }
    const mark = this.#decided();
    if (mark.synchronising) this.#startCommand();
    else this.#giveUp(mark.size);
  }

  /** Throws away all that is buffered and half read: what came before STARTTLS is done (RFC 9051 §6.2.1). */
  clear(): void {
    this.#queue.clear();
    this.#line.take();
    this.#literal.take();
    this.#startCommand();
  }

  /** Gives back what was pushed and not read, since it is none of ours: compression began (RFC 4978). Between commands. */
  takeUnread(): Buffer {
    const unread: Buffer[] = [];
    for (let block = this.#queue.peek(); block.length > 0; block = this.#queue.peek()) {
      unread.push(block);
      this.#queue.skip(block.length);
    }
    return Buffer.concat(unread);
  }

  #startCommand(): void {
    this.#input = CommandInput.empty;
    this.#heldOctets = 0;
    this.#state = { kind: 'text' };
  }

  #decided(): LiteralMark {
    if (this.#state.kind !== 'deciding') throw new Error('no literal waits for a decision');
    return this.#state.mark;
  }

  #fits(mark: LiteralMark): boolean {
    return mark.size <= this.#limits.literalOctets && this.#heldOctets + mark.size <= this.#limits.totalOctets;
  }

  #giveUp(remaining: number): void {
    this.#startCommand();
    this.#state = { kind: 'swallowing', remaining };
  }

  /** @param start what was read of the line */
  #skipLine(literals: boolean, start: Buffer): void {
    this.#startCommand();
    this.#state = { kind: 'skipping', literals, tail: start.subarray(-longestMarkOctets - 2), skipped: start.length };
  }

  #nextStreamed(state: { remaining: number }): FramerEvent | undefined {
    if (state.remaining === 0) {
      this.#state = { kind: 'text' };
      return { kind: 'literal-end' };
    }
    const octets = this.#queue.peek(state.remaining);
    if (octets.length === 0) return undefined;
    this.#queue.skip(octets.length);
    state.remaining -= octets.length;
    return { kind: 'literal-data', octets };
  }

  #fillLiteral(state: { readonly mark: LiteralMark; remaining: number }): boolean {
    while (state.remaining > 0) {
      const octets = this.#queue.peek(state.remaining);
      if (octets.length === 0) return false;
      this.#literal.append(octets);
      this.#queue.skip(octets.length);
      state.remaining -= octets.length;
    }
    this.#input = this.#input.with({ kind: 'literal', octets: this.#literal.take(), binary: state.mark.binary });
    this.#state = { kind: 'text' };
    return true;
  }

  #swallow(state: { remaining: number }): boolean {
    while (state.remaining > 0) {
      const octets = this.#queue.peek(state.remaining);
      if (octets.length === 0) return false;
      this.#queue.skip(octets.length);
      state.remaining -= octets.length;
    }
    this.#skipLine(true, Buffer.alloc(0));
    return true;
  }

  /** Drops octets up to the line's end; keeps the last ones, in which a literal may be announced. */
  #skip(state: { literals: boolean; tail: Buffer; skipped: number }): FramerEvent | undefined | 'go-on' {
    for (;;) {
      const block = this.#queue.peek();
      if (block.length === 0) return undefined;
      const lineEnd = block.indexOf(0x0a);
      const piece = lineEnd < 0 ? block : block.subarray(0, lineEnd + 1);
      state.skipped += piece.length;
      if (state.skipped > this.#limits.totalOctets) {
        this.clear();
        this.#state = { kind: 'dead' };
        return { kind: 'error', code: 'line-endless', fatal: true, tag: undefined };
      }
      state.tail = Buffer.concat([state.tail, piece.subarray(-longestMarkOctets - 2)]).subarray(-longestMarkOctets - 2);
      this.#queue.skip(piece.length);
      if (lineEnd < 0) continue;
      const mark = state.literals ? literalMark(lineWithoutEnd(state.tail)) : undefined;
      // Otherwise the octets of a literal nobody wants would be read as commands.
      if (mark && !mark.synchronising) this.#giveUp(mark.size);
      else this.#startCommand();
      return 'go-on';
    }
  }

  #nextLine(kind: 'text' | 'line'): FramerEvent | undefined {
    const { lineOctets } = this.#limits;
    for (;;) {
      // One octet beyond the limit may be the CR of the line's end; the octet after it must then be the LF.
      const block = this.#queue.peek(Math.max(1, lineOctets + 2 - this.#line.length));
      if (block.length === 0) return undefined;
      const lineEnd = block.indexOf(0x0a);
      const piece = lineEnd < 0 ? block : block.subarray(0, lineEnd + 1);
      this.#line.append(piece);
      this.#queue.skip(piece.length);
      if (lineEnd >= 0) break;
      if (this.#line.length >= lineOctets + 2) {
        const start = this.#line.take();
        const tag = kind === 'text' ? this.#tag(start) : undefined;
        this.#skipLine(kind === 'text', start);
        return { kind: 'error', code: 'line-too-long', fatal: false, tag };
      }
    }
    const line = lineWithoutEnd(this.#line.take());
    const tooLong = line.length > lineOctets;
    if (kind === 'line') {
      this.#startCommand();
      if (tooLong) return { kind: 'error', code: 'line-too-long', fatal: false, tag: undefined };
      return { kind: 'line', octets: line };
    }
    return this.#text(line, tooLong ? 'line-too-long' : undefined);
  }

  /** A whole line of a command has come. */
  #text(line: Buffer, problem: FramerErrorCode | undefined): FramerEvent {
    const mark = literalMark(line);
    this.#heldOctets += line.length;
    const { totalOctets } = this.#limits;
    const segments = Math.min(mostSegments, Math.max(fewestSegments, totalOctets / octetsPerSegment));
    const tooMuch = this.#heldOctets > totalOctets || this.#input.segments.length > segments;
    const code = problem ?? (tooMuch ? 'command-too-long' : undefined);
    if (code) {
      const tag = this.#tag(line);
      if (mark && !mark.synchronising) this.#giveUp(mark.size);
      else this.#startCommand();
      return { kind: 'error', code, fatal: false, tag };
    }
    const octets = mark ? line.subarray(0, line.length - mark.markOctets) : line;
    const input = this.#input.with({ kind: 'text', octets });
    if (!mark) {
      this.#startCommand();
      return { kind: 'command', input };
    }
    this.#input = input;
    this.#state = { kind: 'deciding', mark };
    const { size, synchronising, binary } = mark;
    const announced = input.with({ kind: 'streamed', size, binary });
    return { kind: 'literal', size, synchronising, binary, fits: this.#fits(mark), input: announced };
  }

  #tag(line: Buffer): string | undefined {
    return this.#input === CommandInput.empty ? tagOf(line) : this.#input.tag;
  }
}

/**
 * Accepts a bare LF as line end, beyond RFC 9051 §2.2: people type at servers with netcat, and no command can be
 * hidden by it, since there is no second server behind us that might disagree.
 */
function lineWithoutEnd(line: Buffer): Buffer {
  const end = line.length - 1;
  return line.subarray(0, line[end - 1] === 0x0d ? end - 1 : end);
}
