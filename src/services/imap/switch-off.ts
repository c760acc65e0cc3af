/**
 * Capabilities that are switched off for some: a client that breaks on one is served as by a server without it, while
 * the operator waits for its makers. Which client it is, it says itself (ID, RFC 2971).
 */
import type { AnyCommand } from './command.js';

export interface SwitchOff {
  /** As ID says it, in any case; a `*` at the end stands for anything. Any client when left out. */
  readonly client?: { readonly name: string; readonly version?: string | undefined } | undefined;
  /** User name, in any case. Any account when left out. */
  readonly account?: string | undefined;
  /** As in CAPABILITY, in any case; without the value behind APPENDLIMIT. */
  readonly capabilities: readonly string[];
}

export interface WhoIsThere {
  readonly client: { readonly name: string | undefined; readonly version: string | undefined } | undefined;
  readonly user: string | undefined;
}

/** Capabilities in capitals. */
export type Without = ReadonlySet<string>;

const withoutNothing: Without = new Set();

export function switchedOff(rules: readonly SwitchOff[], { client, user }: WhoIsThere): Without {
  const matching = rules.filter(
    (rule) =>
      (rule.account === undefined || rule.account.toLowerCase() === user?.toLowerCase()) &&
      (rule.client === undefined ||
        (matches(rule.client.name, client?.name) &&
          (rule.client.version === undefined || matches(rule.client.version, client?.version)))),
  );
  if (matching.length === 0) return withoutNothing;
  const off = new Set(matching.flatMap(({ capabilities }) => capabilities.map((name) => name.toUpperCase())));
  if (off.has('CONDSTORE')) off.add('QRESYNC'); // which has all of it (RFC 7162 §3.2.3)
  return off;
}

/** Whether the command, in its UID form or not, is there for a client without these. */
export function knows(without: Without, { capabilities = [] }: AnyCommand, uid: boolean): boolean {
  if (without.size === 0) return true;
  return !capabilities.some(
    ({ name, covers }) => (covers === 'command' || (covers === 'uid-form' && uid)) && without.has(name.toUpperCase()),
  );
}

function matches(pattern: string, said: string | undefined): boolean {
  if (said === undefined) return false;
  const [wanted, is] = [pattern.toLowerCase(), said.toLowerCase()];
  return wanted.endsWith('*') ? is.startsWith(wanted.slice(0, -1)) : is === wanted;
}
