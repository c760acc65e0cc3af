/** The values that IMAP command arguments parse to: RFC 9051 §9, RFC 3501 §9. Formatters and parsers lie beside. */

/** RFC 9051 seq-range; `'*'` is the largest number in use. Ends may be reversed. */
export type SequenceNumber = number | '*';
export interface SequenceRange {
  readonly from: SequenceNumber;
  readonly to: SequenceNumber;
}
export type SequenceSet = readonly SequenceRange[];

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
        | 'internaldate'
        | 'rfc822.size'
        | 'envelope'
        | 'body'
        | 'bodystructure'
        | 'rfc822'
        | 'rfc822.header'
        | 'rfc822.text';
    }
  | {
      readonly kind: 'section';
      readonly section: Section;
      readonly peek: boolean;
      readonly partial: { readonly offset: number; readonly count: number } | undefined;
    };

export type SearchKey =
  | { readonly key: 'all' | 'new' | 'old' | 'recent' }
  /** Messages that have (`set`) or lack a system flag or keyword. */
  | { readonly key: 'flag'; readonly flag: string; readonly set: boolean }
  | { readonly key: 'from' | 'to' | 'cc' | 'bcc' | 'subject' | 'body' | 'text'; readonly needle: string }
  | { readonly key: 'header'; readonly name: string; readonly needle: string }
  /** Days since 1970-01-01, of the calendar day as written. */
  | {
      readonly key: 'before' | 'on' | 'since' | 'sentbefore' | 'senton' | 'sentsince';
      readonly day: number;
    }
  | { readonly key: 'larger' | 'smaller'; readonly octets: number }
  | { readonly key: 'uid' | 'seq'; readonly set: SequenceSet }
  | { readonly key: 'not'; readonly of: SearchKey }
  | { readonly key: 'or'; readonly left: SearchKey; readonly right: SearchKey }
  | { readonly key: 'and'; readonly of: readonly SearchKey[] };

export interface SearchProgram {
  /** RFC 4731 RETURN options; undefined when the client did not ask for ESEARCH. Empty RETURN () means ALL. */
  readonly returns: readonly ('min' | 'max' | 'all' | 'count')[] | undefined;
  /** As sent, undefined by default. Needles are decoded by it. */
  readonly charset: string | undefined;
  readonly key: SearchKey;
}

export type StatusItem =
  'messages' | 'recent' | 'uidnext' | 'uidvalidity' | 'unseen' | 'deleted' | 'size' | 'highestmodseq';

/** LIST with RFC 5258 and RFC 5819. */
export interface ListRequest {
  readonly reference: string;
  readonly patterns: readonly string[];
  readonly select: readonly ('subscribed' | 'remote' | 'recursivematch' | 'special-use')[];
  readonly returns: readonly ('subscribed' | 'children' | 'special-use')[];
  readonly status: readonly StatusItem[];
  /** True when any RFC 5258 syntax was used. */
  readonly extended: boolean;
}

export interface StoreRequest {
  readonly mode: 'add' | 'remove' | 'replace';
  readonly silent: boolean;
  readonly flags: readonly string[];
}
