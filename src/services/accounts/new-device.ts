/** Tells a customer, in the log mailbox, that a password is used with another mail app for the first time. */
import { createHash } from 'node:crypto';
import { localDay } from '../../lib/local-time.js';
import type { AccountDirectory } from '../../mail/accounts.js';
import type { Granted } from '../../mail/authenticator.js';
import type { Clock } from '../../mail/clock.js';
import type { CredentialStore } from '../../mail/credentials.js';
import { ensureMailbox } from '../../mail/ensure-mailbox.js';
import { FlagSet } from '../../mail/flags.js';
import type { MailStores } from '../../mail/mail-store.js';
import { newDeviceTexts } from '../../texts/new-device.js';
import { textsFor } from '../../texts/texts.js';
import { type NoticeSender, addText, noticeRoot, plainParagraphs } from '../../wire/mime/notice.js';

export type NewDeviceNotice = (login: Granted, client: string) => Promise<void>;

/** Resolves when the message is stored. It says which app and on which day, and not from where. */
export function createNewDeviceNotice(options: {
  readonly stores: MailStores;
  readonly directory: Pick<AccountDirectory, 'get' | 'contract'>;
  readonly credentials: Pick<CredentialStore, 'list'>;
  readonly service: NoticeSender & { readonly name: string };
  readonly clock: Clock;
}): NewDeviceNotice {
  const { stores, directory, credentials, service, clock } = options;
  return async ({ account: id, credential }, client) => {
    const account = await directory.get(id);
    if (!account) return;
    const address = (await directory.contract(id))?.address ?? account.user;
    const device = (await credentials.list(id)).find((each) => each.id === credential)?.name ?? '';
    const dateMs = clock.now();
    const day = localDay(dateMs, service.timeZone);
    const { date, mailboxes } = textsFor(account.language);
    const texts = newDeviceTexts(account.language);
    const notice = {
      id: `device.${id}.${credential}.${shortHash(`${client} ${day}`)}`,
      autoSubmitted: 'auto-generated' as const,
      sender: service.name,
      to: address,
      subject: texts.subject(client),
      language: account.language,
      dateMs,
    };
    const root = noticeRoot('multipart/mixed', notice, service);
    addText(root, 'plain', plainParagraphs([texts.used(client, date(day), device), texts.you, texts.notYou]));
    const store = await stores.open(id);
    const { name } = await ensureMailbox(store, { role: 'protocol' }, mailboxes);
    const content = await store.stage(root.createReadStream());
    await store.append(name, [{ content, flags: FlagSet.none }]);
  };
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
