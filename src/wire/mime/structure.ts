/** The shape of a MIME message with the offsets that IMAP serves from: RFC 2045, RFC 2046, RFC 9051 §6.4.5. */

/** One body part. Offsets are octets from the start of the whole message; `end` is exclusive. */
export interface Part {
  readonly kind: 'leaf' | 'multipart' | 'message';
  /** Lower case, defaults applied (RFC 2045 §5.2; in multipart/digest: message/rfc822). */
  readonly type: string;
  readonly subtype: string;
  /** Lower-case names; values decoded by RFC 2231. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  /** Content-Transfer-Encoding in lower case; `7bit` by default. */
  readonly encoding: string;
  /** Where the part's header starts, its empty line included in the header. */
  readonly headerStart: number;
  /** Where the body starts: behind the empty line. */
  readonly bodyStart: number;
  readonly end: number;
  /** Number of line ends in the body, for text and message parts (RFC 9051 §7.5.2 BODYSTRUCTURE). */
  readonly lines: number;
  /** Parts of a multipart; for `message`: exactly one, the root of the message inside. */
  readonly children: readonly Part[];
}

/** What an append works out once about a message's octets. All `Buffer`s are ready for the wire. */
export interface MessageStructure {
  readonly root: Part;
  readonly sizeOctets: number;
  /** The header with its closing empty line, octet for octet, at most `headerOctets` of the limits. */
  readonly header: Buffer;
  /** ENVELOPE as in RFC 9051 §7.5.2, parentheses included. */
  readonly envelope: Buffer;
  /** BODY (no extension data) and BODYSTRUCTURE, parentheses included. */
  readonly body: Buffer;
  readonly bodyStructure: Buffer;
  /** The calendar day of `Date:` as written, as days since 1970-01-01 without zone conversion (SENTON), if any. */
  readonly sentDay: number | undefined;
  /** `Date:` as an instant in ms, if readable. */
  readonly sentMs: number | undefined;
  /** Message-ID, and In-Reply-To and References in order, angle brackets included. */
  readonly messageId: string | undefined;
  readonly references: readonly string[];
  /** How many of `references` stand in References; those behind them only in In-Reply-To. */
  readonly inReferences: number;
  /** Base subject by RFC 5256 §2.1, for sorting and threads. */
  readonly baseSubject: string;
  /** RFC 5256 §2.1: the subject says that it is a reply or forward. */
  readonly isReply: boolean;
}

/** Text of a message for SEARCH, decoded (RFC 2047, RFC 2231, charsets), not yet folded. */
export interface SearchableText {
  readonly from: string;
  readonly to: string;
  readonly cc: string;
  readonly bcc: string;
  readonly subject: string;
  /**
   * All header lines decoded, `Name: value` each, in order, then those of parts, indented: SEARCH TEXT looks here too.
   */
  readonly header: string;
  /** Decoded text of all text parts (HTML without its tags), and of nested messages with their headers. */
  readonly body: string;
}

export interface MimeLimits {
  /** Depth of multipart and message nesting; what is deeper is a leaf. */
  readonly depth: number;
  /** Number of parts; what follows belongs to the last one. */
  readonly parts: number;
  /** Octets of header kept for FETCH without reading the message; a longer one is read from its octets. */
  readonly headerOctets: number;
  /** Characters of text kept for SEARCH. */
  readonly textCharacters: number;
}

export const defaultMimeLimits: MimeLimits = {
  depth: 50,
  parts: 2000,
  headerOctets: 256 * 1024,
  textCharacters: 4 * 1024 * 1024,
};
