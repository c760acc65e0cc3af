/** MTA-STS (RFC 8461): a domain says over HTTPS which hosts take its mail, and that their certificates are to be checked. */
import { parsePolicy, resolvePolicy } from 'mailauth/lib/mta-sts.js';
import type { Clock } from '../../mail/clock.js';
import type { Notebook } from '../../mail/queue-store.js';
import { DnsError } from './dns/dns-error.js';
import type { Resolver } from './dns/resolver.js';
import { HttpsError, https, type HttpsOptions } from './https.js';

export interface StsPolicy {
  /** Of the TXT record it was fetched for (§3.1). */
  readonly id: string;
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Names, with `*.` for one label. */
  readonly mx: readonly string[];
  readonly maxAgeMs: number;
}

/** RFC 8460 §4.3.2.2. */
export type StsTrouble = 'sts-policy-fetch-error' | 'sts-policy-invalid' | 'sts-webpki-invalid';

export interface StsLookup {
  readonly policy: StsPolicy | undefined;
  /** The policy could not be had; `policy` is an older one, if any. */
  readonly trouble?: StsTrouble;
}

export interface MtaSts {
  /** @param domain in A-labels. Never throws but what `signal` was aborted with. */
  lookUp(domain: string, signal?: AbortSignal): Promise<StsLookup>;
}

/** §3.3: 64 KB and a minute. */
export const stsOctets = 65_536;
export const stsTimeoutMs = 60_000;
/** Of one policy; more do not fit into the notebook. */
const maxNames = 200;
/** §3.3: a server that has no policy where the DNS says so is not asked at each message. */
const troubleMs = 5 * 60_000;
const maxTroubles = 10_000;
const yearMs = 365 * 86_400_000;
const area = 'mta-sts';

interface MtaStsOptions {
  readonly resolver: Resolver;
  readonly notebook: Notebook;
  readonly clock: Clock;
  readonly https: HttpsOptions;
}

export function createMtaSts({ resolver, notebook, clock, https: httpsOptions }: MtaStsOptions): MtaSts {
  const troubles = new Map<string, { readonly id: string; readonly trouble: StsTrouble; readonly untilMs: number }>();

  async function fetchPolicy(domain: string, id: string, signal?: AbortSignal): Promise<StsPolicy | StsTrouble> {
    const url = new URL(`https://mta-sts.${domain}/.well-known/mta-sts.txt`);
    try {
      const { status, contentType, body } = await https({ method: 'GET', url }, httpsOptions, signal);
      if (status !== 200) return 'sts-policy-fetch-error'; // §3.3: redirects are not followed
      return contentType === 'text/plain' ? (readPolicy(body, id) ?? 'sts-policy-invalid') : 'sts-policy-invalid';
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof HttpsError && error.kind !== 'http') {
        return error.kind === 'tls' ? 'sts-webpki-invalid' : 'sts-policy-invalid';
      }
      return 'sts-policy-fetch-error';
    }
  }

  return {
    async lookUp(domain, signal) {
      const cached = (await notebook.get(area, domain)) as StsPolicy | undefined;
      const id = await policyId(resolver, domain, signal);
      // §5.1: a policy counts until its max_age is over, also when the DNS says nothing more of it.
      if (id === undefined || id === cached?.id) return { policy: cached };
      const known = troubles.get(domain);
      if (known && known.id === id && known.untilMs > clock.now()) return { policy: cached, trouble: known.trouble };
      troubles.delete(domain);
      const fetched = await fetchPolicy(domain, id, signal);
      if (typeof fetched === 'string') {
        if (troubles.size >= maxTroubles) troubles.clear();
        troubles.set(domain, { id, trouble: fetched, untilMs: clock.now() + troubleMs });
        return { policy: cached, trouble: fetched };
      }
      await notebook.put(area, domain, fetched, clock.now() + fetched.maxAgeMs);
      return { policy: fetched };
    },
  };
}

/** §3.1. @returns undefined when there is none, or the DNS does not answer */
async function policyId(resolver: Resolver, domain: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const lookUp = async (name: string) => (await resolver.query(name, 'TXT', signal)).values.map((text) => [text]);
    return (await resolvePolicy(domain, { resolver: lookUp })) || undefined;
  } catch (error) {
    signal?.throwIfAborted();
    // More than one record counts as none.
    if (error instanceof DnsError || (error as { code?: string }).code === 'multi_sts_records') return undefined;
    throw error;
  }
}

function readPolicy(body: Buffer, id: string): StsPolicy | undefined {
  try {
    const { mode, mx = [], maxAge } = parsePolicy(body);
    if (mx.length > maxNames || mx.some((name) => name.length > 255)) return undefined;
    return { id, mode, mx, maxAgeMs: Math.min((maxAge ?? 0) * 1_000, yearMs) };
  } catch {
    return undefined;
  }
}

/** §4.1: `*.` stands for one label, and only one. */
export function allowsHost({ mx }: StsPolicy, host: string): boolean {
  const rest = host.slice(host.indexOf('.') + 1);
  return mx.some((name) => (name.startsWith('*.') ? host !== rest && name.slice(2) === rest : name === host));
}
