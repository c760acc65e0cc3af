/** The literals of one command as its handler takes them: RFC 9051 §4.3, §7.6. */
import type { CommandInput } from '../../wire/imap/command-input.js';
import type { FramerEvent } from '../../wire/imap/framer.js';
import { ConnectionLost } from './connection.js';
import { Refusal } from './errors.js';
import { bad, continuation } from './responses.js';
import type { Session } from './session.js';

export type AnnouncedLiteral = FramerEvent & { readonly kind: 'literal' };

export class IncomingLiterals {
  readonly #session: Session;
  #announced: AnnouncedLiteral | undefined;
  #input: CommandInput;
  /** How far the command has been read: a refusal must leave the framer at the next command. */
  #stage: 'announced' | 'streaming' | 'between' | 'done' = 'announced';

  constructor(session: Session, announced: AnnouncedLiteral) {
    this.#session = session;
    this.#announced = announced;
    this.#input = announced.input;
  }

  /** The command as far as it has come; the literal last announced or read is its last segment, or nearly so. */
  get input(): CommandInput {
    return this.#input;
  }

  /** The octets of the announced literal. Asks the client for them if it waits to be asked. @throws ConnectionLost */
  async *receive(): AsyncGenerator<Buffer> {
    const { connection } = this.#session;
    if (this.#announced?.synchronising) {
      await connection.put(continuation('Ready for literal data'));
      await connection.flush();
    }
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

  /** Reads on: true when another literal is announced, false when the command is complete. @throws Refusal */
  async next(): Promise<boolean> {
    const event = await this.#session.nextEvent();
    if (event.kind === 'literal') {
      this.#announced = event;
      this.#input = event.input;
      this.#stage = 'announced';
      return true;
    }
    this.#stage = 'done';
    if (event.kind === 'error') throw new Refusal(bad('Command line too long', 'TOOBIG'));
    if (event.kind === 'command') this.#input = event.input;
    return false;
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
