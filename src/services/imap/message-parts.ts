/** What the URLs of CATENATE name: octets of messages that the account has already. RFC 4469 §3. */
import { isMailError } from '../../mail/errors.js';
import type { Uid } from '../../mail/ids.js';
import { mailboxName } from '../../mail/mailbox.js';
import type { Message } from '../../mail/message.js';
import { parseMessageUrl } from '../../wire/imap/message-url.js';
import type { MessageUrl } from '../../wire/imap/syntax.js';
import type { AuthenticatedContext } from './command.js';
import { Refusal } from './errors.js';
import { renderItem } from './fetch/items.js';
import { no } from './responses.js';

export class MessageParts {
  readonly #context: AuthenticatedContext;

  constructor(context: AuthenticatedContext) {
    this.#context = context;
  }

  /** As the client takes them with FETCH BODY.PEEK. @throws Refusal BADURL */
  async *octets(text: string): AsyncGenerator<Buffer> {
    const { store, signal } = this.#context;
    const url = parseMessageUrl(text);
    const message = url && (await this.#message(url));
    const [facts] = message ? await store.facts([message.content]) : [];
    if (!url || !message || !facts) throw badUrl(text);
    const { section, partial } = url;
    const item = { kind: 'section', section, partial, peek: true } as const;
    const source = { store, signal, content: message.content, message, facts, flagsText: '', unopened: true };
    try {
      // The first piece is the item's name, with NIL where there is no such part, else with the literal's size.
      const [, ...pieces] = await renderItem(item, { ...source, keptOctets: 0 });
      if (pieces.length === 0) throw badUrl(text);
      for (const piece of pieces) {
        if (typeof piece === 'string') yield Buffer.from(piece);
        else if (Buffer.isBuffer(piece)) yield piece;
        else yield* piece;
      }
    } catch (error) {
      throw isMailError(error, 'message-gone') ? badUrl(text) : error;
    }
  }

  async #message({ mailbox: name, uidValidity, uid }: MessageUrl): Promise<Message | undefined> {
    const { store, session } = this.#context;
    try {
      const named = name === undefined ? session.view : await store.mailbox(mailboxName(name));
      if (!named || (uidValidity ?? named.uidValidity) !== named.uidValidity) return undefined;
      const { messages } = await store.messages('id' in named ? named.id : named.mailbox);
      const index = messages.indexOf(uid as Uid);
      return index === undefined ? undefined : messages.at(index);
    } catch (error) {
      if (isMailError(error)) return undefined; // no such name, or nothing that has messages
      throw error;
    }
  }
}

/** RFC 4469 §4: the URL as it was, but for what no response code can have. */
function badUrl(text: string): Refusal {
  const shown = text.replace(/[^\x21-\x5c\x5e-\x7e]/gu, (char) => encodeURIComponent(char)).replaceAll(']', '%5D');
  return new Refusal(no('This URL names nothing here', `BADURL ${shown}`));
}
