/** How often something may be asked from one place. In memory only, and for one window of time. */
import { isIPv6 } from 'node:net';
import { createMiddleware } from 'hono/factory';
import { isLoopback } from '../../lib/listen.js';
import type { Clock } from '../../mail/clock.js';
import type { WebEnv } from './options.js';

/** Places that are counted at the same time; beyond it all are forgotten, as at the end of a window. */
const maxPlaces = 20_000;

export class RequestRate {
  readonly #clock: Clock;
  readonly #perWindow: number;
  readonly #windowMs: number;
  readonly #counts = new Map<string, number>();
  #endsMs = 0;

  constructor({ clock, perWindow, windowMs }: { clock: Clock; perWindow: number; windowMs: number }) {
    this.#clock = clock;
    this.#perWindow = perWindow;
    this.#windowMs = windowMs;
  }

  /** @returns false: too often, ask again after the window. Loopback may always: it may be a proxy for everybody */
  take(address: string): boolean {
    if (isLoopback(address)) return true;
    const now = this.#clock.now();
    if (now >= this.#endsMs || this.#counts.size >= maxPlaces) {
      this.#counts.clear();
      this.#endsMs = now + this.#windowMs;
    }
    const place = placeOf(address);
    const count = (this.#counts.get(place) ?? 0) + 1;
    if (count > this.#perWindow) return false;
    this.#counts.set(place, count);
    return true;
  }
}

export function limitedRate(rate: RequestRate) {
  return createMiddleware<WebEnv>(async (c, next) => {
    if (rate.take(c.env.address)) return next();
    return c.text('Too many requests', 429, { 'Retry-After': '60' });
  });
}

/** A customer's line has an IPv6 /64 at least, so its addresses count as one. */
function placeOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail = ''] = address.replace(/%.*$/, '').split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const missing = address.includes('::') ? 8 - groups(head).length - groups(tail).length : 0;
  const all = [...groups(head), ...Array.from({ length: missing }, () => '0'), ...groups(tail)];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
