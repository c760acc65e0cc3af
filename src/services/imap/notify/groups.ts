/** What a client asked NOTIFY for, checked and looked up by mailbox: RFC 5465 §5, §6. */
import { inbox, isInferior, type MailboxName, mailboxName } from '../../../mail/mailbox.js';
import type { EventGroup, FetchItem, NotifyRequest } from '../../../wire/imap/syntax.js';
import { Refusal } from '../errors.js';
import { bad, no } from '../responses.js';

/** RFC 5465 §5; AnnotationChange is of RFC 5257, which we have not. */
const supported = [
  ...(['MessageNew', 'MessageExpunge', 'FlagChange'] as const),
  ...(['MailboxName', 'SubscriptionChange', 'MailboxMetadataChange', 'ServerMetadataChange'] as const),
];
export type NotifyEvent = (typeof supported)[number];

const messageEvents: ReadonlySet<NotifyEvent> = new Set(['MessageNew', 'MessageExpunge', 'FlagChange']);

export interface Group {
  readonly filter: EventGroup['filter'];
  readonly names: readonly MailboxName[];
  readonly events: ReadonlySet<NotifyEvent>;
  readonly fetch: readonly FetchItem[];
}

export class Groups {
  /** For the selected mailbox; undefined: it is told of as without NOTIFY. */
  readonly selected: Group | undefined;
  readonly #others: readonly Group[];

  /** @throws Refusal BADEVENT, or BAD for what §5 and §6 forbid; MailError mailbox-name-invalid */
  constructor({ groups }: NotifyRequest) {
    const checked = groups.map(check);
    const selected = checked.filter(({ filter }) => isSelected(filter));
    if (selected.length > 1) throw new Refusal(bad('The selected mailbox can be named once')); // §6.1, §6.2
    [this.selected] = selected;
    this.#others = checked.filter(({ filter }) => !isSelected(filter));
  }

  /** Whether any mailbox, or the account, is asked about for this event. */
  asks(event: NotifyEvent): boolean {
    return this.#others.some(({ events }) => events.has(event));
  }

  /** What is asked about a mailbox that is not selected: the first group counts (§6). */
  eventsOf(name: MailboxName, subscribed: boolean): ReadonlySet<NotifyEvent> {
    return this.#others.find((group) => fits(group, name, subscribed))?.events ?? nothing;
  }
}

const nothing: ReadonlySet<NotifyEvent> = new Set();

const isSelected = (filter: EventGroup['filter']): boolean => filter === 'selected' || filter === 'selected-delayed';

function check({ filter, names, events: asked, fetch }: EventGroup): Group {
  const events = new Set(asked.map(eventOf));
  const selected = isSelected(filter);
  // §5: with only one of them a client could not keep count, and flags of messages it never heard of say nothing.
  if (events.has('MessageNew') !== events.has('MessageExpunge')) {
    throw new Refusal(bad('MessageNew and MessageExpunge go together'));
  }
  if (events.has('FlagChange') && !events.has('MessageNew')) {
    throw new Refusal(bad('FlagChange needs MessageNew and MessageExpunge'));
  }
  // §5.1: only of messages that have a number can something be fetched. §6.1: a mailbox that is selected has messages.
  if (fetch.length > 0 && !selected) throw new Refusal(bad('FETCH items are for the selected mailbox'));
  if (selected && [...events].some((event) => !messageEvents.has(event))) {
    throw new Refusal(bad('Of the selected mailbox only messages can be told'));
  }
  return { filter, names: names.map(mailboxName), events, fetch };
}

/** @throws Refusal: §5 BADEVENT, with those that there are */
function eventOf(name: string): NotifyEvent {
  const event = supported.find((each) => each.toLowerCase() === name.toLowerCase());
  if (!event) throw new Refusal(no('There is no such event here', `BADEVENT (${supported.join(' ')})`));
  return event;
}

function fits({ filter, names }: Group, name: MailboxName, subscribed: boolean): boolean {
  switch (filter) {
    case 'inboxes': // §6.3: where mail is delivered to; letters come into INBOX
      return name === inbox;
    case 'personal': // §6.4: all, there is no other namespace
      return true;
    case 'subscribed':
      return subscribed;
    case 'subtree':
      return names.some((each) => each === name || isInferior(name, each));
    default:
      return names.includes(name);
  }
}
