/** REPLACE and UID REPLACE: RFC 8508. The new message comes and the old one goes in one commit, or neither. */
import { mailboxName } from '../../../mail/mailbox.js';
import type { NewMessage } from '../../../mail/mail-store.js';
import { awaitsOctets } from '../../../wire/imap/append-request.js';
import type { CommandParser } from '../../../wire/imap/parser.js';
import type { AppendRequest, SequenceNumber } from '../../../wire/imap/syntax.js';
import { streamingCommand } from '../command.js';
import { Refusal } from '../errors.js';
import { IncomingMessages } from '../incoming-messages.js';
import { no, ok } from '../responses.js';
import { uidsOf } from '../targets.js';

export const replace = streamingCommand({
  name: 'REPLACE',
  state: 'selected',
  writes: true,
  uidForm: true,
  byNumber: true,
  capabilities: [{ name: 'REPLACE', when: 'logged-in', covers: 'command' }],
  streams: (p) => awaitsOctets(p.sp().replaceRequest()?.message),

  async *run(context, literals) {
    const { session, store, view, uid } = context;
    let target: SequenceNumber = '*';
    const read = (p: CommandParser): AppendRequest | undefined => {
      const request = p.sp().replaceRequest();
      target = request?.target ?? target;
      return request && { mailbox: request.mailbox, messages: [request.message] };
    };
    const incoming = new IncomingMessages(context, literals, read, { replaces: true });
    const to = mailboxName(incoming.mailbox);
    // Before the client is asked for the octets, and once: the number may mean another message when they are here.
    const [replaced] = uidsOf(view, [{ from: target, to: target }], uid);
    if (replaced === undefined) throw new Refusal(no('There is no such message', 'NONEXISTENT'));
    const staged: NewMessage[] = [];
    try {
      for await (const message of incoming.stage()) staged.push(message);
      const replaces = { mailbox: view.mailbox, uid: replaced };
      const appended = await store.append(to, staged.splice(0), { replaces });
      view.touch();
      // RFC 8508 §3.3: the new UID, and that the new message exists, before the old number goes.
      if (!session.without.has('UIDPLUS')) {
        yield `* OK [APPENDUID ${appended.uidValidity} ${appended.uids[0]}] Replacement is there\r\n`;
      }
      await view.pull();
      yield* view.reportArrivals();
      return ok('REPLACE completed');
    } finally {
      for (const { content } of staged) await store.discard(content);
    }
  },
});
