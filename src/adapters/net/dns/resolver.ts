/**
 * A stub resolver (RFC 1035). It tells trouble that may pass from "there is no such name", and whether an answer was
 * proven by DNSSEC; node's own resolver does neither know the AD bit nor where aliases led.
 */
import { DnsError } from './dns-error.js';
import { exchange } from './exchange.js';
import type { Reply } from './message.js';
import { isLoopback, nameServers, type NameServer } from './name-servers.js';
import { isName, plainName, type RecordValues, type WantedType } from './records.js';

export interface DnsAnswer<T> {
  /** Empty when there are none of this type. */
  readonly values: readonly T[];
  /** False: the name does not exist (NXDOMAIN). */
  readonly exists: boolean;
  /** Where the aliases led, in lower case. */
  readonly name: string;
  /** RFC 4035 §3.2.3: proven, the absence too. Only from a resolver that is trusted with it. */
  readonly authentic: boolean;
}

export interface Resolver {
  /**
   * @param name in A-labels
   * @throws DnsError when it may be otherwise later: no server answers, SERVFAIL, aliases without end
   */
  query<T extends WantedType>(name: string, type: T, signal?: AbortSignal): Promise<DnsAnswer<RecordValues[T]>>;
}

export interface ResolverOptions {
  /** `ip[:port]`, asked in this order. None: the system's. */
  readonly servers: readonly string[];
  /** For one question to one server. */
  readonly timeoutMs?: number;
  /** Rounds through the servers. */
  readonly rounds?: number;
  /**
   * Whose AD bit is believed. Anybody on the way can set it (RFC 7672 §2.1.1): by default that of a resolver on this host;
   * `always` when the operator says that the way to it is safe.
   */
  readonly authentic?: 'loopback' | 'always' | 'never';
}

/** Aliases followed for one question. */
const maxAliases = 8;

/** @throws Error when `servers` has something else than addresses */
export function openResolver(options: ResolverOptions): Resolver {
  const { timeoutMs = 3_000, rounds = 2, authentic = 'loopback' } = options;
  const servers = nameServers(options.servers);
  const believed = ({ host }: NameServer) => authentic === 'always' || (authentic === 'loopback' && isLoopback(host));

  async function ask(name: string, type: WantedType, signal: AbortSignal | undefined): Promise<Reply> {
    let trouble = new DnsError('no-answer', `no DNS server to ask for ${type} of ${name}`);
    for (let round = 0; round < rounds; round++) {
      for (const server of servers) {
        signal?.throwIfAborted();
        try {
          const reply = await exchange(server, { name, type }, { timeoutMs, signal });
          return { ...reply, authentic: reply.authentic && believed(server) };
        } catch (error) {
          if (!(error instanceof DnsError)) throw error;
          trouble = error;
        }
      }
    }
    throw trouble;
  }

  return {
    async query<T extends WantedType>(name: string, type: T, signal?: AbortSignal) {
      const asked = plainName(name);
      if (!isName(asked)) return { values: [], exists: false, name: asked, authentic: false };
      const reply = await ask(asked, type, signal);
      const end = followAliases(asked, reply.aliases);
      const records = reply.records.filter((record) => record.name === end);
      const values = records.map(({ value }) => value as RecordValues[T]);
      return { values, exists: reply.exists, name: end, authentic: reply.authentic };
    },
  };
}

/** A recursive resolver gives the chain whole (RFC 1034 §4.3.2); aliases that the answer is not about are not looked at. */
function followAliases(name: string, aliases: ReadonlyMap<string, string>): string {
  let at = name;
  for (let steps = 0; steps <= maxAliases; steps++) {
    const next = aliases.get(at);
    if (next === undefined) return at;
    at = next;
  }
  throw new DnsError('alias-loop', `aliases of ${name} do not end`);
}
