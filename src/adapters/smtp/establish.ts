/** A connection as safe as it has to be, or as it can be. */
import { createHash } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import type { Clock } from '../../mail/clock.js';
import type { Log } from '../../mail/log.js';
import type { Way } from '../../mail/queue.js';
import { matchesDane, shownChain } from '../net/dane.js';
import type { TlsaRecord } from '../net/dns/records.js';
import type { Dial } from '../net/https.js';
import { connect, type ConnectOptions } from './connect.js';
import { ConnectionFailure } from './connection-failure.js';
import type { SmtpConnection } from './connection.js';
import type { SmtpLimits } from './limits.js';
import type { Pooled } from './pool.js';
import { certificateTrouble, troubleOf, type TlsTrouble } from './tls-observer.js';

export type TlsDemand =
  | { readonly kind: 'never' }
  /** Where offered, and whatever certificate (RFC 7435); in the open where it fails. */
  | { readonly kind: 'may' }
  /** Whatever certificate. */
  | { readonly kind: 'encrypt' }
  /** A certificate of a public authority for the host's name. */
  | { readonly kind: 'pkix'; readonly proof: 'mta-sts' | 'pkix' }
  | { readonly kind: 'dane'; readonly names: readonly string[]; readonly records: readonly TlsaRecord[] };

/** Where to, and what for. */
export interface Target {
  /** For SNI and the certificate. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly implicit: boolean;
  readonly demand: TlsDemand;
  readonly login?: ConnectOptions['login'];
}

export interface Surroundings {
  readonly helo: string;
  readonly secureContext: SecureContext | undefined;
  readonly limits: SmtpLimits;
  readonly dial: Dial;
  readonly clock: Clock;
  readonly log: Log;
}

/** `certificate`: also when nobody demanded one that holds. */
export interface Seen {
  readonly trouble: TlsTrouble | undefined;
  readonly certificate: TlsTrouble | undefined;
}

export type Verified = Way['verified'];

/**
 * @param see called once with what TLS came to; not at all when no server was reached
 * @throws ConnectionFailure; what `signal` was aborted with
 */
export async function establish(
  target: Target,
  around: Surroundings,
  signal: AbortSignal,
  see: (seen: Seen) => void,
): Promise<Pooled<Verified>> {
  const { name, demand, implicit, address, port, login } = target;
  const { host, port: dialled } = around.dial(address, port);
  const { helo, secureContext, limits } = around;
  const common = { address: host, port: dialled, host: name, helo, secureContext, limits, signal };
  const options = { ...common, ...(login ? { login } : {}) };
  const verify = demand.kind === 'pkix';
  const tls = implicit ? 'implicit' : demand.kind === 'may' || demand.kind === 'never' ? demand.kind : 'must';
  try {
    const connection = await connect({ ...options, tls, verify });
    if (demand.kind === 'dane') provenByDane(connection, demand, around.clock.now());
    const certificate = certificateOf(connection);
    see({ trouble: connection.tls ? undefined : 'starttls-not-supported', certificate });
    return { connection, about: demand.kind === 'dane' ? 'dane' : certificate ? 'no' : 'pkix' };
  } catch (error) {
    if (!(error instanceof ConnectionFailure) || error.stage !== 'tls') throw error;
    const trouble = troubleOf(error);
    see({ trouble, certificate: trouble });
    if (demand.kind !== 'may') throw error;
    // RFC 7435 §3: better in the open than not at all, where nobody asked for more.
    around.log.info('transport.in-the-open', { host: name, why: error.code ?? trouble });
    return { connection: await connect({ ...options, tls: 'never', verify: false }), about: 'no' };
  }
}

/** Tells connections apart that may be used for each other. */
export function demandKey(demand: TlsDemand): string {
  if (demand.kind !== 'dane') return demand.kind;
  const hash = createHash('sha256').update(demand.names.join(' '));
  for (const { usage, selector, matchingType, data } of demand.records) {
    hash.update(` ${usage} ${selector} ${matchingType} `).update(data);
  }
  return `dane ${hash.digest('base64')}`;
}

function provenByDane(
  connection: SmtpConnection,
  { names, records }: Extract<TlsDemand, { kind: 'dane' }>,
  nowMs: number,
): void {
  const { secured, host } = connection;
  if (secured && matchesDane(records, shownChain(secured), names, nowMs)) return;
  connection.destroy();
  const message = `${host}: its certificate is none of those that the DNS names (DANE)`;
  throw new ConnectionFailure('tls', message, undefined, 'CERT_NOT_IN_DANE');
}

function certificateOf({ secured }: SmtpConnection): TlsTrouble | undefined {
  if (!secured) return 'starttls-not-supported';
  if (secured.authorized) return undefined;
  const error: unknown = secured.authorizationError;
  return certificateTrouble(typeof error === 'string' ? error : ((error as { code?: string }).code ?? ''));
}
