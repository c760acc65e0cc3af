/** Everything the web server answers, put together: what holds for all requests first, then the routes. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { securityHeaders } from './headers.js';
import { defaultWebLimits } from './limits.js';
import type { WebEnv, WebOptions } from './options.js';
import { limitedRate, RequestRate } from './request-rate.js';
import { health } from './routes/health.js';

export type WebApp = Hono<WebEnv>;

export function createWebApp(options: WebOptions): WebApp {
  const { clock, log } = options;
  const limits = { ...defaultWebLimits, ...options.limits };
  const app = new Hono<WebEnv>();
  app.use(securityHeaders);
  app.use(limitedRate(new RequestRate({ clock, perWindow: limits.requestsPerMinute, windowMs: 60_000 })));
  app.use(bodyLimit({ maxSize: limits.bodyOctets, onError: (c) => c.text('Too large', 413) }));
  app.route('/', health());
  app.notFound((c) => c.text('Not found', 404));
  app.onError((error, c) => {
    // Never the path: it may hold a token.
    log.error('web.failed', { error });
    return c.text('Internal error', 500);
  });
  return app;
}
