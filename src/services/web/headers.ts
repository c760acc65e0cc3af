/** What every answer tells browsers: nothing from elsewhere, nothing embedded, nothing kept, nothing passed on. */
import { createMiddleware } from 'hono/factory';
import type { WebEnv } from './options.js';

/** Pages that need more say so themselves. */
export const bareContentPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export const securityHeaders = createMiddleware<WebEnv>(async (c, next) => {
  await next();
  const { headers } = c.res;
  const unlessSet = (name: string, value: string) => headers.has(name) || headers.set(name, value);
  unlessSet('Content-Security-Policy', bareContentPolicy);
  unlessSet('Cache-Control', 'no-store');
  headers.set('X-Content-Type-Options', 'nosniff');
  headers.set('X-Frame-Options', 'DENY');
  headers.set('Referrer-Policy', 'no-referrer');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  headers.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
  headers.set('X-Robots-Tag', 'noindex, nofollow');
});
