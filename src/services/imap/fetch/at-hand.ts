/**
 * FETCH items whose value lies ready with the message or its facts: RFC 9051 §7.5.2. They are what a client's first
 * sync asks of thousands of messages, so each is a function made once a command that gives octets as characters
 * (latin1): strings of a whole batch are joined and written at once.
 */
import type { ContentFacts } from '../../../mail/content-facts.js';
import type { InternalDate, Message } from '../../../mail/message.js';
import { formatInternalDate } from '../../../wire/imap/date-time.js';
import { fetchResponseName } from '../../../wire/imap/fetch-items.js';
import { formatObjectIdItem } from '../../../wire/imap/object-id.js';
import { formatString, literalStart } from '../../../wire/imap/strings.js';
import type { FetchItem } from '../../../wire/imap/syntax.js';
import { headerSelector } from '../../../wire/mime/header-selector.js';
import { defaultMimeLimits } from '../../../wire/mime/structure.js';

/** What such items are made of. */
export interface AtHand {
  readonly message: Message;
  /** There when an item needs it, see `needsFacts`. */
  readonly facts: ContentFacts | undefined;
  /** With `\Recent`, as this session sees them. */
  readonly flagsText: string;
}

/** The item's name and value as octets; undefined when they must be read from the message after all. */
export type Renderer = (of: AtHand) => string | undefined;

/** @returns undefined for an item that may take reading of the message's octets */
export function rendererOf(item: FetchItem): Renderer | undefined {
  switch (item.kind) {
    case 'flags':
      return ({ flagsText }) => `FLAGS (${flagsText})`;
    case 'uid':
      return ({ message }) => `UID ${message.uid}`;
    case 'modseq':
      return ({ message }) => `MODSEQ (${message.modSeq})`;
    case 'internaldate':
      return ({ message }) => `INTERNALDATE ${formatInternalDate(message.internalDate)}`;
    case 'savedate':
      return ({ message }) => `SAVEDATE ${formatInternalDate(savedAt(message.saveDateMs))}`;
    case 'rfc822.size':
      return ({ message }) => `RFC822.SIZE ${message.sizeOctets}`;
    case 'emailid':
      return ({ message }) => formatObjectIdItem('email', message.content);
    case 'threadid':
      return (of) => formatObjectIdItem('thread', factsOf(of).thread);
    case 'preview': // worked out at append, so LAZY never needs its NIL (RFC 8970 §3.2)
      return (of) => octetsOfUtf8(`PREVIEW ${formatString(factsOf(of).preview)}`);
    case 'envelope':
      return (of) => `ENVELOPE ${factsOf(of).envelope.toString('latin1')}`;
    case 'body':
      return (of) => `BODY ${factsOf(of).body.toString('latin1')}`;
    case 'bodystructure':
      return (of) => `BODYSTRUCTURE ${factsOf(of).bodyStructure.toString('latin1')}`;
    case 'rfc822.header':
      return headerRenderer('RFC822.HEADER', (header) => header);
    case 'section':
      return item.section.part.length === 0 && !item.partial ? wholeHeaderRenderer(item) : undefined;
    default:
      return undefined;
  }
}

function wholeHeaderRenderer(item: FetchItem & { readonly kind: 'section' }): Renderer | undefined {
  const { what, fields } = item.section;
  const name = octetsOfUtf8(fetchResponseName(item));
  if (what === 'header') return headerRenderer(name, (header) => header);
  if (what !== 'header.fields' && what !== 'header.fields.not') return undefined;
  return headerRenderer(name, headerSelector(fields, what === 'header.fields.not'));
}

function headerRenderer(name: string, pick: (header: string) => string): Renderer {
  return (of) => {
    const { header } = factsOf(of);
    if (header.length >= defaultMimeLimits.headerOctets) return undefined; // perhaps there is more of it
    const picked = pick(header.toString('latin1'));
    return `${name} ${literalStart(picked.length)}${picked}`;
  };
}

function factsOf({ facts }: AtHand): ContentFacts {
  if (!facts) throw new Error('facts were not fetched for this item');
  return facts;
}

/** RFC 8514 §4.2: the zone is not kept, so UTC. */
function savedAt(ms: number): InternalDate {
  return { epochMs: Math.floor(ms / 1000) * 1000, zoneMinutes: 0 };
}

function octetsOfUtf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}
