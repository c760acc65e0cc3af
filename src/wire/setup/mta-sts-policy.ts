/** The MTA-STS policy of a domain, as others fetch it: RFC 8461 §3.2. */
import { createHash } from 'node:crypto';

export interface MtaStsPolicy {
  readonly mode: 'none' | 'testing' | 'enforce';
  /** Host names; `*.` stands for one label. */
  readonly mx: readonly string[];
  readonly maxAgeMs: number;
}

export function formatMtaStsPolicy({ mode, mx, maxAgeMs }: MtaStsPolicy): string {
  const lines = [
    'version: STSv1',
    `mode: ${mode}`,
    ...mx.map((host) => `mx: ${host.toLowerCase()}`),
    `max_age: ${Math.floor(maxAgeMs / 1000)}`,
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}

/** The id in the TXT record (§3.1, 1 to 32 letters and digits), by which others see that the policy is another. */
export function mtaStsPolicyId(policy: MtaStsPolicy): string {
  return createHash('sha256').update(formatMtaStsPolicy(policy)).digest('hex').slice(0, 32);
}
