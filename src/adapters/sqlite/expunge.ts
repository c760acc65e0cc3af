/** EXPUNGE within transactions, each of a length that the event loop can wait for. */
import { uid } from '../../mail/ids.js';
import type { MailboxId, Uid } from '../../mail/ids.js';
import { releaseContents } from './contents.js';
import { selectableRow } from './mailbox-rows.js';
import type { Changed } from './mailbox-rows.js';
import { expungeRows } from './message-changes.js';
import type { Scope } from './scope.js';
import { messageStatements } from './statements/messages.js';

/** Some 20 ms. */
const messagesAtOnce = 4000;

export interface ExpungeStep extends Changed {
  readonly removed: readonly Uid[];
  /** The uid behind which the next step begins; undefined when all is done. */
  readonly goesOnAfter: number | undefined;
}

/**
 * Removes the first messages behind `after` with `\Deleted`, only those of `asked` if given.
 * @throws MailError mailbox-not-found
 */
export function expungeSome(
  scope: Scope,
  mailbox: MailboxId,
  after: number,
  asked: ReadonlySet<number> | undefined,
): ExpungeStep {
  selectableRow(scope, mailbox);
  const deleted = scope.db.all(messageStatements.deleted, scope.account, mailbox, after, messagesAtOnce);
  const rows = deleted.filter(([each]) => asked?.has(each) ?? true);
  const delta = expungeRows(scope, mailbox, rows);
  const contents = rows.map(([, content]) => content);
  return {
    deltas: delta ? [delta] : [],
    sweep: releaseContents(scope, contents),
    removed: rows.map(([each]) => uid(each)),
    goesOnAfter: deleted.length === messagesAtOnce ? deleted.at(-1)![0] : undefined,
  };
}
