/** NOTIFY: RFC 5465 §8. */
import { parseFetchItems } from './fetch-items.js';
import { decodeMailboxName } from './mailbox-name-codec.js';
import type { EventGroup, FetchItem, NotifyFilter, NotifyRequest } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** Groups of one command; each change of the account is held against them. */
const mostGroups = 100;

const filters: ReadonlySet<string> = new Set<NotifyFilter>([
  ...(['selected', 'selected-delayed', 'inboxes', 'personal', 'subscribed', 'subtree', 'mailboxes'] as const),
]);

/** What follows NOTIFY and its blank: `NONE`, or `SET [STATUS] groups`. */
export function parseNotifyRequest(p: TokenReader, utf8: boolean): NotifyRequest {
  if (p.tryKeyword('NONE')) return { status: false, groups: [] };
  if (!p.tryKeyword('SET')) p.fail('SET or NONE');
  const status = p.sp().tryKeyword('STATUS');
  if (status) p.sp();
  const groups: EventGroup[] = [];
  do {
    if (groups.length >= mostGroups) p.fail(`at most ${mostGroups} event groups`);
    groups.push(eventGroup(p, utf8));
  } while (p.tryChar(' '));
  return { status, groups };
}

function eventGroup(p: TokenReader, utf8: boolean): EventGroup {
  const { position } = p.char('(');
  const filter = p.atom('a mailbox filter').toLowerCase();
  if (!isFilter(filter)) p.fail('a mailbox filter', position);
  const names = filter === 'subtree' || filter === 'mailboxes' ? mailboxes(p.sp(), utf8) : [];
  const group = { filter, names, ...events(p.sp()) };
  p.char(')');
  return group;
}

const isFilter = (name: string): name is NotifyFilter => filters.has(name);

/** one-or-more-mailbox */
function mailboxes(p: TokenReader, utf8: boolean): readonly string[] {
  const mailbox = (): string => decodeMailboxName(p.astring('a mailbox name'), utf8);
  return p.peek() === '(' ? p.list(mailbox, { empty: false }) : [mailbox()];
}

function events(p: TokenReader): { events: readonly string[]; fetch: readonly FetchItem[] } {
  if (p.tryKeyword('NONE')) return { events: [], fetch: [] };
  let fetch: readonly FetchItem[] = [];
  const names = p.list(
    () => {
      const name = p.atom('an event');
      // Only an event is an atom, so what opens a list here is what MessageNew fetches.
      if (name.toLowerCase() === 'messagenew' && p.tryWords(' (')) fetch = fetchItems(p);
      return name;
    },
    { empty: false },
  );
  return { events: names, fetch };
}

/** Behind their `(`. */
function fetchItems(p: TokenReader): readonly FetchItem[] {
  const items: FetchItem[] = [];
  do {
    if (items.length >= p.limits.elements) p.fail(`at most ${p.limits.elements} FETCH items`);
    items.push(...parseFetchItems(p));
  } while (p.tryChar(' '));
  p.char(')');
  return items;
}
