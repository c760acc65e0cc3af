/** SELECT and EXAMINE: RFC 9051 §6.3.2, §6.3.3; RECENT and UNSEEN for RFC 3501 §6.3.1. */
import { MailError } from '../../../mail/errors.js';
import { mailboxName } from '../../../mail/mailbox.js';
import { formatObjectIdItem } from '../../../wire/imap/object-id.js';
import { type AuthenticatedContext, command } from '../command.js';
import { formatMailbox } from '../mailbox-text.js';
import { type Output, ok, type Tagged } from '../responses.js';
import { View } from '../view.js';

const parse = (p: { sp(): { mailbox(): string } }): string => p.sp().mailbox();

export const select = command({
  name: 'SELECT',
  state: 'authenticated',
  parse,
  run: (context, name) => open(context, name, false),
});

export const examine = command({
  name: 'EXAMINE',
  state: 'authenticated',
  parse,
  run: (context, name) => open(context, name, true),
});

async function* open(
  { session, store }: AuthenticatedContext,
  name: string,
  readOnly: boolean,
): AsyncGenerator<Output, Tagged, void> {
  // RFC 9051 §6.3.2: the mailbox selected before is closed, also when this fails.
  if (session.view) {
    session.select(undefined);
    yield '* OK [CLOSED] Previous mailbox closed\r\n';
  }
  const mailbox = await store.mailbox(mailboxName(name));
  if (!mailbox) throw new MailError('mailbox-not-found', 'There is no such mailbox');
  if (!mailbox.selectable) throw new MailError('mailbox-not-found', 'This name only holds other mailboxes');
  const recent = !session.rev2;
  const { stores } = session.server;
  const view = await View.open({
    store,
    feed: stores.feed,
    account: store.account,
    mailbox,
    readOnly,
    recent,
    onNews: () => session.connection.wake(),
  });
  session.select(view);
  yield* view.flagsResponses();
  yield `* ${view.exists} EXISTS\r\n`;
  if (recent) {
    yield `* ${view.recentCount} RECENT\r\n`;
    const unseen = view.firstUnseen;
    if (unseen !== undefined) yield `* OK [UNSEEN ${unseen}] First unseen\r\n`;
  }
  yield `* OK [UIDVALIDITY ${view.uidValidity}] UIDs are valid\r\n`;
  yield `* OK [UIDNEXT ${view.uidNext}] Next UID\r\n`;
  yield `* OK [${formatObjectIdItem('mailbox', mailbox.id)}] Kept when renamed\r\n`; // RFC 8474 §4.2
  // RFC 9051 §6.3.2: with the name as it is, which may differ from what was asked for (INBOX).
  if (session.rev2) yield `* LIST () "/" ${formatMailbox(mailbox.name, session.utf8)}\r\n`;
  return readOnly ? ok('EXAMINE completed', 'READ-ONLY') : ok('SELECT completed', 'READ-WRITE');
}
