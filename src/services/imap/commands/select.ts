/** SELECT and EXAMINE: RFC 9051 §6.3.2, §6.3.3; RECENT and UNSEEN for RFC 3501 §6.3.1; CONDSTORE, QRESYNC: RFC 7162 §3.1.8, §3.2.5. */
import { MailError } from '../../../mail/errors.js';
import { mailboxName } from '../../../mail/mailbox.js';
import { formatObjectIdItem } from '../../../wire/imap/object-id.js';
import type { CommandParser } from '../../../wire/imap/parser.js';
import type { SelectParameters } from '../../../wire/imap/syntax.js';
import { type AuthenticatedContext, command } from '../command.js';
import { listWithOldName } from '../list/old-name.js';
import { type Output, bad, ok, type Tagged } from '../responses.js';
import { resync } from '../resync.js';
import { View } from '../view.js';

interface Request {
  readonly name: string;
  readonly parameters: SelectParameters;
}

const parse = (p: CommandParser): Request => ({ name: p.sp().mailbox(), parameters: p.selectParameters() });

const needs = ({ parameters }: Request): readonly string[] => [
  ...(parameters.condstore ? ['CONDSTORE'] : []),
  ...(parameters.qresync ? ['QRESYNC'] : []),
];

/** RFC 9586 §3: its sample of message numbers, too. */
const numbers = ({ parameters }: Request): boolean => parameters.qresync?.match !== undefined;

export const select = command({
  name: 'SELECT',
  state: 'authenticated',
  parse,
  needs,
  numbers,
  run: (context, request) => open(context, request, false),
});

export const examine = command({
  name: 'EXAMINE',
  state: 'authenticated',
  parse,
  needs,
  numbers,
  run: (context, request) => open(context, request, true),
});

async function* open(
  { session, store }: AuthenticatedContext,
  { name, parameters }: Request,
  readOnly: boolean,
): AsyncGenerator<Output, Tagged, void> {
  if (parameters.qresync && !session.dialect.resyncs) return bad('ENABLE QRESYNC first'); // RFC 7162 §3.2.3
  // RFC 9051 §6.3.2: the mailbox selected before is closed, also when this fails.
  if (session.view) {
    session.select(undefined);
    yield '* OK [CLOSED] Previous mailbox closed\r\n';
  }
  if (parameters.condstore) yield* session.becomeModSeqAware();
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
    dialect: session.dialect,
    readOnly,
    recent,
    onNews: () => session.connection.wake(),
  });
  session.select(view);
  yield* view.flagsResponses();
  yield `* ${view.exists} EXISTS\r\n`;
  if (recent) {
    yield `* ${view.recentCount} RECENT\r\n`;
    const unseen = session.dialect.uidOnly ? undefined : view.firstUnseen; // a number
    if (unseen !== undefined) yield `* OK [UNSEEN ${unseen}] First unseen\r\n`;
  }
  yield `* OK [UIDVALIDITY ${view.uidValidity}] UIDs are valid\r\n`;
  yield `* OK [UIDNEXT ${view.uidNext}] Next UID\r\n`;
  // RFC 8474 §4.2
  if (!session.without.has('OBJECTID'))
    yield `* OK [${formatObjectIdItem('mailbox', mailbox.id)}] Kept when renamed\r\n`;
  // RFC 7162 §3.1.2.1, also to who may ask for modseqs later.
  if (!session.without.has('CONDSTORE')) yield view.highestModSeqResponse();
  // RFC 9051 §6.3.2: with the name as it is, which may differ from what was asked for (INBOX).
  if (session.rev2) yield listWithOldName(session, mailbox.name, name);
  if (parameters.qresync) yield* resync(store, view, parameters.qresync);
  return readOnly ? ok('EXAMINE completed', 'READ-ONLY') : ok('SELECT completed', 'READ-WRITE');
}
