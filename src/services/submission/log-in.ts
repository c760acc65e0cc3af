/** AUTH: RFC 4954. Who may try, what a wrong password costs, what a right one opens. */
import { setTimeout } from 'node:timers/promises';
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
  const { server, limits, id, address, admit } = session.options;
  const { authenticator, stores, log } = server;
  if (!session.mayLogIn) throw refuse('tls-first');
  if (authzid && authzid !== user) throw refuse('login-for-another');
  const answer = await authenticator.authenticate(user, password, { address, service: 'smtp' });
  if (answer.kind === 'refused') {
    log.warn('submission.login-refused', { conn: id, reason: answer.reason });
    await pause(limits.refusedLoginDelayMs, session.signal);
    const last = session.countRefusedLogin() >= limits.refusedLogins;
    // RFC 5530 has a word for it in IMAP; of all else no more is told than that it failed.
    const rule = last ? 'login-refusals' : answer.reason === 'closed' ? 'login-closed' : 'login-refused';
    throw refuse(rule, answer.message);
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
