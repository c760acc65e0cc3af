/** LIST: RFC 9051 §6.3.9, with RFC 5258 (extended), RFC 5819 (STATUS), RFC 6154 (special use), RFC 9590 (METADATA). */
import { setImmediate } from 'node:timers/promises';
import { isMailError } from '../../../mail/errors.js';
import { hierarchyDelimiter, isInferior, superiorNames } from '../../../mail/mailbox.js';
import type { Mailbox } from '../../../mail/mailbox.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { formatMetadata } from '../../../wire/imap/metadata.js';
import type { ListRequest } from '../../../wire/imap/syntax.js';
import { command } from '../command.js';
import { type ListedName, attributes, listedNames } from '../list/names.js';
import { patternOf } from '../list/request.js';
import { formatMailbox } from '../mailbox-text.js';
import { readNamed } from '../metadata/read.js';
import { type Output, ok } from '../responses.js';
import type { Session } from '../session.js';
import { statusNeeds, statusResponse } from '../status-items.js';

/** Names matched before other sessions get their turn. */
const namesPerTurn = 100;

export const list = command({
  name: 'LIST',
  state: 'authenticated',
  capabilities: ['LIST-EXTENDED', 'LIST-STATUS', 'LIST-METADATA', 'SPECIAL-USE', 'CHILDREN'].map((name) => ({
    name,
    when: 'logged-in' as const,
  })),
  parse: (p) => p.sp().listRequest(),
  needs: ({ extended, status, metadata, select, returns }) => [
    ...(extended ? ['LIST-EXTENDED'] : []),
    ...(status.length > 0 ? ['LIST-STATUS', ...statusNeeds(status)] : []),
    ...(metadata.length > 0 ? ['LIST-METADATA'] : []),
    ...(select.includes('special-use') || returns.includes('special-use') ? ['SPECIAL-USE'] : []),
  ],

  async *run({ session, store, signal }, request) {
    // RFC 9051 §6.3.9: an empty name asks for the delimiter.
    if (!request.extended && request.patterns[0] === '') {
      yield `* LIST (\\Noselect) "${hierarchyDelimiter}" ""\r\n`;
      return ok('LIST completed');
    }
    if (request.status.includes('highestmodseq')) yield* session.becomeModSeqAware(); // RFC 7162 §3.1
    const matches = patternOf(request, session.limits);
    const names = await listedNames(store);
    const tellSubscribed = request.select.includes('subscribed') || request.returns.includes('subscribed');
    for (const [index, { listed, childInfo }] of chosen(names, request).entries()) {
      if (index % namesPerTurn === namesPerTurn - 1) await setImmediate();
      if (!matches(listed.name)) continue;
      const name = formatMailbox(listed.name, session.utf8);
      // RFC 5258 §3.5: CHILDINFO, for what is below and was selected for.
      const extended = childInfo.length > 0 ? ` (CHILDINFO (${childInfo.map((each) => `"${each}"`).join(' ')}))` : '';
      yield `* LIST (${attributes(listed, tellSubscribed, session.without)}) "${hierarchyDelimiter}" ${name}${extended}\r\n`;
      if (!listed.mailbox) continue;
      signal.throwIfAborted();
      try {
        yield* more(session, store, listed.mailbox, request);
      } catch (error) {
        if (!isMailError(error, 'mailbox-not-found')) throw error; // RFC 5819 §2: deleted just now, no STATUS for it
      }
    }
    return ok('LIST completed');
  },
});

/** What follows the LIST of a mailbox. @throws MailError mailbox-not-found */
async function* more(
  session: Session,
  store: MailStore,
  mailbox: Mailbox,
  { status, metadata }: ListRequest,
): AsyncGenerator<Output> {
  if (status.length > 0 && mailbox.selectable) yield await statusResponse(session, store, mailbox, status);
  if (metadata.length === 0) return;
  const name = formatMailbox(mailbox.name, session.utf8);
  yield [...formatMetadata(name, await readNamed(store, mailbox, metadata))];
}

interface Chosen {
  readonly listed: ListedName;
  readonly childInfo: readonly string[];
}

/** Those that meet the selection options; with RECURSIVEMATCH also those above them (RFC 5258 §3.1). */
function chosen(names: readonly ListedName[], { select }: ListRequest): readonly Chosen[] {
  const bySubscription = select.includes('subscribed');
  const byUse = select.includes('special-use');
  const meets = (listed: ListedName): boolean =>
    (bySubscription ? listed.subscribed : listed.mailbox !== undefined) &&
    (!byUse || listed.mailbox?.specialUse !== undefined);
  const met = names.filter(meets);
  if (!select.includes('recursivematch')) return met.map((listed) => ({ listed, childInfo: [] }));
  const above = new Set(met.flatMap(({ name }) => superiorNames(name)));
  const info = [...(bySubscription ? ['SUBSCRIBED'] : []), ...(byUse ? ['SPECIAL-USE'] : [])];
  const known = new Set(names.map(({ name }) => name));
  const implied = [...above]
    .filter((name) => !known.has(name))
    .map((name) => ({
      name,
      mailbox: undefined,
      subscribed: false,
      hasChildren: names.some((other) => other.mailbox && isInferior(other.name, name)),
    }));
  return [...names, ...implied]
    .filter((listed) => above.has(listed.name) || meets(listed))
    .map((listed) => ({ listed, childInfo: above.has(listed.name) ? info : [] }));
}
