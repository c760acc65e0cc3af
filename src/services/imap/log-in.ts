/** What LOGIN and AUTHENTICATE share: who may try, what a wrong password costs, what a right one opens. */
import { setTimeout } from 'node:timers/promises';
import { asciiLine } from '../../lib/ascii-line.js';
import { Refusal } from './errors.js';
import { bye, no, ok, type Tagged } from './responses.js';
import type { Session } from './session.js';

/** @throws Refusal: RFC 9051 §11.1, RFC 5530 PRIVACYREQUIRED */
export function refuseInTheClear(session: Session): void {
  if (!session.mayLogin) throw new Refusal(no('Log in after STARTTLS only', 'PRIVACYREQUIRED'));
}

export async function logIn(session: Session, user: string, password: string): Promise<Tagged> {
  refuseInTheClear(session);
  const { authenticator, log } = session.server;
  const login = await authenticator.authenticate(user, password, session.origin);
  if (login.kind === 'granted') {
    if (!(await session.enter(login))) return no('This account has too many sessions', 'LIMIT');
    session.recognise({ user });
    log.info('imap.login', { conn: session.id, account: login.account });
    return ok('Logged in', `CAPABILITY ${session.capabilities}`);
  }
  log.warn('imap.login-refused', { conn: session.id, reason: login.reason });
  await pause(session, session.limits.refusedLoginDelayMs);
  if (session.countRefusedLogin()) session.end(bye('Too many wrong passwords'));
  // RFC 5530 §3: a closed account is a matter for people; of all else no more is told than that it failed.
  return no(asciiLine(login.message), login.reason === 'closed' ? 'CONTACTADMIN' : 'AUTHENTICATIONFAILED');
}

async function pause(session: Session, delayMs: number): Promise<void> {
  try {
    await setTimeout(delayMs, undefined, { signal: session.signal });
  } catch {
    session.signal.throwIfAborted();
  }
}
