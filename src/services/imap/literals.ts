/** The literals of one command as its handler takes them: RFC 9051 §4.3, §7.6. */
import type { CommandInput } from '../../wire/imap/command-input.js';
import type { FramerEvent } from '../../wire/imap/framer.js';
import { ConnectionLost } from './connection.js';
import { Refusal } from './errors.js';
import { bad, continuation } from './responses.js';
import type { Session } from './session.js';

export type AnnouncedLiteral = FramerEvent & { readonly kind: 'literal' };

/** Whether a literal, the last of the command so far, is one to stream, rather than part of other arguments. @throws ParseError */
export type Streams = (input: CommandInput) => boolean;

export class IncomingLiterals {
  readonly #session: Session;
  readonly #streams: Streams;
  #announced: AnnouncedLiteral | undefined;
  #input: CommandInput;
  /** How far the command has been read: a refusal must leave the framer at the next command. */
  #stage: 'announced' | 'streaming' | 'between' | 'done' = 'announced';

  private constructor(session: Session, input: CommandInput, streams: Streams) {
    this.#session = session;
    this.#input = input;
    this.#streams = streams;
  }

  /** Of a command whose first streamed literal has just been announced. */
  static from(session: Session, announced: AnnouncedLiteral, streams: Streams): IncomingLiterals {
    const literals = new IncomingLiterals(session, announced.input, streams);
    literals.#announced = announced;
    return literals;
  }

  /** Of a command that has come whole, without any to stream. */
  static none(session: Session, input: CommandInput): IncomingLiterals {
    const literals = new IncomingLiterals(session, input, () => false);
    literals.#stage = 'done';
    return literals;
  }

  /** The whole command is there. */
  get complete(): boolean {
    return this.#stage === 'done';
  }

  /** The command as far as it has come; the literal last announced or read is its last segment, or nearly so. */
  get input(): CommandInput {
    return this.#input;
  }

  /** The octets of the announced literal. Asks the client for them if it waits to be asked. @throws ConnectionLost */
  async *receive(): AsyncGenerator<Buffer> {
    const { connection } = this.#session;
    if (this.#announced?.synchronising) await this.#ask('Ready for literal data');
    connection.framer.streamLiteral();
    this.#stage = 'streaming';
    for (;;) {
      const event = await this.#session.nextEvent();
      if (event.kind === 'literal-data') yield event.octets;
      else if (event.kind === 'literal-end') break;
      else throw new ConnectionLost(`${event.kind} in a literal`);
    }
    this.#stage = 'between';
  }

  /** Reads on, to the next literal that is streamed or the command's end. @throws Refusal, ParseError */
  async next(): Promise<void> {
    const { framer } = this.#session.connection;
    for (;;) {
      const event = await this.#session.nextEvent();
      if (event.kind !== 'literal') {
        this.#stage = 'done';
        if (event.kind === 'error') throw new Refusal(bad('Command line too long', 'TOOBIG'));
        if (event.kind === 'command') this.#input = event.input;
        return;
      }
      this.#announced = event;
      this.#input = event.input;
      this.#stage = 'announced';
      if (this.#streams(event.input)) return;
      if (!event.fits) throw new Refusal(bad('Literal too large', 'TOOBIG')); // RFC 7888 §4
      framer.acceptLiteral();
      this.#stage = 'between';
      if (event.synchronising) await this.#ask('Go on');
    }
  }

  async #ask(text: string): Promise<void> {
    await this.#session.connection.put(continuation(text));
    await this.#session.connection.flush();
  }

  /** The command has ended, well or not: what still comes of it is read over. */
  async finish(): Promise<void> {
    const { framer } = this.#session.connection;
    while (this.#stage === 'between') {
      const event = await this.#session.nextEvent();
      this.#stage = event.kind === 'literal' ? 'announced' : 'done';
    }
    if (this.#stage !== 'done') framer.refuseLiteral();
    this.#stage = 'done';
  }
}
