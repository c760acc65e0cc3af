/** Style and script of the setup pages. */
import { Hono } from 'hono';
import type { WebEnv, WebOptions } from '../options.js';
import { scriptPath, stylePath } from '../setup/page.js';

export function setupFiles({ style, script }: WebOptions['files']) {
  const cached = (type: string) => ({ 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'max-age=300' });
  return new Hono<WebEnv>()
    .get(stylePath, (c) => c.body(style, 200, cached('text/css')))
    .get(scriptPath, (c) => c.body(script, 200, cached('text/javascript')));
}
