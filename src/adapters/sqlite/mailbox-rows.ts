/** Mailboxes as rows, and as the domain sees them; CREATE, RENAME and DELETE within a transaction. */
import { MailError } from '../../mail/errors.js';
import { mailboxId, modSeq, uid, uidValidity } from '../../mail/ids.js';
import type { MailboxId } from '../../mail/ids.js';
import type { NewMailbox } from '../../mail/mail-store.js';
import { compareMailboxNames, planCreate, planDelete, planRename } from '../../mail/mailbox-tree.js';
import { inbox, mailboxRoles, specialUses } from '../../mail/mailbox.js';
import type { Mailbox, MailboxName } from '../../mail/mailbox.js';
import { releaseContents } from './contents.js';
import { copyMessages, expungeRows, raise } from './message-changes.js';
import { copyMetadata, removeMetadata } from './metadata-rows.js';
import type { Scope } from './scope.js';
import { takeIds } from './scope.js';
import { accountStatements } from './statements/accounts.js';
import { mailboxStatements } from './statements/mailboxes.js';
import type { MailboxRow } from './statements/mailboxes.js';
import { messageStatements } from './statements/messages.js';
import type { Delta } from './tables.js';

/** As stored: 0 for none. Append only. */
const specialUseNumber = ({ specialUse }: NewMailbox) => (specialUse ? specialUses.indexOf(specialUse) + 1 : 0);
const roleNumber = ({ role }: NewMailbox) => (role ? mailboxRoles.indexOf(role) + 1 : 0);

const hashOf = ({ keys }: Scope, name: string) => keys.hash('mailbox', name);

function mailboxOf(scope: Scope, row: MailboxRow): Mailbox {
  const [id, sealed, selectable, specialUse, validity, uidNext, highest, , , , role, subscribed] = row;
  const name = scope.keys.openName('mailbox', id, sealed) as MailboxName;
  return {
    id: mailboxId(id),
    name,
    selectable: selectable === 1,
    specialUse: specialUses[specialUse - 1],
    role: mailboxRoles[role - 1],
    subscribed: subscribed === 1,
    uidValidity: uidValidity(validity),
    uidNext: uid(uidNext),
    highestModSeq: modSeq(highest),
  };
}

export function allMailboxes(scope: Scope): Mailbox[] {
  return scope.db
    .all(mailboxStatements.all, scope.account)
    .map((row) => mailboxOf(scope, row))
    .sort((a, b) => compareMailboxNames(a.name, b.name));
}

export function mailboxByName(scope: Scope, name: MailboxName): Mailbox | undefined {
  const row = scope.db.get(mailboxStatements.byName, scope.account, hashOf(scope, name));
  return row && mailboxOf(scope, row);
}

/** @throws MailError mailbox-not-found: gone, or only its name is left */
export function selectableRow({ db, account }: Scope, mailbox: MailboxId): MailboxRow {
  const row = db.get(mailboxStatements.get, account, mailbox);
  if (row?.[2] !== 1) throw new MailError('mailbox-not-found', 'This mailbox was deleted.');
  return row;
}

/** @throws MailError destination-not-found, mailbox-not-selectable */
export function destination(scope: Scope, name: MailboxName): { id: MailboxId; uidValidity: number } {
  const row = scope.db.get(mailboxStatements.byName, scope.account, hashOf(scope, name));
  if (!row) throw new MailError('destination-not-found', 'There is no mailbox of this name; create it first.');
  if (row[2] !== 1) throw new MailError('mailbox-not-selectable', 'This name only holds other mailboxes.');
  return { id: mailboxId(row[0]), uidValidity: row[4] };
}

export function insertMailbox(scope: Scope, name: MailboxName, options: NewMailbox = {}): MailboxId {
  const { db, account, keys, clock } = scope;
  const old = db.get(mailboxStatements.byName, account, hashOf(scope, name));
  if (old) db.run(mailboxStatements.remove, account, old[0]); // a name that only held others comes back as a new mailbox
  const id = takeIds(scope, 1);
  const [validity] = db.get(accountStatements.nextUidValidity, account, Math.floor(clock.now() / 1000))!;
  const sealed = keys.sealName('mailbox', id, name);
  const [use, role] = [specialUseNumber(options), roleNumber(options)];
  db.run(mailboxStatements.insert, account, id, hashOf(scope, name), sealed, use, role, validity);
  return mailboxId(id);
}

/** @throws MailError mailbox-exists */
export function createMailboxes(scope: Scope, name: MailboxName, options: NewMailbox): void {
  for (const each of planCreate(allMailboxes(scope), name)) {
    insertMailbox(scope, each, each === name ? options : {});
  }
}

/** What happened to messages, and whether blobs are to be swept. */
export interface Changed {
  readonly deltas: readonly Delta[];
  readonly sweep: boolean;
}

/** @throws MailError mailbox-not-found, mailbox-exists, mailbox-name-invalid */
export function renameMailbox(scope: Scope, from: MailboxName, to: MailboxName): Changed {
  const { db, account, keys } = scope;
  const plan = planRename(allMailboxes(scope), from, to);
  const created = plan.create.map((name) => insertMailbox(scope, name));
  for (const { mailbox, to: name } of plan.rename) {
    const sealed = keys.sealName('mailbox', mailbox.id, name);
    db.run(mailboxStatements.rename, account, mailbox.id, hashOf(scope, name), sealed);
  }
  if (!plan.movesInbox) return { deltas: [], sweep: false };
  const source = mailboxByName(scope, inbox)!.id;
  const target = created.at(-1)!;
  const uids = db.all(messageStatements.all, account, source).map(([each]) => uid(each));
  const copied = copyMessages(scope, source, uids, target);
  const expunged = expungeRows(scope, source, copied.rows);
  copyMetadata(scope, source, target);
  return { deltas: [expunged, copied.copies].filter((delta) => delta !== undefined), sweep: false };
}

/** @throws MailError mailbox-not-found, mailbox-has-children, mailbox-protected */
export function deleteMailbox(scope: Scope, name: MailboxName): Changed {
  const { db, account } = scope;
  const { mailbox, keepsName } = planDelete(allMailboxes(scope), name);
  const rows = db.all(messageStatements.all, account, mailbox.id);
  expungeRows(scope, mailbox.id, rows);
  const sweep = releaseContents(
    scope,
    rows.map(([, content]) => content),
  );
  const at = raise(scope, mailbox.id); // so that its sessions look, and learn that it is gone
  if (keepsName) {
    db.run(messageStatements.forgetExpunged, account, mailbox.id);
    db.run(mailboxStatements.keepName, account, mailbox.id);
    removeMetadata(scope, mailbox.id); // it goes with a mailbox's row by itself
  } else {
    db.run(mailboxStatements.remove, account, mailbox.id);
  }
  return { deltas: [{ mailbox: mailbox.id, modSeq: at, rows: [], flagged: [], expunged: [], deleted: true }], sweep };
}

/** Within a change. */
export function subscribe({ db, account, keys }: Scope, name: MailboxName, subscribed: boolean): void {
  const hash = keys.hash('mailbox', name);
  if (!subscribed) db.run(mailboxStatements.unsubscribe, account, hash);
  else db.run(mailboxStatements.subscribe, account, hash, keys.sealName('subscription', hash.toString('hex'), name));
}
