/** APPEND: RFC 9051 §6.3.12, RFC 4315 (APPENDUID), RFC 3502 (several messages), RFC 6855 §4 (UTF8). */
import { FlagSet } from '../../../mail/flags.js';
import { mailboxName } from '../../../mail/mailbox.js';
import type { MailStore, NewMessage } from '../../../mail/mail-store.js';
import { checkQuota } from '../../../mail/quota.js';
import type { CommandInput } from '../../../wire/imap/command-input.js';
import { CommandParser } from '../../../wire/imap/parser.js';
import { formatNumbers } from '../../../wire/imap/sequence-set.js';
import type { AppendMessage, AppendRequest } from '../../../wire/imap/syntax.js';
import { streamingCommand, unknownArgument } from '../command.js';
import { Refusal } from '../errors.js';
import { checkFlags } from '../flag-names.js';
import { bad, no, ok } from '../responses.js';
import type { Session } from '../session.js';

export const append = streamingCommand({
  name: 'APPEND',
  state: 'authenticated',
  capabilities: [{ name: 'MULTIAPPEND', when: 'logged-in' }],
  streams: (p) => p.sp().appendRequest() !== undefined,

  async run({ session, store, signal }, literals) {
    const staged: NewMessage[] = [];
    try {
      do {
        const { mailbox, messages } = readRequest(session, literals.input);
        const message = messages.at(-1)!;
        // Before the client is asked for the octets: it need not send what will not be kept.
        if (staged.length === 0) await checkDestination(store, mailbox);
        check(session, messages);
        checkQuota(await store.quota(), addedBy(messages));
        const content = await store.stage(literals.receive(), { signal });
        staged.push({
          content,
          flags: FlagSet.of(message.flags),
          ...(message.internalDate && { internalDate: message.internalDate }),
        });
      } while (await literals.next());
      const { mailbox } = readRequest(session, literals.input, true);
      const appended = await store.append(mailboxName(mailbox), staged.splice(0));
      if (session.view?.mailbox === appended.mailbox) session.view.touch();
      return ok('APPEND completed', `APPENDUID ${appended.uidValidity} ${formatNumbers(appended.uids)}`);
    } finally {
      for (const { content } of staged) await store.discard(content);
    }
  },
});

/** The command as far as it has come, or to its end. @throws ParseError */
function readRequest(session: Session, input: CommandInput, toEnd = false): AppendRequest {
  const p = new CommandParser(input, { utf8: session.utf8 });
  p.tag();
  p.sp().commandName();
  const request = p.sp().appendRequest();
  if (!request) return p.fail('a message');
  if (toEnd) p.end();
  return request;
}

/** @throws Refusal TRYCREATE, MailError mailbox-name-invalid */
async function checkDestination(store: MailStore, name: string): Promise<void> {
  const mailbox = await store.mailbox(mailboxName(name));
  if (!mailbox?.selectable) throw new Refusal(no('There is no such mailbox', 'TRYCREATE'));
}

const addedBy = (messages: readonly AppendMessage[]): { octets: number; messages: number } => ({
  octets: messages.reduce((sum, { sizeOctets }) => sum + sizeOctets, 0),
  messages: messages.length,
});

/** @param messages those announced so far; the last one is next */
function check({ limits, utf8, without }: Session, messages: readonly AppendMessage[]): void {
  const message = messages.at(-1)!;
  if (messages.length > 1 && without.has('MULTIAPPEND')) throw unknownArgument();
  if (message.binary && !message.utf8 && without.has('BINARY')) throw unknownArgument();
  if (message.sizeOctets > limits.messageOctets) {
    throw new Refusal(no(`A message may have ${limits.messageOctets} octets`, 'TOOBIG')); // RFC 7889 §4
  }
  if (message.sizeOctets === 0) throw new Refusal(no('A message has at least one octet'));
  if (messages.length > limits.messagesPerAppend || addedBy(messages).octets > limits.messageOctets) {
    throw new Refusal(no('Too many messages at once', 'LIMIT'));
  }
  // RFC 6855 §4: only for clients that enabled it.
  if (message.utf8 && !utf8) throw new Refusal(bad('ENABLE UTF8=ACCEPT first'));
  checkFlags(message.flags);
}
