/** Everything the web server answers, put together: what holds for all requests first, then the routes. */
import { type Context, Hono } from 'hono';
import { limitedBody } from './body-limit.js';
import { securityHeaders } from './headers.js';
import { defaultWebLimits } from './limits.js';
import type { WebEnv, WebOptions } from './options.js';
import { limitedRate, RequestRate } from './request-rate.js';
import { autoconfig, routedPath } from './routes/autoconfig.js';
import { health } from './routes/health.js';
import { mtaSts } from './routes/mta-sts.js';
import { openpgpKeys } from './routes/openpgp-keys.js';
import { setupFiles } from './routes/setup-files.js';
import { setupLink } from './routes/setup-link.js';
import { setupPages } from './routes/setup-pages.js';
import { frameOf, showTrouble } from './setup/show.js';
import { Tickets } from './setup/tickets.js';

export type WebApp = Hono<WebEnv>;

export function createWebApp(options: WebOptions): WebApp {
  const { settings, feed, clock, log } = options;
  const limits = { ...defaultWebLimits, ...options.limits };
  const domain = () => settings().domain;
  const tickets = new Tickets({ clock, feed, randomOctets: options.randomOctets, limits });

  const app = new Hono<WebEnv>({ getPath: routedPath });
  app.use(securityHeaders);
  app.use(limitedRate(new RequestRate({ clock, perWindow: limits.requestsPerMinute, windowMs: 60_000 })));
  app.use(limitedBody(limits.bodyOctets));
  app.route('/', health());
  app.route('/', autoconfig({ settings, clock }));
  app.route('/', mtaSts(options.mtaSts, domain));
  app.route('/', openpgpKeys(domain));
  app.route('/', setupFiles(options.files));
  app.route('/', setupLink(options, tickets));
  app.route('/', setupPages(options, tickets));

  // People are told in a page, programs in a line.
  const isForPeople = (c: Context<WebEnv>) => c.req.path.startsWith('/s/');
  const frame = (c: Context<WebEnv>) => frameOf(c, settings().serviceName, '');
  app.notFound((c) => (isForPeople(c) ? showTrouble(c, frame(c), 'not-found', 404) : c.text('Not found', 404)));
  app.onError((error, c) => {
    // Never the path: it may hold a token.
    log.error('web.failed', { error });
    return isForPeople(c) ? showTrouble(c, frame(c), 'failed', 500) : c.text('Internal error', 500);
  });
  return app;
}
