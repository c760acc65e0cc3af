/**
 * How a mail app sets itself up, for those who ask before they sign in: Thunderbird's autoconfig, Microsoft's
 * autodiscover, PACC. All answers are the same for every address: they tell nobody which accounts exist.
 */
import { Hono, type Context } from 'hono';
import type { Clock } from '../../../mail/clock.js';
import type { MailSettings } from '../../../mail/mail-settings.js';
import { formatAutoconfig } from '../../../wire/setup/autoconfig.js';
import {
  formatAutodiscover,
  formatAutodiscoverError,
  formatAutodiscoverJson,
  readAutodiscoverRequest,
} from '../../../wire/setup/autodiscover.js';
import { formatPacc } from '../../../wire/setup/pacc.js';
import type { WebEnv } from '../options.js';

interface AutoconfigParts {
  readonly settings: () => MailSettings;
  readonly clock: Clock;
}

/** Settings change seldom, and an app asks once. */
const cacheControl = 'public, max-age=300';

export function autoconfig({ settings, clock }: AutoconfigParts) {
  const app = new Hono<WebEnv>();
  const xml = (c: Context<WebEnv>, body: Buffer, cache = 'no-store') =>
    octets(c, body, 'application/xml; charset=utf-8', cache);

  // draft-ietf-mailmaint-autoconfig: at autoconfig.DOMAIN, and at DOMAIN itself. `?emailaddress=` is not looked at.
  for (const path of ['/mail/config-v1.1.xml', '/.well-known/autoconfig/mail/config-v1.1.xml']) {
    app.get(path, (c) => xml(c, formatAutoconfig(settings()), cacheControl));
  }

  app.post('/autodiscover/autodiscover.xml', async (c) => {
    const address = readAutodiscoverRequest(Buffer.from(await c.req.arrayBuffer()));
    if (address !== undefined) return xml(c, formatAutodiscover(settings(), address));
    const now = new Date(clock.now()).toISOString();
    return xml(c, formatAutodiscoverError(now.slice(11, 19), String(clock.now() % 1e9)));
  });

  for (const path of ['/autodiscover/autodiscover.json', '/autodiscover/autodiscover.json/v1.0/:address']) {
    app.get(path, (c) => {
      const protocol = c.req.query('Protocol') ?? c.req.query('protocol');
      const { status, body } = formatAutodiscoverJson(
        protocol,
        `${settings().web ?? ''}/autodiscover/autodiscover.xml`,
      );
      c.status(status);
      return octets(c, body, 'application/json', 'no-store');
    });
  }

  app.get('/.well-known/user-agent-configuration.json', (c) => {
    const document = formatPacc(settings());
    return document ? octets(c, document, 'application/json', cacheControl) : c.notFound();
  });
  return app;
}

function octets(c: Context<WebEnv>, body: Buffer, contentType: string, cache: string): Response {
  return c.body(new Uint8Array(body), { headers: { 'Content-Type': contentType, 'Cache-Control': cache } });
}

/** Outlook asks for `/Autodiscover/Autodiscover.xml` and in other ways; all else is told apart by case. */
export function routedPath(request: Request): string {
  const { pathname } = new URL(request.url);
  return /^\/autodiscover\//i.test(pathname) ? pathname.toLowerCase() : pathname;
}
