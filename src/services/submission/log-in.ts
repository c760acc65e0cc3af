/** AUTH: RFC 4954. Who may try, what a wrong password costs, what a right one opens. */
import { setTimeout } from 'node:timers/promises';
import type { Login } from '../../mail/authenticator.js';
import { refuse } from './errors.js';
import type { Session } from './session.js';

export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** RFC 4616 §2: whom to act for. */
  readonly authzid: string | undefined;
}

/** Opens the account for the session. @throws Refusal, MailError */
export async function logIn(session: Session, { user, password, authzid }: Credentials): Promise<void> {
  const { server, address } = session.options;
  if (!session.mayLogIn) throw refuse('tls-first');
  if (authzid && authzid !== user) throw refuse('login-for-another');
  await conclude(session, await server.authenticator.authenticate(user, password, { address, service: 'smtp' }));
}

/** Of all others no more is told than that it failed. */
const rules = { closed: 'login-closed', throttled: 'login-throttled' } as const;

/** Opens the account for the session, or says why not. @throws Refusal, MailError */
export async function conclude(session: Session, answer: Login): Promise<void> {
  const { server, limits, id, admit } = session.options;
  const { stores, log, authenticator } = server;
  if (answer.kind === 'refused') {
    const { reason, message, holdMs = 0 } = answer;
    log.warn('submission.login-refused', { conn: id, reason });
    await pause(Math.max(limits.refusedLoginDelayMs, holdMs), session.signal);
    if (session.countRefusedLogin() >= limits.refusedLogins) throw refuse('login-refusals', message);
    throw refuse(reason === 'closed' || reason === 'throttled' ? rules[reason] : 'login-refused', message);
  }
  const { account, credential } = answer;
  // Subscribed before anything else, so that a withdrawn password finds this session.
  const unsubscribe = stores.feed.subscribe(account, (change) => {
    if (change.kind !== 'access-ended') return;
    if (change.credential === undefined || change.credential === credential) session.end('access-ended');
  });
  const leave = admit(account);
  const giveBack = (): void => {
    leave?.();
    unsubscribe();
  };
  try {
    if (!leave) throw refuse('login-sessions');
    const store = await stores.open(account);
    if (!(await authenticator.holds(answer))) throw refuse('access-ended');
    session.signal.throwIfAborted();
    session.enter({ account, credential, store }, giveBack);
  } catch (error) {
    giveBack();
    throw error;
  }
  log.info('submission.login', { conn: id, account });
}

async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(delayMs, undefined, { signal });
  } catch {
    signal.throwIfAborted();
  }
}
