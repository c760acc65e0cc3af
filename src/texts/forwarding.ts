/** What customers read about mail of theirs on its way out: reports, the question before a postcard, the log of each day. */
import type { DeliveryReason } from '../mail/delivery-reason.js';
import type { Way } from '../mail/queue.js';
import type { Outlook } from '../mail/transport.js';

export interface ForwardingTexts {
  /** Between parts of one text in two languages. */
  readonly otherLanguage: string;
  readonly noSubject: string;
  /** A moment: `day` as `Texts.date` writes it, `time` as HH:MM. */
  readonly at: (day: string, time: string) => string;
  readonly report: ReportTexts;
  readonly postcard: PostcardTexts;
  readonly log: LogTexts;
}

/** Delivery status notifications. `when` is a moment as `at` gives it. */
export interface ReportTexts {
  /** Name of the sender of reports. */
  readonly sender: string;
  readonly subject: Readonly<Record<'failed' | 'delayed' | 'relayed', (about: string) => string>>;
  readonly intro: Readonly<Record<'failed' | 'delayed' | 'relayed', (about: string, when: string) => string>>;
  readonly reasons: Readonly<Record<DeliveryReason, { readonly why: string; readonly advice: string }>>;
  /** Before the last reason, when trying ended. */
  readonly gaveUp: (days: number) => string;
  /** Before the last reason, while it goes on. */
  readonly lastTry: string;
  /** Before advice. */
  readonly advice: string;
  readonly reply: (remote: string | undefined, reply: string) => string;
  /** What is to be done while it goes on. */
  readonly goesOn: (until: string, outbox: string) => string;
  /** What `relayed` means. */
  readonly relayed: string;
  /** What is attached. */
  readonly attached: string;
  readonly attachedWhole: string;
}

/** The question whether documents may leave unencrypted. */
export interface PostcardTexts {
  readonly subject: (about: string) => string;
  readonly intro: (about: string) => string;
  readonly recipients: string;
  readonly documents: string;
  /** How safe the way to a recipient is; `encrypted`: the message itself would be. */
  readonly ways: Readonly<Record<Outlook | 'encrypted', string>>;
  readonly choices: string;
  readonly release: (outbox: string, to: string) => string;
  readonly allow: (to: string) => string;
  readonly cancel: (outbox: string) => string;
  /** What happens without an answer. */
  readonly unanswered: (day: string, drafts: string) => string;
  readonly cancelled: {
    readonly subject: (about: string) => string;
    readonly text: (about: string, drafts: string) => string;
  };
}

/** The message of a day in the log. */
export interface LogTexts {
  readonly sender: string;
  readonly subject: (day: string, entries: number) => string;
  readonly intro: (day: string) => string;
  readonly entry: (time: string, recipient: string) => string;
  readonly documents: (ids: readonly string[]) => string;
  readonly server: (remote: string) => string;
  readonly tls: (version: string | undefined) => string;
  readonly verified: Readonly<Record<Way['verified'], string>>;
  readonly encrypted: Readonly<Record<Way['encrypted'], string>>;
  readonly reply: (code: string) => string;
  readonly message: (id: string) => string;
}
