/** Whether the server serves: for load balancers and monitoring. */
import { Hono } from 'hono';
import type { WebEnv } from '../options.js';

export function health() {
  return new Hono<WebEnv>().get('/healthz', (c) => c.text('ok\n'));
}
