/** What LOGIN and AUTHENTICATE share: who may try, what a wrong password costs, what a right one opens. */
import { setTimeout } from 'node:timers/promises';
import { asciiLine } from '../../lib/ascii-line.js';
import type { Login, Refused } from '../../mail/authenticator.js';
import { Refusal } from './errors.js';
import { accessEnded, bye, no, ok, type Tagged } from './responses.js';
import type { Session } from './session.js';

/** RFC 5530 §3. A wrong password makes apps ask for another; what is no fault of the password must not. */
const responseCode = {
  wrong: 'AUTHENTICATIONFAILED',
  mistyped: 'AUTHENTICATIONFAILED',
  scope: 'AUTHENTICATIONFAILED',
  closed: 'CONTACTADMIN',
  throttled: 'UNAVAILABLE',
} as const satisfies Record<Refused['reason'], string>;

/** @throws Refusal: RFC 9051 §11.1, RFC 5530 PRIVACYREQUIRED */
export function refuseInTheClear(session: Session): void {
  if (!session.mayLogin) throw new Refusal(no('Log in after STARTTLS only', 'PRIVACYREQUIRED'));
}

export async function logIn(session: Session, user: string, password: string): Promise<Tagged> {
  refuseInTheClear(session);
  const login = await session.server.authenticator.authenticate(user, password, session.origin);
  return conclude(session, user, login);
}

/** Opens the account, or says why not. */
export async function conclude(session: Session, user: string, login: Login): Promise<Tagged> {
  const { log, authenticator } = session.server;
  if (login.kind === 'granted') {
    if (!(await session.enter(login))) return no('This account has too many sessions', 'LIMIT');
    if (!(await authenticator.holds(login))) {
      session.endAccess();
      return no(accessEnded, 'AUTHENTICATIONFAILED');
    }
    session.recognise({ user });
    log.info('imap.login', { conn: session.id, account: login.account });
    return ok('Logged in', `CAPABILITY ${session.capabilities}`);
  }
  log.warn('imap.login-refused', { conn: session.id, reason: login.reason });
  await pause(session, Math.max(session.limits.refusedLoginDelayMs, login.holdMs ?? 0));
  if (session.countRefusedLogin()) session.end(bye('Too many wrong passwords'));
  return no(asciiLine(login.message), responseCode[login.reason]);
}

async function pause(session: Session, delayMs: number): Promise<void> {
  try {
    await setTimeout(delayMs, undefined, { signal: session.signal });
  } catch {
    session.signal.throwIfAborted();
  }
}
