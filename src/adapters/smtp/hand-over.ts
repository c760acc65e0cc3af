/** One message to one server, over a connection used again or a new one. */
import type { Clock } from '../../mail/clock.js';
import type { OutgoingMail } from '../../mail/transport.js';
import type { TransactionResult } from './connection.js';
import { transactionOf, unfit } from './envelope.js';
import type { Verified } from './establish.js';
import type { ConnectionPool, Place } from './pool.js';
import { problem, problemOfReply, type Problem } from './problem.js';
import { resultsOf, type Results } from './results.js';

export interface HandOver {
  readonly pool: ConnectionPool<Verified>;
  readonly place: Place<Verified>;
  readonly mail: OutgoingMail;
  /** What the right to call the server the right one rests on, given what its connection showed. */
  readonly verified: (seen: Verified) => Verified;
  readonly clock: Clock;
}

/**
 * @returns a problem where another server may do better: nothing was sent
 * @throws ConnectionFailure; what reading the message throws; what `signal` was aborted with
 */
export async function handOver(
  { pool, place, mail, verified, clock }: HandOver,
  signal: AbortSignal,
): Promise<Results | Problem> {
  const { host } = place;
  const { outcome } = await pool.use(place, signal, async ({ connection, about }) => {
    const lacking = unfit(connection, mail);
    if (lacking) return { result: undefined, outcome: lacking };
    const result = await connection.send(transactionOf(connection, mail), signal);
    const way = { remote: host, tls: connection.tls, verified: verified(about) };
    // RFC 3461 §5.2.2, RFC 3464 §2.3.3: a server without DSN reports no further, be it the last one or not.
    const taken = connection.extensions.has('DSN') ? 'delivered' : 'relayed';
    return { result, outcome: unsent(result, host) ?? resultsOf(result, { mail, way, taken, clock }) };
  });
  return outcome;
}

/** Lost, or sent away (RFC 5321 §3.8), before anything of the message was on the wire. */
function unsent({ refused, end }: TransactionResult, host: string): Problem | undefined {
  if (end.kind === 'lost' && !end.begun && refused.size === 0) return problem(false, '4.4.2', end.why, host);
  return end.kind === 'refused' && end.reply.code === 421 ? problemOfReply(end.reply, host) : undefined;
}

export function isProblem(outcome: Results | Problem): outcome is Problem {
  return 'status' in outcome;
}
