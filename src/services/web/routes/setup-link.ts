/** `/s/TOKEN`, the one-time link: asks for the PIN; the right one uses the link up and leads to the pages behind it. */
import { Hono, type Context } from 'hono';
import { setupPinTag, setupTokenHash } from '../../../mail/setup-links.js';
import { defaultWebLimits } from '../limits.js';
import type { WebEnv, WebOptions } from '../options.js';
import { RequestRate } from '../request-rate.js';
import { keepLanguage, pageTexts } from '../setup/page.js';
import { pinPage } from '../setup/pages/pin.js';
import { frameOf, showPage, showTrouble } from '../setup/show.js';
import type { Tickets } from '../setup/tickets.js';

export function setupLink(options: WebOptions, tickets: Tickets) {
  const { setupLinks, settings, clock, log } = options;
  const { pinsPerHour } = { ...defaultWebLimits, ...options.limits };
  const pins = new RequestRate({ clock, perWindow: pinsPerHour, windowMs: 3_600_000 });
  const app = new Hono<WebEnv>();
  const frame = (c: Context<WebEnv>) => frameOf(c, settings().serviceName, c.req.path);

  app.get('/s/:token', async (c) => {
    const open = await setupLinks.isOpen(setupTokenHash(c.req.param('token')), clock.now());
    return open ? showPage(c, pinPage(frame(c))) : showTrouble(c, frame(c), 'link-gone', 404);
  });

  app.post('/s/:token', async (c) => {
    const token = c.req.param('token');
    const texts = pageTexts(frame(c)).pin;
    const pin = digitsOf((await c.req.parseBody())['pin']);
    // A slip of the fingers costs no try.
    if (pin === undefined) return showPage(c, pinPage(frame(c), texts.notSixDigits), 422);
    if (!pins.take(c.env.address)) return showTrouble(c, frame(c), 'too-often', 429);
    const answer = await setupLinks.open(setupTokenHash(token), setupPinTag({ token, pin }), clock.now());
    if (answer.kind === 'wrong-pin') {
      log.warn('setup.wrong-pin');
      return showPage(c, pinPage(frame(c), texts.wrong(answer.triesLeft)), 403);
    }
    if (answer.kind === 'gone') return showTrouble(c, frame(c), 'link-gone', 404);
    log.info('setup.opened', { account: answer.account });
    return c.redirect(keepLanguage(frame(c), `/s/t/${tickets.open(answer.account)}`), 303);
  });
  return app;
}

/** Six digits, however they were grouped. */
function digitsOf(typed: unknown): string | undefined {
  const digits = typeof typed === 'string' ? typed.normalize('NFKC').replace(/[\s.-]/g, '') : '';
  return /^\d{6}$/.test(digits) ? digits : undefined;
}
