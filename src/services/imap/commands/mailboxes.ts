/** CREATE, DELETE, RENAME: RFC 9051 §6.3.4–6.3.6. The rules are the store's; the words are ours. */
import { type SpecialUse, inbox, mailboxName, specialUses } from '../../../mail/mailbox.js';
import { formatObjectIdItem } from '../../../wire/imap/object-id.js';
import type { CommandParser } from '../../../wire/imap/parser.js';
import { command } from '../command.js';
import { Refusal } from '../errors.js';
import { isAnother, listWithOldName } from '../list/old-name.js';
import { no, ok } from '../responses.js';

export const create = command({
  name: 'CREATE',
  state: 'authenticated',
  capabilities: [{ name: 'CREATE-SPECIAL-USE', when: 'logged-in' }],
  parse: (p) => ({ name: p.sp().mailbox(), uses: p.tryChar(' ') ? useParameter(p) : [] }),
  needs: ({ uses }) => (uses.length > 0 ? ['CREATE-SPECIAL-USE'] : []),

  async *run({ session, store }, { name, uses }) {
    const { id, name: created } = await store.create(mailboxName(name), specialUse(uses));
    // RFC 9051 §6.3.4: when it is called otherwise than asked for.
    if (session.rev2 && isAnother(created, name)) yield listWithOldName(session, created, name);
    // RFC 8474 §4.1
    return ok('CREATE completed', session.without.has('OBJECTID') ? undefined : formatObjectIdItem('mailbox', id));
  },
});

/** RFC 6154 §5.2: `(USE (\Archive))`. */
function useParameter(p: CommandParser): readonly string[] {
  return p.list(() => (p.tryKeyword('USE') ? p.sp().flagList() : p.fail('USE')), { empty: false }).flat();
}

/** These stand for messages of all mailboxes (RFC 6154 §2), and a mailbox that a client makes does not. */
const virtual: readonly SpecialUse[] = ['All', 'Flagged'];

/** @throws Refusal: RFC 6154 §5.3 USEATTR */
function specialUse(uses: readonly string[]): { specialUse?: SpecialUse } {
  if (uses.length === 0) return {};
  const use = specialUses.find((each) => `\\${each}`.toLowerCase() === uses[0]!.toLowerCase());
  if (uses.length > 1 || !use || virtual.includes(use))
    throw new Refusal(no('A mailbox can have one special use, of those that are not virtual', 'USEATTR'));
  return { specialUse: use };
}

export const remove = command({
  name: 'DELETE',
  state: 'authenticated',
  parse: (p) => p.sp().mailbox(),

  async *run({ session, store }, name) {
    const mailbox = await store.mailbox(mailboxName(name));
    await store.delete(mailboxName(name));
    if (mailbox && session.view?.mailbox === mailbox.id) {
      // RFC 9051 §7.1 CLOSED: back in the authenticated state, without a BYE for one's own doing.
      session.select(undefined);
      yield '* OK [CLOSED] The selected mailbox was deleted\r\n';
    }
    return ok('DELETE completed');
  },
});

export const rename = command({
  name: 'RENAME',
  state: 'authenticated',
  parse: (p) => ({ from: p.sp().mailbox(), to: p.sp().mailbox() }),

  async *run({ session, store }, { from, to }) {
    const [before, after] = [mailboxName(from), mailboxName(to)];
    await store.rename(before, after);
    // RFC 9051 §6.3.6. INBOX is still called so, and only its messages moved.
    if (session.rev2 && before !== inbox) yield listWithOldName(session, after, before);
    return ok('RENAME completed');
  },
});
