/** LSUB: RFC 3501 §6.3.9, gone from RFC 9051 and still what many clients use. */
import { hierarchyDelimiter, superiorNames } from '../../../mail/mailbox.js';
import type { MailboxName } from '../../../mail/mailbox.js';
import { command } from '../command.js';
import { listedNames } from '../list/names.js';
import { patternOf } from '../list/request.js';
import { formatMailbox } from '../mailbox-text.js';
import { ok } from '../responses.js';

export const lsub = command({
  name: 'LSUB',
  state: 'authenticated',
  parse: (p) => p.sp().lsubRequest(),

  async *run({ session, store }, request) {
    const matches = patternOf(request, session.limits);
    const subscribed = (await listedNames(store)).filter((listed) => listed.subscribed);
    const told = new Map<MailboxName, string>();
    for (const { name, mailbox } of subscribed) {
      if (matches(name)) told.set(name, mailbox && !mailbox.selectable ? '\\Noselect' : '');
    }
    // RFC 3501 §6.3.9: where "%" does not reach down to a subscribed name, the name above it is told as \Noselect.
    const stops = request.patterns.some((pattern) => pattern.includes('%'));
    for (const { name } of stops ? subscribed : []) {
      if (matches(name)) continue;
      for (const above of superiorNames(name)) if (matches(above) && !told.has(above)) told.set(above, '\\Noselect');
    }
    for (const [name, attribute] of told) {
      yield `* LSUB (${attribute}) "${hierarchyDelimiter}" ${formatMailbox(name, session.utf8)}\r\n`;
    }
    return ok('LSUB completed');
  },
});
