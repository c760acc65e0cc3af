/** APPEND: RFC 9051 §6.3.12, RFC 4315 (APPENDUID), RFC 3502 (several messages), RFC 6855 §4 (UTF8), RFC 4469 (CATENATE). */
import { mailboxName } from '../../../mail/mailbox.js';
import type { NewMessage } from '../../../mail/mail-store.js';
import { awaitsOctets } from '../../../wire/imap/append-request.js';
import { formatNumbers } from '../../../wire/imap/sequence-set.js';
import { streamingCommand } from '../command.js';
import { IncomingMessages } from '../incoming-messages.js';
import { ok } from '../responses.js';

export const append = streamingCommand({
  name: 'APPEND',
  state: 'authenticated',
  capabilities: [
    { name: 'MULTIAPPEND', when: 'logged-in' },
    { name: 'CATENATE', when: 'logged-in' },
  ],
  streams: (p) => awaitsOctets(p.sp().appendRequest()?.messages.at(-1)),

  async run(context, literals) {
    const { session, store } = context;
    const incoming = new IncomingMessages(context, literals, (p) => p.sp().appendRequest());
    const staged: NewMessage[] = [];
    try {
      for await (const message of incoming.stage()) staged.push(message);
      const appended = await store.append(mailboxName(incoming.mailbox), staged.splice(0));
      if (session.view?.mailbox === appended.mailbox) session.view.touch();
      return ok('APPEND completed', `APPENDUID ${appended.uidValidity} ${formatNumbers(appended.uids)}`);
    } finally {
      for (const { content } of staged) await store.discard(content);
    }
  },
});
