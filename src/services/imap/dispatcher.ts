/**
 * From a command on the wire to its tagged response: state, read-only mailboxes, UID forms, held EXPUNGEs, errors and
 * the log are seen to here, once for all commands.
 */
import { setImmediate } from 'node:timers/promises';
import { isMailError } from '../../mail/errors.js';
import type { CommandInput } from '../../wire/imap/command-input.js';
import type { FramerEvent } from '../../wire/imap/framer.js';
import { ParseError } from '../../wire/imap/parse-error.js';
import { CommandParser } from '../../wire/imap/parser.js';
import {
  type AnyCommand,
  type Context,
  type Running,
  type SelectedContext,
  uidRequired,
  unknownArgument,
} from './command.js';
import { commands } from './commands/index.js';
import { ConnectionLost } from './connection.js';
import { SessionEnded, responseFor } from './errors.js';
import { type AnnouncedLiteral, IncomingLiterals } from './literals.js';
import { type Tagged, bad, bye, continuation, no, ok, statusLine, withoutUidCodes } from './responses.js';
import type { Session } from './session.js';
import { knows } from './switch-off.js';
import type { ReportOptions, View } from './view.js';

/** Longest time one session works before others get their turn. */
const turnMs = 8;

export async function dispatch(session: Session, event: FramerEvent): Promise<void> {
  switch (event.kind) {
    case 'command':
      await runWhole(session, event.input);
      return;
    case 'literal':
      await meetLiteral(session, event);
      return;
    case 'error':
      await answer(session, event.tag ?? '*', bad('Command too long', 'TOOBIG'));
      if (event.fatal) session.end(bye('A line without end'));
      return;
    default:
      throw new Error(`no command reads this ${event.kind}`);
  }
}

/** The head of a command: `tag [UID] name`. */
interface Head {
  readonly tag: string;
  readonly command: AnyCommand;
  readonly uid: boolean;
  readonly p: CommandParser;
}

async function runWhole(session: Session, input: CommandInput): Promise<void> {
  const head = readHead(session, input);
  if (!('command' in head)) {
    await answer(session, head.tag, head.problem);
    return;
  }
  const { command, uid, p } = head;
  await execute(session, head, (context, hold) => {
    if (command.kind === 'whole') {
      const prepared = command.prepare(p, { uid, without: session.without, uidOnly: session.dialect.uidOnly });
      if (prepared.numbers) hold();
      return prepared.run(context);
    }
    return command.run(context, IncomingLiterals.none(session, input));
  });
}

/** A literal is announced: part of the arguments, and then we read on; or a message, and the command begins now. */
async function meetLiteral(session: Session, event: AnnouncedLiteral): Promise<void> {
  const { framer } = session.connection;
  const head = readHead(session, event.input);
  if (!('command' in head)) {
    framer.refuseLiteral();
    await answer(session, head.tag, head.problem);
    return;
  }
  const { command, tag, p } = head;
  if (!event.synchronising && session.without.has('LITERAL+')) {
    framer.refuseLiteral();
    await answer(session, tag, unknownArgument().response);
    return;
  }
  if (command.kind === 'streaming') {
    let streams: boolean;
    try {
      streams = command.streams(p);
    } catch (error) {
      framer.refuseLiteral();
      await answer(session, tag, refusalOf(session, error));
      return;
    }
    if (streams) {
      const literals = IncomingLiterals.from(session, event, streamsIn(session));
      await execute(
        session,
        head,
        (context) => command.run(context, literals),
        () => literals.finish(),
      );
      return;
    }
  }
  if (!event.fits) {
    framer.refuseLiteral();
    await answer(session, tag, bad('Literal too large', 'TOOBIG')); // RFC 7888 §4
    return;
  }
  framer.acceptLiteral();
  if (!event.synchronising) return;
  await session.connection.put(continuation('Go on'));
  await session.connection.flush();
}

/** Whether the literal that ends a command as far as it has come is one that its handler streams. */
function streamsIn(session: Session): (input: CommandInput) => boolean {
  return (input) => {
    const head = readHead(session, input);
    return 'command' in head && head.command.kind === 'streaming' && head.command.streams(head.p);
  };
}

/** Finds the command and whether it may run now. */
function readHead(session: Session, input: CommandInput): Head | { readonly tag: string; readonly problem: Tagged } {
  const p = new CommandParser(input, { utf8: session.utf8 });
  let tag = '*';
  try {
    tag = p.tag();
    let name = p.sp().commandName();
    const uid = name === 'UID' && p.peek() === ' ';
    if (uid) name = p.sp().commandName();
    const command = commands.get(name);
    if (!command || (uid && !command.uidForm) || !knows(session.without, command, uid))
      return { tag, problem: bad('Unknown command') };
    const problem = stateProblem(session, command, uid);
    return problem ? { tag, problem } : { tag, command, uid, p };
  } catch (error) {
    return { tag, problem: refusalOf(session, error) };
  }
}

function stateProblem(session: Session, command: AnyCommand, uid: boolean): Tagged | undefined {
  const { state } = session;
  const fits = {
    any: true,
    'not-authenticated': state === 'not-authenticated',
    authenticated: state !== 'not-authenticated',
    selected: state === 'selected',
  }[command.state];
  if (!fits) return bad(`${command.name} is not for this state: ${state}`);
  if (command.byNumber && !uid && session.dialect.uidOnly) return uidRequired;
  // RFC 9051 §6.3.3 EXAMINE: no changes to the permanent state of the mailbox.
  if (command.writes && session.view?.readOnly) return no('This mailbox was opened read-only', 'READ-ONLY');
  return undefined;
}

/** @param hold no EXPUNGE with this command's end: its arguments name messages by number */
type Start = (context: Context & Partial<SelectedContext>, hold: () => void) => Running;

async function execute(session: Session, { tag, command, uid }: Head, start: Start, finish?: () => Promise<void>) {
  const { log } = session.server;
  const started = performance.now();
  const { store, view } = session;
  // RFC 9051 §7.5.1: not during FETCH, STORE and SEARCH, whose numbers may be in the client's next command already.
  let expunges = !command.holdsExpunges || uid;
  let result: Tagged;
  try {
    if (view?.stale) await view.pull();
    // Before the command, so that it also finds what the client knows of from elsewhere: the UID of an APPEND, say.
    if (command.state === 'selected') for (const line of view!.reportArrivals()) await session.connection.put(line);
    const context = { session, tag, signal: session.signal, uid, ...(store && { store }), ...(view && { view }) };
    result = await drive(
      session,
      start(context, () => (expunges = false)),
    );
  } catch (error) {
    if (error instanceof SessionEnded || error instanceof ConnectionLost) throw error;
    session.signal.throwIfAborted(); // what it was working on was stopped
    result = refusalOf(session, error);
  }
  await finish?.();
  await reportNews(session, { expunges, uids: uid });
  result = await tellHighestModSeq(session, result);
  const ms = Math.round(performance.now() - started);
  try {
    await answer(session, tag, result);
  } finally {
    // Behind the answer, which need not wait for it.
    const name = uid ? `UID ${command.name}` : command.name;
    log.info('imap.command', { conn: session.id, command: name, result: result.status, ms });
  }
}

/** Puts out what the command yields; waits for the client, and lets others work in between. */
async function drive(session: Session, run: Running): Promise<Tagged> {
  if (!('next' in run)) return run;
  let turnStarted = performance.now();
  try {
    for (;;) {
      const step = await run.next();
      if (step.done) return step.value;
      session.signal.throwIfAborted();
      const waiting = session.connection.put(step.value);
      if (waiting) await waiting;
      if (performance.now() - turnStarted > turnMs) {
        await setImmediate();
        turnStarted = performance.now();
      }
    }
  } finally {
    await run.return(bad('stopped'));
  }
}

/** RFC 9051 §5.2: what the client has not been told yet goes out with the command's end. */
async function reportNews(session: Session, options: ReportOptions): Promise<void> {
  const { store } = session;
  if (store) {
    for (const line of await session.metadataNews.report(store, session.utf8)) await session.connection.put(line);
  }
  if (session.view && !(await reportView(session, session.view, options))) return;
  if (session.notifier) for await (const output of session.notifier.news(false)) await session.connection.put(output);
}

/** @returns false when the session ends by it */
async function reportView(session: Session, view: View, options: ReportOptions): Promise<boolean> {
  try {
    if (view.stale) await view.pull();
  } catch (error) {
    if (!isMailError(error, 'mailbox-not-found')) throw error;
    // RFC 2180 §3.3, and what Dovecot does: whoever has a deleted mailbox open is disconnected.
    session.end(bye('The selected mailbox was deleted'));
    return false;
  }
  for (const line of view.report(options)) await session.connection.put(line);
  return true;
}

/** RFC 7162 §3.2: where a client that resyncs stands. @returns the tagged response, which has it if there is room */
async function tellHighestModSeq(session: Session, result: Tagged): Promise<Tagged> {
  const code = session.view?.takeHighestModSeqCode();
  if (code === undefined) return result;
  if (result.status === 'OK' && result.code === undefined) return { ...result, code };
  await session.connection.put(statusLine('*', ok('Told up to here', code)));
  return result;
}

async function answer(session: Session, tag: string, response: Tagged): Promise<void> {
  const told = session.without.has('UIDPLUS') ? withoutUidCodes(response) : response;
  await session.connection.put(statusLine(tag, told));
  await session.connection.flush();
  if (session.countCommand(response.status === 'BAD')) session.end(bye('Too many bad commands', 'CLIENTBUG'));
  await response.afterwards?.();
}

/** What a client hears of an error. Bugs of ours are logged, and nothing of them is told. */
function refusalOf(session: Session, error: unknown): Tagged {
  if (error instanceof ParseError) return bad(error.message);
  const response = responseFor(error);
  if (response) return response;
  session.server.log.error('imap.command-failed', { conn: session.id, error: error as Error });
  return no('Internal error; it has been logged', 'SERVERBUG');
}
