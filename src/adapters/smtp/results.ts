/** What a transaction, or a problem, comes to for each recipient. */
import type { Clock } from '../../mail/clock.js';
import type { Attempt, Way } from '../../mail/queue.js';
import type { OutgoingMail, TransportResult } from '../../mail/transport.js';
import type { TransactionResult } from './connection.js';
import { wireAddress } from './envelope.js';
import type { Problem } from './problem.js';
import { isPermanent, type SmtpReply } from './reply.js';

/** By the recipients' numbers. */
export type Results = ReadonlyMap<number, TransportResult>;

export interface Handed {
  readonly mail: OutgoingMail;
  readonly way: Omit<Way, 'encrypted'>;
  /** What `taken` is called: RFC 3464 §2.3.3. */
  readonly taken: 'delivered' | 'relayed';
  readonly clock: Clock;
}

/** A result for every recipient. */
export function resultsOf({ refused, end }: TransactionResult, { mail, way, taken, clock }: Handed): Results {
  const { remote } = way;
  const atMs = clock.now();
  const told = (reply: SmtpReply): Attempt => ({ atMs, remote, reply: reply.line, status: reply.status });
  const refusal = (reply: SmtpReply): TransportResult => ({
    kind: isPermanent(reply) ? 'failed' : 'deferred',
    attempt: told(reply),
  });
  const forOthers = (): TransportResult => {
    if (end.kind === 'lost') {
      const after = end.begun ? ' while the message was sent; it may have arrived' : '';
      return { kind: 'deferred', attempt: { atMs, remote, reply: `${end.why}${after}`, status: '4.4.2' } };
    }
    return end.kind === 'taken' ? { kind: taken, attempt: told(end.reply), way } : refusal(end.reply);
  };
  return new Map(
    mail.recipients.map(({ number, address }) => {
      const reply = refused.get(wireAddress(address));
      return [number, reply ? refusal(reply) : forOthers()];
    }),
  );
}

/** The same for everybody: nothing was handed over. */
export function allMet(mail: OutgoingMail, met: Problem, clock: Clock): Results {
  const { permanent, status, reply, remote, unreachable, ours } = met;
  const attempt: Attempt = {
    atMs: clock.now(),
    reply,
    status,
    ...(remote === undefined ? {} : { remote }),
    ...(ours && { ours }),
  };
  const result: TransportResult = {
    kind: permanent ? 'failed' : 'deferred',
    attempt,
    ...(unreachable ? { unreachable } : {}),
  };
  return new Map(mail.recipients.map(({ number }) => [number, result]));
}
