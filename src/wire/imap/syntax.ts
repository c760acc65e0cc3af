/** The values that IMAP command arguments parse to: RFC 9051 §9, RFC 3501 §9. Formatters and parsers lie beside. */

/** RFC 9051 seq-range; `'*'` is the largest number in use. Ends may be reversed. */
export type SequenceNumber = number | '*';
export interface SequenceRange {
  readonly from: SequenceNumber;
  readonly to: SequenceNumber;
}
export type SequenceSet = readonly SequenceRange[];
/** What names messages: `'$'` is the result of the last SEARCH RETURN (SAVE) (RFC 9051 §6.4.4.1). */
export type MessageSet = SequenceSet | '$';

/** RFC 9051 section-spec. `part` is empty for the whole message. */
export interface Section {
  readonly part: readonly number[];
  readonly what: 'all' | 'header' | 'header.fields' | 'header.fields.not' | 'text' | 'mime';
  /** Field names as sent, for header.fields(.not). */
  readonly fields: readonly string[];
}

export type FetchItem =
  | {
      readonly kind:
        | 'flags'
        | 'uid'
        | 'modseq'
        | 'internaldate'
        | 'rfc822.size'
        | 'envelope'
        | 'body'
        | 'bodystructure'
        | 'rfc822'
        | 'rfc822.header'
        | 'rfc822.text'
        | 'emailid'
        | 'threadid'
        | 'savedate';
    }
  /** RFC 8970 §4: LAZY asks only for what costs no wait. */
  | { readonly kind: 'preview'; readonly lazy: boolean }
  | {
      readonly kind: 'section';
      readonly section: Section;
      readonly peek: boolean;
      readonly partial: Partial | undefined;
    }
  /** BINARY[part]<partial> and BINARY.SIZE[part]: the decoded content (RFC 9051 §6.4.5). */
  | {
      readonly kind: 'binary';
      readonly part: readonly number[];
      readonly peek: boolean;
      readonly partial: Partial | undefined;
    }
  | { readonly kind: 'binary.size'; readonly part: readonly number[] };

/** RFC 9051 partial: `count` octets, 1 or more, from `offset` on. Both are clipped to `Number.MAX_SAFE_INTEGER`. */
export interface Partial {
  readonly offset: number;
  readonly count: number;
}

export type SearchKey =
  | { readonly key: 'all' | 'new' | 'old' | 'recent' }
  /** Messages that have (`set`) or lack a system flag or keyword. */
  | { readonly key: 'flag'; readonly flag: string; readonly set: boolean }
  | { readonly key: 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text'; readonly needle: string }
  | { readonly key: 'header'; readonly name: string; readonly needle: string }
  /** Days since 1970-01-01, of the calendar day as written. */
  | {
      readonly key:
        | 'before'
        | 'on'
        | 'since'
        | 'sentbefore'
        | 'senton'
        | 'sentsince'
        /** RFC 8514: by the day a message came into the mailbox. */
        | 'savedbefore'
        | 'savedon'
        | 'savedsince';
      readonly day: number;
    }
  | { readonly key: 'savedatesupported' }
  /** RFC 5032: arrived longer ago than that many seconds, or within them. */
  | { readonly key: 'older' | 'younger'; readonly seconds: number }
  /** RFC 7162 §3.1.5: that mod-sequence or higher. */
  | { readonly key: 'modseq'; readonly modSeq: bigint }
  /** RFC 8474 §5. */
  | { readonly key: 'emailid' | 'threadid'; readonly id: string }
  /** RFC 6203: the texts in it need not match to the letter. */
  | { readonly key: 'fuzzy'; readonly of: SearchKey }
  | { readonly key: 'larger' | 'smaller'; readonly octets: number }
  | { readonly key: 'uid' | 'seq'; readonly set: MessageSet }
  | { readonly key: 'not'; readonly of: SearchKey }
  | { readonly key: 'or'; readonly left: SearchKey; readonly right: SearchKey }
  | { readonly key: 'and'; readonly of: readonly SearchKey[] };

/** RFC 9051 §6.4.4 search-return-opt; RELEVANCY of RFC 6203. */
export type SearchReturn = 'min' | 'max' | 'all' | 'count' | 'save' | 'relevancy';

export interface SearchReturns {
  /** Each once. None, and no `partial`, means ALL. */
  readonly options: readonly SearchReturn[];
  readonly partial: PartialRange | undefined;
}

export interface SearchProgram {
  /** RETURN options; undefined when the client did not ask for ESEARCH. */
  readonly returns: SearchReturns | undefined;
  /**
   * As sent, undefined by default. Needles are UTF-8, of which US-ASCII is a part. For other charsets the session says
   * NO [BADCHARSET] (RFC 9051 §6.4.4), see `isSearchCharset`; the needles then mean nothing.
   */
  readonly charset: string | undefined;
  readonly key: SearchKey;
}

export interface SortKey {
  /** RFC 5256 §3; `display…` of RFC 5957, `relevancy` of RFC 6203. */
  readonly by:
    'arrival' | 'cc' | 'date' | 'from' | 'size' | 'subject' | 'to' | 'displayfrom' | 'displayto' | 'relevancy';
  readonly reverse: boolean;
}

/** SORT: RFC 5256 §3, RFC 5267 §3.1. */
export interface SortProgram extends SearchProgram {
  /** One or more. */
  readonly sort: readonly SortKey[];
}

export const threadAlgorithms = ['ORDEREDSUBJECT', 'REFERENCES', 'REFS'] as const;
export type ThreadAlgorithm = (typeof threadAlgorithms)[number];

/** THREAD: RFC 5256 §3. */
export interface ThreadProgram {
  readonly algorithm: ThreadAlgorithm;
  readonly charset: string;
  readonly key: SearchKey;
}

/** Which mailboxes: RFC 7377 §2.2, from RFC 5465 §6. `names` as Unicode, not yet checked. */
export type MailboxFilter =
  | { readonly filter: 'selected' | 'inboxes' | 'personal' | 'subscribed' }
  | { readonly filter: 'subtree' | 'subtree-one' | 'mailboxes'; readonly names: readonly string[] };

/** ESEARCH: RFC 7377 §2.1. */
export interface MultiSearchProgram extends SearchProgram {
  /** Undefined: the selected mailbox only. */
  readonly sources: readonly MailboxFilter[] | undefined;
}

export type StatusItem =
  | 'messages'
  | 'recent'
  | 'uidnext'
  | 'uidvalidity'
  | 'unseen'
  | 'deleted'
  | 'size'
  | 'highestmodseq'
  | 'appendlimit'
  | 'mailboxid'
  | 'deleted-storage';

/** LIST with RFC 5258 and RFC 5819. */
export interface ListRequest {
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly select: readonly ('subscribed' | 'remote' | 'recursivematch' | 'special-use')[];
  readonly returns: readonly ('subscribed' | 'children' | 'special-use')[];
  readonly status: readonly StatusItem[];
  /** RFC 9590: entries to be told of each mailbox. */
  readonly metadata: readonly string[];
  /** True when any RFC 5258 syntax was used. */
  readonly extended: boolean;
}

/** RFC 7162 §3.1.4.1 CHANGEDSINCE and §3.2.6 VANISHED; RFC 9394 §3.3 PARTIAL. */
export interface FetchModifiers {
  readonly changedSince: bigint | undefined;
  readonly vanished: boolean;
  readonly partial: PartialRange | undefined;
}

/** RFC 9394 §4: the `from`th to the `to`th of a list, both counted from 1; `fromEnd`: from the last one on. */
export interface PartialRange {
  readonly from: number;
  readonly to: number;
  readonly fromEnd: boolean;
}

/** RFC 7162 §3.1.3. */
export interface StoreModifiers {
  readonly unchangedSince: bigint | undefined;
}

/** RFC 7162 §3.1.8 CONDSTORE and §3.2.5 QRESYNC. */
export interface SelectParameters {
  readonly condstore: boolean;
  readonly qresync: QresyncParameter | undefined;
}

/** What a client remembers of a mailbox. */
export interface QresyncParameter {
  readonly uidValidity: number;
  readonly modSeq: bigint;
  /** All of its UIDs when left out. */
  readonly knownUids: SequenceSet | undefined;
  /** RFC 7162 §3.2.5.2: the nth number of `seqs` was the message of the nth number of `uids`; as many of either. */
  readonly match: { readonly seqs: readonly KnownRange[]; readonly uids: readonly KnownRange[] } | undefined;
}

/** Numbers of a known set, which has no `*`. */
export interface KnownRange {
  readonly from: number;
  readonly to: number;
}

export interface StoreRequest {
  readonly mode: 'add' | 'remove' | 'replace';
  readonly silent: boolean;
  readonly flags: readonly string[];
}

/** RFC 5464 §4.2. */
export interface MetadataOptions {
  /** Values of more octets are left out. */
  readonly maxSize: number | undefined;
  /** Levels below each entry that are asked for too: 0, 1 or Infinity. */
  readonly depth: number;
}

export interface GetMetadataRequest extends MetadataOptions {
  /** Empty for the annotations of the server. */
  readonly mailbox: string;
  /** Well-formed names, one or more. */
  readonly entries: readonly string[];
}

export interface SetMetadataRequest {
  readonly mailbox: string;
  /** No value: it is to be removed. */
  readonly entries: readonly { readonly name: string; readonly value: Buffer | undefined }[];
}

/** APPEND: RFC 9051 §6.3.12, RFC 3502 (several messages), RFC 6855 §4 (UTF8), RFC 4469 (CATENATE). */
export interface AppendRequest {
  readonly mailbox: string;
  /** One or more. */
  readonly messages: readonly AppendMessage[];
}

export interface AppendMessage {
  readonly flags: readonly string[];
  readonly internalDate: DateTime | undefined;
  /** RFC 4469 CATENATE: put together from parts. Otherwise there is one part, a literal. */
  readonly catenated: boolean;
  /** In order, as far as they have come. */
  readonly parts: readonly AppendPart[];
}

export type AppendPart =
  | {
      readonly kind: 'octets';
      /** True when sent as `UTF8 (~{n} ...)`. */
      readonly utf8: boolean;
      readonly sizeOctets: number;
      readonly binary: boolean;
      /** Undefined when the framer was told to stream them. */
      readonly octets: Buffer | undefined;
    }
  /** Undefined when it is in a literal that has only been announced. */
  | { readonly kind: 'url'; readonly url: string | undefined };

/** REPLACE: RFC 8508 §4. */
export interface ReplaceRequest {
  readonly target: SequenceNumber;
  readonly mailbox: string;
  readonly message: AppendMessage;
}

export type NotifyFilter =
  'selected' | 'selected-delayed' | 'inboxes' | 'personal' | 'subscribed' | 'subtree' | 'mailboxes';

/** NOTIFY: RFC 5465. Without groups: NONE. */
export interface NotifyRequest {
  /** Tell how things stand first. */
  readonly status: boolean;
  /** The first that fits a mailbox counts for it (§6). */
  readonly groups: readonly EventGroup[];
}

export interface EventGroup {
  readonly filter: NotifyFilter;
  /** Of `subtree` and `mailboxes`. */
  readonly names: readonly string[];
  /** As sent; empty for NONE. */
  readonly events: readonly string[];
  /** What is to be told of each new message. */
  readonly fetch: readonly FetchItem[];
}

/** What an IMAP URL names within a server: RFC 5092 §9, iabsolute-path and irelative-path with a message. */
export interface MessageUrl {
  /** Undefined: the mailbox that is selected. */
  readonly mailbox: string | undefined;
  readonly uidValidity: number | undefined;
  readonly uid: number;
  readonly section: Section;
  readonly partial: Partial | undefined;
}

/** RFC 9051 date-time. */
export interface DateTime {
  /** Milliseconds since 1970, whole seconds. */
  readonly epochMs: number;
  /** Minutes east of UTC, -1439 to 1439. */
  readonly zoneMinutes: number;
}
