/** Why a server, or a whole destination, did not take a message. */
import type { DnsError } from '../net/dns/dns-error.js';
import type { ConnectionFailure } from './connection-failure.js';
import { isPermanent, oneLine, type SmtpReply } from './reply.js';

export interface Problem {
  /** Trying again will not help. */
  readonly permanent: boolean;
  /** RFC 3463. */
  readonly status: string;
  /** The remote's reply, or our own words. */
  readonly reply: string;
  /** Host that was tried, if any. */
  readonly remote?: string;
  /** Nobody there, or nobody who speaks SMTP. */
  readonly unreachable?: true;
  /** It is with our own next server, not with the recipient's. */
  readonly ours?: true;
}

export const problem = (permanent: boolean, status: string, reply: string, remote?: string): Problem => ({
  permanent,
  status,
  reply: oneLine(reply),
  ...(remote === undefined ? {} : { remote }),
});

export function problemOfReply(reply: SmtpReply, remote: string): Problem {
  return problem(isPermanent(reply), reply.status, reply.line, remote);
}

export function problemOfDns(error: DnsError): Problem {
  return problem(false, '4.4.3', error.message); // RFC 3463 §3.5: directory server failure
}

export function problemOfFailure(failure: ConnectionFailure, remote: string): Problem {
  const { stage, reply, message } = failure;
  switch (stage) {
    case 'connect':
      return { ...problem(false, '4.4.1', message, remote), unreachable: true };
    case 'greeting':
      if (reply) return problemOfReply(reply, remote);
      return { ...problem(false, '4.4.2', message, remote), unreachable: true };
    case 'tls':
      // RFC 8461 §5, RFC 7672 §2.2: delivery waits, in the hope that somebody mends it.
      return problem(false, '4.7.5', message, remote);
    case 'login':
      return problem(false, reply?.status.replace(/^5/, '4') ?? '4.7.0', message, remote);
  }
}

/** Of all that were met: what may pass counts before what will not. */
export function decisive(problems: readonly Problem[]): Problem {
  const temporary = problems.filter(({ permanent }) => !permanent);
  const told = temporary.find(({ unreachable }) => !unreachable) ?? temporary.at(-1) ?? problems[0];
  if (!told) return problem(false, '4.4.4', 'no server of the destination could be tried');
  const { unreachable: _, ...rest } = told;
  return problems.every(({ unreachable }) => unreachable) ? { ...rest, unreachable: true } : rest;
}
