/** German or English: as chosen on the page, else as the browser asks for (RFC 9110 §12.5.4). */
import type { Context } from 'hono';
import type { Language } from '../../mail/accounts.js';
import type { WebEnv } from './options.js';

const languages: readonly Language[] = ['de', 'en'];

/** Chosen on the page; no cookie keeps it, the links of a page pass it on. */
export function chosenLanguage(c: Context<WebEnv>): Language | undefined {
  return languages.find((language) => language === c.req.query('lang'));
}

export function pageLanguage(c: Context<WebEnv>): Language {
  return chosenLanguage(c) ?? preferredLanguage(c.req.header('Accept-Language') ?? '');
}

/** German where the browser does not say: the service's letters are German first. */
export function preferredLanguage(acceptLanguage: string): Language {
  const wishes = acceptLanguage
    .slice(0, 500)
    .split(',')
    .map((wish) => /^\s*([a-zA-Z]{1,8}|\*)(?:-[a-zA-Z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/.exec(wish))
    .flatMap((match) => (match ? [{ tag: match[1]!.toLowerCase(), weight: Number(match[2] ?? 1) }] : []));
  const weight = (language: Language) => wishes.find(({ tag }) => tag === language)?.weight ?? 0;
  if (weight('de') === 0 && weight('en') === 0) return wishes.some(({ tag }) => tag !== '*') ? 'en' : 'de';
  return weight('en') > weight('de') ? 'en' : 'de';
}
