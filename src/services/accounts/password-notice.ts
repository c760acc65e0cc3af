/** The message in a customer's own INBOX that a new password is on its way: what still signs in with the old one reads it. */
import { localDay } from '../../lib/local-time.js';
import type { Account } from '../../mail/accounts.js';
import type { Clock } from '../../mail/clock.js';
import { isValid, type CredentialStore } from '../../mail/credentials.js';
import { inbox, type MailboxName } from '../../mail/mailbox.js';
import { textsFor } from '../../texts/texts.js';
import {
  addText,
  htmlParagraphs,
  noticeRoot,
  plainParagraphs,
  type NoticeSender,
  type Paragraph,
} from '../../wire/mime/notice.js';

/** Kept in its job. */
export interface PasswordNoticeSubject {
  readonly kind: 'password';
  readonly run: number;
  /** The new one. */
  readonly credential: number;
}

export function isPasswordNotice(subject: unknown): subject is PasswordNoticeSubject {
  return (subject as { readonly kind?: unknown } | null)?.kind === 'password';
}

export interface PasswordNoticePorts {
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly service: NoticeSender;
  /** Resolves when what is being issued at this moment is issued, or has failed. */
  readonly settled: () => Promise<void>;
}

/** @returns undefined when there is nothing to tell: the password was not issued, or the old one is not valid any more */
export async function passwordNotice(
  { run, credential }: PasswordNoticeSubject,
  to: { readonly account: Account; readonly address: string },
  ports: PasswordNoticePorts,
): Promise<{ readonly mailbox: MailboxName; readonly octets: AsyncIterable<Uint8Array> } | undefined> {
  await ports.settled();
  const { account, address } = to;
  const all = await ports.credentials.list(account.id);
  const fresh = all.find(({ id }) => id === credential);
  const old = all.findLast((each) => each.successor?.credential === credential && isValid(each, ports.clock.now()));
  if (!fresh || old?.expiresMs === undefined) return undefined;
  const texts = textsFor(account.language);
  const words = texts.passwords.renewed;
  const untilDay = texts.date(localDay(old.expiresMs, ports.service.timeZone));
  const graceDays = Math.floor(old.successor!.graceMs / 86_400_000);
  const paragraphs: Paragraph[] = [words.intro, words.old(untilDay, graceDays), words.steps, words.trouble];
  const root = noticeRoot(
    'multipart/alternative',
    {
      id: `password.${account.id}.${run}.${credential}`,
      autoSubmitted: 'auto-generated',
      sender: texts.passwords.sender,
      to: address,
      subject: words.subject,
      language: account.language,
      dateMs: fresh.createdMs,
    },
    ports.service,
  );
  addText(root, 'plain', plainParagraphs(paragraphs));
  addText(root, 'html', htmlParagraphs(paragraphs, account.language));
  return { mailbox: inbox, octets: root.createReadStream() };
}
