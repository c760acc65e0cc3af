/** `https://mta-sts.DOMAIN/.well-known/mta-sts.txt`: RFC 8461 §3.3. */
import { domainToASCII } from 'node:url';
import { Hono } from 'hono';
import { formatMtaStsPolicy, type MtaStsPolicy } from '../../../wire/setup/mta-sts-policy.js';
import type { WebEnv } from '../options.js';

/** @param policy undefined: there is none. @param domain the one that it is about */
export function mtaSts(policy: MtaStsPolicy | undefined, domain: () => string) {
  return new Hono<WebEnv>().get('/.well-known/mta-sts.txt', (c) => {
    const host = new URL(c.req.url).hostname;
    if (!policy || host !== `mta-sts.${domainToASCII(domain())}`) return c.notFound();
    return c.text(formatMtaStsPolicy(policy), 200, { 'Content-Type': 'text/plain', 'Cache-Control': 'max-age=300' });
  });
}
