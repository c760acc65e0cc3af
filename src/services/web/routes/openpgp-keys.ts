/**
 * The directory of OpenPGP keys (WKD, draft-koch-openpgp-webkey-service §3.1), both ways of asking. No account has a key
 * yet; that there is a directory is told by its policy file (§4.5), so that apps need not ask elsewhere.
 */
import { domainToASCII } from 'node:url';
import { Hono } from 'hono';
import type { WebEnv } from '../options.js';

/** @param domain of the addresses */
export function openpgpKeys(domain: () => string) {
  const app = new Hono<WebEnv>();
  app.get('/.well-known/openpgpkey/policy', (c) => c.text(''));
  app.get('/.well-known/openpgpkey/:domain/policy', (c) => {
    return c.req.param('domain').toLowerCase() === domainToASCII(domain()) ? c.text('') : c.notFound();
  });
  return app;
}
