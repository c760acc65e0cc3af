/** `/s/t/TICKET`: the pages behind the one-time link, and the passwords and profiles that are made there. */
import { Hono, type Context } from 'hono';
import type { MailIdentity, MailSettings } from '../../../mail/mail-settings.js';
import { formatAccountTransfer } from '../../../wire/setup/account-transfer.js';
import { appleProfileType, formatAppleProfile } from '../../../wire/setup/apple-profile.js';
import { defaultWebLimits } from '../limits.js';
import type { WebEnv, WebOptions } from '../options.js';
import { keepLanguage, type Markup, type PageFrame, pageTexts } from '../setup/page.js';
import { applePage } from '../setup/pages/apple.js';
import { choicePage } from '../setup/pages/choice.js';
import { manualPage } from '../setup/pages/manual.js';
import { frameOf, showPage, showTrouble } from '../setup/show.js';
import { type DeviceKind, deviceKinds, ensurePassword, type Ticket, type Tickets } from '../setup/tickets.js';

const ticketRoute = '/s/t/:ticket';
const minuteMs = 60_000;

/** A ticket that is open, and whose mail it is about. */
interface Visit {
  readonly ticket: Ticket;
  readonly identity: MailIdentity;
  readonly choicePath: string;
}

export function setupPages(options: WebOptions, tickets: Tickets) {
  const { settings, clock } = options;
  const { devicesPerKind } = { ...defaultWebLimits, ...options.limits };
  const app = new Hono<WebEnv>();
  const frame = (c: Context<WebEnv>) => frameOf(c, settings().serviceName, c.req.path);
  const gone = (c: Context<WebEnv>) => showTrouble(c, frameOf(c, settings().serviceName, ''), 'ticket-gone', 404);

  async function visit(name: string): Promise<Visit | undefined> {
    const ticket = tickets.get(name);
    const identity = ticket && (await identityOf(options, ticket));
    return identity && { ticket, identity, choicePath: `/s/t/${name}` };
  }

  app.get(ticketRoute, async (c) => {
    const visited = await visit(c.req.param('ticket'));
    if (!visited) return gone(c);
    const shown = {
      address: visited.identity.address,
      minutesLeft: Math.ceil((visited.ticket.endsMs - clock.now()) / minuteMs),
      url: wholeUrl(settings(), visited.choicePath),
    };
    return showPage(c, choicePage(frame(c), shown));
  });

  for (const kind of deviceKinds) {
    app.get(`${ticketRoute}/${kind}`, async (c) => {
      const visited = await visit(c.req.param('ticket'));
      return visited ? showPage(c, devicePage(frame(c), settings(), kind, visited)) : gone(c);
    });

    app.post(`${ticketRoute}/${kind}`, async (c) => {
      const visited = await visit(c.req.param('ticket'));
      if (!visited) return gone(c);
      const { ticket, choicePath } = visited;
      const number = deviceNumber((await c.req.parseBody())['device']);
      const make = () => issue(options, ticket, kind, pageTexts(frame(c)).deviceName(kind, number));
      const made = await ensurePassword(ticket, kind, number, devicesPerKind, make).catch((error: unknown) => {
        // The account has as many passwords as it may.
        if (error instanceof RangeError) return false;
        throw error;
      });
      if (!made) return showTrouble(c, frame(c), 'too-many-devices', 403);
      // Shown by GET, so that loading the page again makes nothing anew.
      const next = kind === 'apple' ? `${choicePath}/apple/${number}/mail.mobileconfig` : `${choicePath}/${kind}`;
      return c.redirect(keepLanguage(frame(c), next), 303);
    });
  }

  app.get(`${ticketRoute}/apple/:number/mail.mobileconfig`, async (c) => {
    const visited = await visit(c.req.param('ticket'));
    const password = visited?.ticket.passwords.apple[deviceNumber(c.req.param('number')) - 1];
    if (!visited || password === undefined) return gone(c);
    const { profile } = pageTexts(frame(c));
    const { identity } = visited;
    const words = {
      title: profile.title(settings().serviceName),
      description: profile.description(identity.address),
    };
    const file = options.signProfile(formatAppleProfile(settings(), identity, password, words));
    return c.body(new Uint8Array(file), {
      headers: { 'Content-Type': appleProfileType, 'Content-Disposition': 'attachment; filename="mail.mobileconfig"' },
    });
  });
  return app;
}

function devicePage(frame: PageFrame, settings: MailSettings, kind: DeviceKind, visited: Visit): Markup {
  const { ticket, identity, choicePath } = visited;
  const passwords = ticket.passwords[kind];
  if (kind === 'apple')
    return applePage(frame, { loaded: passwords.length, url: wholeUrl(settings, frame.path), choicePath });
  const password = passwords.at(-1);
  const transfer = password && formatAccountTransfer(settings, identity, password);
  return manualPage(frame, { kind, identity, settings, password, made: passwords.length, transfer, choicePath });
}

function wholeUrl({ web }: MailSettings, path: string): string | undefined {
  return web === undefined ? undefined : `${web}${path}`;
}

/** @returns undefined when the account was closed or deleted meanwhile */
async function identityOf({ accounts }: WebOptions, { account }: Ticket): Promise<MailIdentity | undefined> {
  const [found, contract] = await Promise.all([accounts.get(account), accounts.contract(account)]);
  if (!found || !contract || found.state === 'closed') return undefined;
  return { user: found.user, address: contract.address, name: contract.name };
}

async function issue(
  { devicePasswords, log }: WebOptions,
  { account }: Ticket,
  kind: DeviceKind,
  name: string,
): Promise<string> {
  const { password, credential } = await devicePasswords.issue(account, { name, scopes: ['imap', 'smtp'] });
  log.info('setup.device-added', { account, credential, kind });
  return password;
}

/** @returns 0 for what is none */
function deviceNumber(text: unknown): number {
  return typeof text === 'string' && /^[1-9]\d{0,2}$/.test(text) ? Number(text) : 0;
}
