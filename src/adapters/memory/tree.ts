/** CREATE, RENAME and DELETE in memory, as `mail/mailbox-tree` plans them. */
import { planCreate, planDelete, planRename } from '../../mail/mailbox-tree.js';
import type { Uid } from '../../mail/ids.js';
import type { NewMailbox } from '../../mail/mail-store.js';
import type { MailboxName } from '../../mail/mailbox.js';
import { inbox } from '../../mail/mailbox.js';
import type { AccountState, Box } from './account-state.js';
import { copyMessages, expungeMessages, raise } from './messages.js';

/** What the change feed is to tell. */
export interface Touched {
  readonly boxes: readonly Box[];
  readonly list: boolean;
}

export function createMailboxes(state: AccountState, name: MailboxName, options: NewMailbox): Box {
  const boxes = planCreate(state.sorted(), name).map((each) => state.addBox(each, each === name ? options : {}));
  return boxes.at(-1)!;
}

export function renameMailbox(state: AccountState, from: MailboxName, to: MailboxName): Touched {
  const plan = planRename(state.sorted(), from, to);
  const created = plan.create.map((name) => state.addBox(name));
  for (const { mailbox, to: name } of plan.rename) mailbox.name = name;
  if (!plan.movesInbox) return { boxes: [], list: true };
  const source = state.byName(inbox)!;
  const target = created.at(-1)!;
  expungeMessages(state, source, copyMessages(source, uidsIn(source), target, state.clock.now()).from);
  state.metadata.copy(source.id, target.id);
  return { boxes: [source, target], list: true };
}

export function deleteMailbox(state: AccountState, name: MailboxName): Touched {
  const { mailbox, keepsName } = planDelete(state.sorted(), name);
  state.collectContents(expungeMessages(state, mailbox, uidsIn(mailbox)));
  state.metadata.remove(mailbox.id);
  if (keepsName) mailbox.selectable = false;
  else state.boxes.delete(mailbox.id);
  raise(mailbox); // so that its sessions look, and learn that it is gone
  return { boxes: [mailbox], list: true };
}

function uidsIn(box: Box): readonly Uid[] {
  return Array.from(box.messages, (message) => message.uid);
}
