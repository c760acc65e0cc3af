/** What SEARCH and SORT share, from the program to the responses. */
import { isSearchCharset, searchCharsets } from '../../../wire/imap/search-program.js';
import type { Seq } from '../../../mail/ids.js';
import type { SearchProgram, SortKey } from '../../../wire/imap/syntax.js';
import type { AuthenticatedContext, SelectedContext } from '../command.js';
import { Refusal } from '../errors.js';
import { inProgress } from '../in-progress.js';
import { type Output, no } from '../responses.js';
import { Slices } from '../slices.js';
import { type FindOptions, findMessages } from './find.js';
import { asksForModSeq, checkRelevancy } from './keys.js';
import { type Result, covered, extendedResponse, plainResponse } from './result.js';
import type { Searched } from './searched.js';
import { sortMessages } from './sort.js';

export interface SearchKind {
  readonly name: 'SEARCH' | 'SORT';
  /** For INPROGRESS. */
  readonly text: string;
}

const uidsPerStep = 64;

export interface Program extends SearchProgram {
  readonly sort?: readonly SortKey[] | undefined;
}

/** @throws Refusal BADCHARSET, with those we have: RFC 9051 §6.4.4 */
export function checkCharset(charset: string | undefined): void {
  if (charset === undefined || isSearchCharset(charset)) return;
  throw new Refusal(no('Charsets are these', `BADCHARSET (${searchCharsets.join(' ')})`));
}

export function findOptions({ session, store, signal }: AuthenticatedContext, searched: Searched): FindOptions {
  const { limits, server } = session;
  const slices = new Slices(signal);
  const search: typeof store.search = (...args) => store.search(...args);
  return { searched, store, search, signal, slices, nowMs: server.clock.now(), maxTexts: limits.searchTexts };
}

export async function* searchAndTell(
  context: SelectedContext,
  program: Program,
  kind: SearchKind,
): AsyncGenerator<Output, void, void> {
  const { view, session, tag } = context;
  const { returns, charset } = program;
  const saves = returns?.options.includes('save') ?? false;
  try {
    checkCharset(charset);
    checkRelevancy(program);
    if (asksForModSeq(program.key)) yield* session.becomeModSeqAware();
    const work = searchedFor(program, findOptions(context, view), context.uid);
    const result = yield* inProgress(work, { session, tag, text: kind.text });
    if (saves) view.save(ascending(covered(result.hits, returns!)).map((seq) => view.at(seq).uid));
    const response = returns
      ? extendedResponse(`TAG "${tag}"`, result, returns)
      : await new Slices(context.signal).drive(plainResponse(kind.name, result));
    if (response !== undefined) yield response;
  } catch (error) {
    // RFC 9051 §6.4.4.1: a search that should have saved, and failed, leaves nothing saved.
    if (saves) view.save([]);
    throw error;
  }
}

/** @param uid whether the client is told UIDs */
export async function searchedFor({ key, sort }: Program, options: FindOptions, uid: boolean): Promise<Result> {
  const { searched } = options;
  const found = await findMessages(key, options);
  const hits = sort ? await sortMessages(found.hits, sort, { ...options, ...found }) : found.hits;
  return {
    searched,
    hits,
    numbers: uid ? await options.slices.drive(uidsOf(searched, hits)) : hits,
    uid,
    tellsModSeq: asksForModSeq(key),
    relevancy: (seq) => found.relevancy(searched.at(seq).content),
  };
}

function* uidsOf(searched: Searched, hits: readonly Seq[]): Generator<void, readonly number[]> {
  const uids: number[] = [];
  for (const seq of hits) {
    uids.push(searched.at(seq).uid);
    if (uids.length % uidsPerStep === 0) yield;
  }
  return uids;
}

function ascending<N extends number>(numbers: readonly N[]): N[] {
  return [...numbers].sort((a, b) => a - b);
}
