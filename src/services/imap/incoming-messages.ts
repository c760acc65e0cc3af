/** The messages of APPEND and REPLACE as they come: literals, or parts put together by CATENATE (RFC 4469). */
import { FlagSet } from '../../mail/flags.js';
import { mailboxName } from '../../mail/mailbox.js';
import type { NewMessage } from '../../mail/mail-store.js';
import { checkQuota } from '../../mail/quota.js';
import type { CommandInput } from '../../wire/imap/command-input.js';
import { CommandParser } from '../../wire/imap/parser.js';
import type { AppendMessage, AppendPart, AppendRequest } from '../../wire/imap/syntax.js';
import { type AuthenticatedContext, unknownArgument } from './command.js';
import { Refusal } from './errors.js';
import { checkFlags } from './flag-names.js';
import type { IncomingLiterals } from './literals.js';
import { MessageParts } from './message-parts.js';
import { bad, no } from './responses.js';
import type { Session } from './session.js';
import { Slices } from './slices.js';

/** Reads the arguments, from behind the command's name, as far as they have come. @throws ParseError */
export type ReadRequest = (p: CommandParser) => AppendRequest | undefined;

export class IncomingMessages {
  readonly #context: AuthenticatedContext;
  readonly #literals: IncomingLiterals;
  readonly #read: ReadRequest;
  readonly #replaces: boolean;
  readonly #parts: MessageParts;
  #request: { readonly input: CommandInput; readonly value: AppendRequest } | undefined;
  /** Of all messages so far, as they came; what URLs name included. */
  #octets = 0;

  constructor(context: AuthenticatedContext, literals: IncomingLiterals, read: ReadRequest, { replaces = false } = {}) {
    this.#replaces = replaces;
    this.#context = context;
    this.#literals = literals;
    this.#read = read;
    this.#parts = new MessageParts(context);
  }

  /** Where they go, as the client said it. */
  get mailbox(): string {
    return this.#soFar.mailbox;
  }

  /**
   * Stages each message when its turn comes. Whoever takes them gives them to `append` or `discard`.
   * @throws Refusal, ParseError, MailError: the one that was under way is not kept
   */
  async *stage(): AsyncGenerator<NewMessage> {
    const { store, signal } = this.#context;
    // Before the client is asked for the octets: it need not send what will not be kept.
    const destination = await store.mailbox(mailboxName(this.mailbox));
    if (!destination?.selectable) throw new Refusal(no('There is no such mailbox', 'TRYCREATE'));
    const slices = new Slices(signal); // many small messages may have come at once
    for (let index = 0; index < this.#soFar.messages.length; index += 1) {
      if (slices.over) await slices.next();
      const { flags, internalDate } = check(this.#context.session, this.#soFar.messages);
      // What is replaced makes room: then only the store can tell.
      if (!this.#replaces) checkQuota(await store.quota(), addedBy(this.#soFar.messages));
      const content = await store.stage(this.#octetsOf(index), { signal });
      yield { content, flags: FlagSet.of(flags), ...(internalDate && { internalDate }) };
    }
  }

  /** The request as far as it has come, to its end if it has. */
  get #soFar(): AppendRequest {
    const { input, complete } = this.#literals;
    if (this.#request?.input === input) return this.#request.value;
    const p = new CommandParser(input, { utf8: this.#context.session.utf8 });
    p.tag();
    if (p.sp().commandName() === 'UID') p.sp().commandName();
    const value = this.#read(p) ?? p.fail('a message');
    if (complete || !p.awaitsMore) p.end(); // a literal beyond the last message is none of it
    this.#request = { input, value };
    return value;
  }

  async *#octetsOf(index: number): AsyncGenerator<Buffer> {
    const before = this.#octets;
    for (let at = 0; ; at += 1) {
      const part = this.#soFar.messages[index]!.parts[at];
      if (!part) break;
      for await (const octets of this.#octetsOfPart(part)) {
        this.#octets += octets.length;
        // What was announced has been looked at; what URLs name shows as it comes.
        if (this.#octets > this.#context.session.limits.messageOctets) throw tooBig(this.#context.session);
        yield octets;
      }
    }
    if (this.#octets === before) throw new Refusal(no('A message has at least one octet'));
  }

  async *#octetsOfPart(part: AppendPart): AsyncGenerator<Buffer> {
    if (part.kind === 'url') yield* this.#parts.octets(part.url!);
    else if (part.octets) yield part.octets;
    else {
      yield* this.#literals.receive();
      await this.#literals.next();
      checkParts(this.#context.session, this.#soFar.messages.at(-1)!);
    }
  }
}

/** @param messages those announced so far. @returns the last one, which is next. @throws Refusal */
function check(session: Session, messages: readonly AppendMessage[]): AppendMessage {
  const { limits, without } = session;
  const message = messages.at(-1)!;
  if (messages.length > 1 && without.has('MULTIAPPEND')) throw unknownArgument();
  if (message.catenated && without.has('CATENATE')) throw unknownArgument();
  checkParts(session, message);
  if (!message.catenated && announced(message) === 0) throw new Refusal(no('A message has at least one octet'));
  if (messages.length > limits.messagesPerAppend || addedBy(messages).octets > limits.messageOctets) {
    throw new Refusal(no('Too many messages at once', 'LIMIT'));
  }
  checkFlags(message.flags);
  return message;
}

/** What has been announced of a message. @throws Refusal */
function checkParts(session: Session, message: AppendMessage): void {
  const last = message.parts.at(-1)!;
  if (announced(message) > session.limits.messageOctets) throw tooBig(session);
  if (last.kind !== 'octets') return;
  // RFC 6855 §4: only for clients that enabled it.
  if (last.utf8 && !session.utf8) throw new Refusal(bad('ENABLE UTF8=ACCEPT first'));
  if (last.binary && !last.utf8 && session.without.has('BINARY')) throw unknownArgument();
}

const addedBy = (messages: readonly AppendMessage[]): { octets: number; messages: number } => ({
  octets: messages.reduce((sum, each) => sum + announced(each), 0),
  messages: messages.length,
});

function announced({ parts }: AppendMessage): number {
  return parts.reduce((sum, part) => sum + (part.kind === 'octets' ? part.sizeOctets : 0), 0);
}

/** RFC 7889 §4, RFC 4469 §4. */
function tooBig({ limits }: Session): Refusal {
  return new Refusal(no(`A message may have ${limits.messageOctets} octets`, 'TOOBIG'));
}
