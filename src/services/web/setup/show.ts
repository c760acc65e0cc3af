/** Setup pages as answers. */
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { chosenLanguage, pageLanguage } from '../language.js';
import type { WebEnv } from '../options.js';
import { type Markup, type PageFrame, pageContentPolicy } from './page.js';
import { type SetupTrouble, troublePage } from './pages/trouble.js';

/** @param path by which GET shows the page */
export function frameOf(c: Context<WebEnv>, serviceName: string, path: string): PageFrame {
  return { language: pageLanguage(c), chosen: chosenLanguage(c) !== undefined, serviceName, path };
}

export async function showPage(
  c: Context<WebEnv>,
  content: Markup,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  return c.html(await content, status, { 'Content-Security-Policy': pageContentPolicy, Vary: 'Accept-Language' });
}

export function showTrouble(
  c: Context<WebEnv>,
  frame: PageFrame,
  trouble: SetupTrouble,
  status: ContentfulStatusCode,
): Promise<Response> {
  return showPage(c, troublePage(frame, trouble), status);
}
