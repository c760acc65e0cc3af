/** Counts of TLS sessions with one domain on one day (RFC 8460 §4.4), small enough for the notebook. */
import type { AppliedPolicy, TlsSession, TlsTrouble } from '../smtp/tls-observer.js';

export interface FailureCount {
  readonly trouble: TlsTrouble;
  readonly mxHost?: string;
  readonly address?: string;
  readonly count: number;
}

export interface PolicyTally {
  readonly policy: AppliedPolicy;
  readonly successes: number;
  /** Also of those that `details` has no room for. */
  readonly failures: number;
  readonly details: readonly FailureCount[];
}

export type Tally = readonly PolicyTally[];

/** A policy that changes by the hour, and servers by the thousand, shall not fill the notebook. */
const maxPolicies = 4;
const maxLines = 20;
const maxLineCharacters = 200;
const maxDetails = 20;

export function tallyOf({ policy, mxHost, address, trouble }: TlsSession): Tally {
  const short = (lines: readonly string[]) => lines.slice(0, maxLines).map((line) => line.slice(0, maxLineCharacters));
  const applied = { ...policy, lines: short(policy.lines), mx: short(policy.mx) };
  if (!trouble) return [{ policy: applied, successes: 1, failures: 0, details: [] }];
  const detail = { trouble, ...(mxHost ? { mxHost } : {}), ...(address ? { address } : {}), count: 1 };
  return [{ policy: applied, successes: 0, failures: 1, details: [detail] }];
}

export function addTallies(one: Tally, other: Tally): Tally {
  const sum = new Map(one.map((part) => [JSON.stringify(part.policy), part]));
  for (const part of other) {
    const key = JSON.stringify(part.policy);
    const known = sum.get(key);
    if (known) sum.set(key, add(known, part));
    else if (sum.size < maxPolicies) sum.set(key, part);
  }
  return [...sum.values()];
}

function add(one: PolicyTally, other: PolicyTally): PolicyTally {
  const keyOf = ({ trouble, mxHost, address }: FailureCount) => `${trouble} ${mxHost} ${address}`;
  const details = new Map(one.details.map((detail) => [keyOf(detail), detail]));
  for (const detail of other.details) {
    const known = details.get(keyOf(detail));
    if (known) details.set(keyOf(detail), { ...known, count: known.count + detail.count });
    else if (details.size < maxDetails) details.set(keyOf(detail), detail);
  }
  return {
    policy: one.policy,
    successes: one.successes + other.successes,
    failures: one.failures + other.failures,
    details: [...details.values()],
  };
}
