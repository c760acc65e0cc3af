/** What a command is: it declares, the dispatcher acts on the declaration, and CAPABILITY is read off the table. */
import type { MailStore } from '../../mail/mail-store.js';
import type { CommandParser } from '../../wire/imap/parser.js';
import { Refusal } from './errors.js';
import type { IncomingLiterals } from './literals.js';
import { bad, type Output, type Tagged } from './responses.js';
import type { Session } from './session.js';
import type { Without } from './switch-off.js';
import type { View } from './view.js';

/** `yield` is an untagged response, `return` the tagged one; a command without the former is a plain promise. */
export type Running = AsyncGenerator<Output, Tagged, void> | Promise<Tagged>;

/** RFC 9051 §3. `authenticated` holds in the selected state also. */
export type CommandState = 'any' | 'not-authenticated' | 'authenticated' | 'selected';

export interface Context {
  readonly session: Session;
  readonly tag: string;
  /** Aborts when the session ends: the client left, or we are closing. */
  readonly signal: AbortSignal;
  /** True for the UID form. */
  readonly uid: boolean;
}

export interface AuthenticatedContext extends Context {
  readonly store: MailStore;
}

export interface SelectedContext extends AuthenticatedContext {
  readonly view: View;
}

export interface ContextOf {
  readonly any: Context;
  readonly 'not-authenticated': Context;
  readonly authenticated: AuthenticatedContext;
  readonly selected: SelectedContext;
}

/** A capability, and when it is told (RFC 9051 §6.1.1: it may change with TLS and login); always when left out. */
export interface Capability {
  readonly name: string;
  readonly when?: 'may-start-tls' | 'may-login' | 'may-bind' | 'may-not-login' | 'logged-in' | 'may-compress';
  /** What is unknown to a client for which the capability is switched off; its arguments: see `needs`. */
  readonly covers?: 'command' | 'uid-form';
}

export interface CommandDeclaration<State extends CommandState> {
  /** In upper case. */
  readonly name: string;
  readonly state: State;
  /** Changes the selected mailbox: refused when that was opened with EXAMINE. */
  readonly writes?: boolean;
  /** `UID <name>` exists also. */
  readonly uidForm?: boolean;
  /** Its form without UID names messages by number: refused under UIDONLY (RFC 9586 §3). */
  readonly byNumber?: boolean;
  /** RFC 9051 §7.5.1: no EXPUNGE while it runs; its UID form need not hold. */
  readonly holdsExpunges?: boolean;
  readonly capabilities?: readonly Capability[];
}

export interface CommandSpec<State extends CommandState, Arguments> extends CommandDeclaration<State> {
  /** Reads the arguments, from behind the command's name to the end. @throws ParseError */
  parse(p: CommandParser, context: { readonly uid: boolean }): Arguments;
  /** Capabilities that these arguments call for: refused as unknown where one is switched off. */
  needs?(args: Arguments): readonly string[];
  /** Whether these arguments name messages by number, also in the UID form: see `Prepared`; RFC 9586 §3. */
  numbers?(args: Arguments): boolean;
  /** @throws Refusal, MailError: they become the tagged response */
  run(context: ContextOf[State], args: Arguments): Running;
}

/** A command whose last arguments are literals that it takes as they come: APPEND. */
export interface StreamingSpec<State extends CommandState> extends CommandDeclaration<State> {
  /** Whether the literal now announced is one to stream, rather than part of the other arguments. @throws ParseError */
  streams(p: CommandParser): boolean;
  run(context: ContextOf[State], literals: IncomingLiterals): Running;
}

/** What of a session matters to arguments. */
export interface Client {
  /** True for the UID form. */
  readonly uid: boolean;
  readonly without: Without;
  readonly uidOnly: boolean;
}

/** A command as the dispatcher sees it: its arguments' type stays inside. */
export interface Command extends CommandDeclaration<CommandState> {
  readonly kind: 'whole';
  /** Reads the arguments to the end of the command. @throws ParseError */
  prepare(p: CommandParser, context: Client): Prepared;
}

export interface StreamingCommand extends CommandDeclaration<CommandState> {
  readonly kind: 'streaming';
  streams(p: CommandParser): boolean;
  run(context: Partial<SelectedContext> & Context, literals: IncomingLiterals): Running;
}

export type AnyCommand = Command | StreamingCommand;

export interface Prepared {
  /** The arguments name messages by number: no EXPUNGE while it runs, be it a UID form (RFC 7162 §3.2.10.2). */
  readonly numbers: boolean;
  readonly run: (context: Context & Partial<SelectedContext>) => Running;
}

export function command<State extends CommandState, Arguments>(spec: CommandSpec<State, Arguments>): Command {
  return {
    ...spec,
    kind: 'whole',
    prepare(p, context) {
      const args = spec.parse(p, context);
      p.end();
      if (context.without.size > 0 && spec.needs?.(args).some((name) => context.without.has(name)))
        throw unknownArgument();
      const numbers = spec.numbers?.(args) ?? false;
      if (context.uidOnly && numbers) throw new Refusal(uidRequired);
      // The dispatcher runs it in its own state only, and then store and view are there.
      return { numbers, run: (full) => spec.run(full as ContextOf[State], args) };
    },
  };
}

/** RFC 9586 §3. */
export const uidRequired = bad('Messages have no numbers under UIDONLY', 'UIDREQUIRED');

/** As for syntax that nobody has heard of. */
export function unknownArgument(): Refusal {
  return new Refusal(bad('Unknown argument'));
}

export function streamingCommand<State extends CommandState>(spec: StreamingSpec<State>): StreamingCommand {
  return { ...spec, kind: 'streaming', run: (full, literals) => spec.run(full as ContextOf[State], literals) };
}
