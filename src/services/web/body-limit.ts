/** How much a request may bring. */
import { createMiddleware } from 'hono/factory';
import type { WebEnv } from './options.js';

/**
 * What it brings has a length, told beforehand (RFC 9112 §6.3: none told is none there), so that what is too large is
 * refused unread. Forms of browsers and the requests of mail apps have one.
 */
export function limitedBody(mostOctets: number) {
  return createMiddleware<WebEnv>(async (c, next) => {
    if (c.req.header('Transfer-Encoding') !== undefined) return c.text('Length required', 411);
    if (Number(c.req.header('Content-Length') ?? 0) > mostOctets) return c.text('Too large', 413);
    return next();
  });
}
