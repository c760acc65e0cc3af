/** The arguments of IMAP commands, one method for each rule of the grammar: RFC 9051 §9, RFC 3501 §9. */
import { parseAppendRequest, parseReplaceRequest } from './append-request.js';
import type { CommandInput } from './command-input.js';
import { parseDateTime } from './date-time.js';
import { parseFetchItems } from './fetch-items.js';
import { parseFetchModifiers, parseSelectParameters, parseStoreModifiers } from './modifiers.js';
import { parseFlagList, parseStoreRequest } from './flags.js';
import { parseIdParams, type IdParams } from './id-params.js';
import { parseListRequest, parseLsubRequest } from './list-request.js';
import { decodeMailboxName } from './mailbox-name-codec.js';
import { parseMultiSearch } from './multi-search.js';
import { parseGetMetadata, parseSetMetadata } from './metadata.js';
import { parseSearchProgram } from './search-program.js';
import { parseNotifyRequest } from './notify-request.js';
import { parseMessageSet } from './sequence-set.js';
import { parseSortProgram, parseThreadProgram } from './sort-program.js';
import { parseStatusItems } from './status-items.js';
import type {
  AppendRequest,
  DateTime,
  FetchItem,
  GetMetadataRequest,
  FetchModifiers,
  ListRequest,
  MessageSet,
  NotifyRequest,
  ReplaceRequest,
  MultiSearchProgram,
  SearchProgram,
  SetMetadataRequest,
  SelectParameters,
  SortProgram,
  StatusItem,
  StoreModifiers,
  StoreRequest,
  ThreadProgram,
} from './syntax.js';
import { type BatchesRequest, parseBatchesRequest } from './uid-batches.js';
import { defaultParserLimits, TokenReader, type ParserLimits } from './token-reader.js';

export interface ParserOptions {
  readonly limits?: ParserLimits;
  /** Whether the client has enabled UTF8=ACCEPT or IMAP4rev2, so that mailbox names are UTF-8, not modified UTF-7. */
  readonly utf8?: boolean;
}

/**
 * Reads one command, front to back: `p.tag()`, `p.sp().commandName()`, `p.sp().mailbox()`, `p.end()`. Each method
 * throws a ParseError when something else is there, and starts behind the blank. Names, flags and dates are checked by
 * the grammar only; what they mean is for the caller.
 */
export class CommandParser extends TokenReader {
  readonly #utf8: boolean;

  constructor(input: CommandInput, { limits = defaultParserLimits, utf8 = false }: ParserOptions = {}) {
    super(input, limits);
    this.#utf8 = utf8;
  }

  /** As Unicode, not yet checked or normalised: see `mailboxName` of the domain. */
  mailbox(): string {
    return decodeMailboxName(this.astring('a mailbox name'), this.#utf8);
  }

  /** In parentheses, possibly none. */
  flagList(): string[] {
    return parseFlagList(this);
  }

  dateTime(): DateTime {
    return parseDateTime(this);
  }

  /** A sequence set, or `$` for what the last SEARCH saved. */
  messageSet(): MessageSet {
    return parseMessageSet(this);
  }

  fetchItems(): readonly FetchItem[] {
    return parseFetchItems(this);
  }

  /** The blank before them included; none is also right. */
  fetchModifiers(): FetchModifiers {
    return parseFetchModifiers(this);
  }

  /** The blank behind them included; none is also right. */
  storeModifiers(): StoreModifiers {
    return parseStoreModifiers(this);
  }

  /** The blank before them included; none is also right. */
  selectParameters(): SelectParameters {
    return parseSelectParameters(this);
  }

  storeRequest(): StoreRequest {
    return parseStoreRequest(this);
  }

  /** With RETURN and CHARSET. Check `charset` with `isSearchCharset`. */
  searchProgram(): SearchProgram {
    return parseSearchProgram(this);
  }

  sortProgram(): SortProgram {
    return parseSortProgram(this);
  }

  threadProgram(): ThreadProgram {
    return parseThreadProgram(this);
  }

  multiSearch(): MultiSearchProgram {
    return parseMultiSearch(this, this.#utf8);
  }

  batchesRequest(): BatchesRequest {
    return parseBatchesRequest(this);
  }

  statusItems(): StatusItem[] {
    return parseStatusItems(this);
  }

  listRequest(): ListRequest {
    return parseListRequest(this, this.#utf8);
  }

  lsubRequest(): ListRequest {
    return parseLsubRequest(this, this.#utf8);
  }

  /** With the mailbox, which may be empty. */
  getMetadata(): GetMetadataRequest {
    return parseGetMetadata(this, this.#utf8);
  }

  setMetadata(): SetMetadataRequest {
    return parseSetMetadata(this, this.#utf8);
  }

  /** See `parseAppendRequest`: also for the command so far, at a literal. */
  appendRequest(): AppendRequest | undefined {
    return parseAppendRequest(this, this.#utf8);
  }

  /** See `parseReplaceRequest`: also for the command so far, at a literal. */
  replaceRequest(): ReplaceRequest | undefined {
    return parseReplaceRequest(this, this.#utf8);
  }

  notifyRequest(): NotifyRequest {
    return parseNotifyRequest(this, this.#utf8);
  }

  /** `undefined` for NIL. */
  idParams(): IdParams | undefined {
    return parseIdParams(this);
  }
}
