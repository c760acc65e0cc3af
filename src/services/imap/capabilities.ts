/** CAPABILITY: RFC 9051 §6.1.1, read off the command table, and what no single command stands for. */
import type { Capability } from './command.js';
import { commands } from './commands/index.js';
import type { ImapLimits } from './limits.js';
import type { Without } from './switch-off.js';

/** What capabilities depend on. */
export interface CapabilityState {
  readonly state: 'not-authenticated' | 'authenticated' | 'selected';
  readonly secure: boolean;
  readonly mayLogin: boolean;
  readonly mayBind: boolean;
  readonly compressed: boolean;
  readonly limits: ImapLimits;
  /** Not told, in capitals. */
  readonly without: Without;
}

const fromTable: readonly Capability[] = [...commands.values()].flatMap((command) => command.capabilities ?? []);

export function capabilityList(session: CapabilityState): string {
  const { without } = session;
  const loggedIn = session.state !== 'not-authenticated';
  const due: Record<NonNullable<Capability['when']>, boolean> = {
    'may-start-tls': !loggedIn && !session.secure,
    'may-login': !loggedIn && session.mayLogin,
    'may-bind': !loggedIn && session.mayBind,
    'may-not-login': !loggedIn && !session.mayLogin,
    'logged-in': loggedIn,
    'may-compress': loggedIn && !session.compressed, // RFC 4978 §3: not offered when it is active
  };
  const names = fromTable.filter(({ when }) => when === undefined || due[when]).map(({ name }) => name);
  // RFC 7888: literals without waiting, of any size. RFC 7889: the most that APPEND takes.
  const declared = ['IMAP4rev1', 'IMAP4rev2', 'LITERAL+'];
  if (loggedIn) declared.push('UTF8=ACCEPT', `APPENDLIMIT=${session.limits.messageOctets}`);
  const told = [...declared, ...new Set(names)];
  if (without.size === 0) return told.join(' ');
  // With QUOTA goes QUOTA=RES-STORAGE: nothing is told that only says more of what is off.
  const isOff = (name: string): boolean => without.has(name) || without.has(name.replace(/=.*/, ''));
  return told.filter((name) => !isOff(name.toUpperCase())).join(' ');
}

/** All that can be switched off: what is ever told, but for the protocol itself. In capitals. */
export const optionalCapabilities: ReadonlySet<string> = new Set(
  ['IMAP4rev2', 'LITERAL+', 'UTF8=ACCEPT', 'APPENDLIMIT', ...fromTable.map(({ name }) => name)]
    .filter((name) => name !== 'LOGINDISABLED')
    .map((name) => name.toUpperCase()),
);
