/** FETCH and UID FETCH: RFC 9051 §6.4.5, §7.5.2; RFC822 items for RFC 3501; MODSEQ and CHANGEDSINCE for RFC 7162. */
import type { ContentFacts } from '../../../mail/content-facts.js';
import { isMailError } from '../../../mail/errors.js';
import { FlagSet } from '../../../mail/flags.js';
import type { Seq } from '../../../mail/ids.js';
import { type SelectedContext, command } from '../command.js';
import { Refusal } from '../errors.js';
import { type Renderer, rendererOf } from '../fetch/at-hand.js';
import { type FetchSource, type Rendered, needsFacts, renderItem, setsSeen } from '../fetch/items.js';
import { type Piece, type Tagged, bad, no, ok } from '../responses.js';
import { vanishedEarlier } from '../resync.js';
import { seqsOf, setNeeds } from '../targets.js';
import { takePartial } from '../../../wire/imap/partial-range.js';
import type { FetchItem, FetchModifiers, MessageSet } from '../../../wire/imap/syntax.js';

/** Messages whose facts are asked for at once; fewer when they become `\Seen`, lest a client that hangs up marks many. */
const batchSize = 250;
const seenBatchSize = 20;

/** Responses at hand are gathered up to about this many octets. */
const readyOctets = 60 * 1024;
/** Who asks for more items of each message shall not fill the memory with one response. */
const mostItemsAtHand = 16;

const seenFlag = FlagSet.of(['\\Seen']);

/** The items that an extension brought. */
const itemCapability: Partial<Record<FetchItem['kind'], string>> = {
  binary: 'BINARY',
  'binary.size': 'BINARY',
  emailid: 'OBJECTID',
  threadid: 'OBJECTID',
  savedate: 'SAVEDATE',
  modseq: 'CONDSTORE',
  preview: 'PREVIEW',
};

export const fetch = command({
  name: 'FETCH',
  state: 'selected',
  uidForm: true,
  byNumber: true,
  holdsExpunges: true,
  capabilities: [...new Set(Object.values(itemCapability))].map((name) => ({ name, when: 'logged-in' as const })),
  parse: (p) => ({ set: p.sp().messageSet(), items: p.sp().fetchItems(), modifiers: p.fetchModifiers() }),
  needs: ({ set, items, modifiers }) => [
    ...setNeeds(set),
    ...items.map(({ kind }) => itemCapability[kind] ?? ''),
    ...(modifiers.changedSince === undefined ? [] : ['CONDSTORE']),
    ...(modifiers.vanished ? ['QRESYNC'] : []),
    ...(modifiers.partial ? ['PARTIAL'] : []),
  ],

  async *run(context, { set, items, modifiers }) {
    const { view, uid, store, signal, session } = context;
    const changedSince = modifiers.changedSince;
    checkModifiers(context, modifiers);
    if (changedSince !== undefined || items.some(({ kind }) => kind === 'modseq')) yield* session.becomeModSeqAware();
    const seqs = named(context, set, modifiers);
    // RFC 7162 §3.2.6: before any FETCH.
    if (modifiers.vanished) yield* vanishedEarlier(store, view, set, changedSince!);
    const { modSeqs, uidOnly } = session.dialect;
    // RFC 9051 §6.4.9: the UID form tells the UID whether asked or not; UIDFETCH has it anyway.
    let asked = uid && !uidOnly ? withItem(items, 'uid') : items;
    // RFC 7162 §3.1.4.1: CHANGEDSINCE asks for the MODSEQ, too.
    if (changedSince !== undefined) asked = withItem(asked, 'modseq');
    // RFC 7162 §3.2.4: a FETCH that sets \Seen tells both, as any response that was not asked for.
    const told = modSeqs && !uidOnly ? withItem(asked, 'uid') : asked;
    const askedOfMarked = withItem(modSeqs ? withItem(told, 'modseq') : told, 'flags');
    const marksSeen = !view.readOnly && asked.some(setsSeen);
    const withFacts = asked.some(needsFacts);
    const fast = marksSeen ? undefined : responseWriter(context, asked);
    const step = marksSeen ? seenBatchSize : batchSize;
    let problem: Tagged | undefined;
    for (let at = 0; at < seqs.length; at += step) {
      signal.throwIfAborted();
      const batch = seqs.slice(at, at + step);
      const facts = withFacts ? await store.facts(batch.map((seq) => view.at(seq).content)) : [];
      const marked = marksSeen ? await markSeen(context, batch) : new Set<Seq>();
      yield* view.announceKeywords();
      let ready = '';
      for (const [index, seq] of batch.entries()) {
        try {
          if (withFacts && !facts[index]) throw new Refusal(gone);
          const text = fast?.(seq, facts[index]);
          if (text !== undefined) {
            ready += text;
            if (ready.length >= readyOctets) {
              yield Buffer.from(ready, 'latin1');
              ready = '';
            }
            continue;
          }
          if (ready !== '') yield Buffer.from(ready, 'latin1');
          ready = '';
          const rendered = response(context, seq, marked.has(seq) ? askedOfMarked : asked, facts[index]);
          yield 'then' in rendered ? await rendered : rendered;
        } catch (error) {
          // The others are served all the same: RFC 2180 §4.1.2.
          const failed = isMailError(error, 'message-gone') ? gone : error instanceof Refusal && error.response;
          if (!failed) throw error;
          problem ??= failed;
        }
      }
      if (ready !== '') yield Buffer.from(ready, 'latin1');
    }
    // A UID that is gone is no error (RFC 9051 §6.4.9): the EXPUNGE that tells of it follows at once.
    if (problem && !(uid && problem === gone)) return problem;
    return ok('FETCH completed');
  },
});

/** The messages to tell of. */
function named(
  { view, uid }: SelectedContext,
  set: MessageSet,
  { changedSince, partial }: FetchModifiers,
): readonly Seq[] {
  if (changedSince === undefined && !partial) return seqsOf(view, set, uid);
  if (!partial) return view.changedWithin(set, uid, changedSince!) ?? seqsOf(view, set, uid);
  const seqs = takePartial(seqsOf(view, set, uid), partial); // RFC 9394 §3.4: before CHANGEDSINCE
  return changedSince === undefined ? seqs : seqs.filter((seq) => view.at(seq).modSeq > changedSince);
}

function checkModifiers({ uid, session }: SelectedContext, { changedSince, vanished, partial }: FetchModifiers): void {
  if (partial && !uid) throw new Refusal(bad('PARTIAL is for UID FETCH')); // RFC 9394 §3.3
  if (!vanished) return;
  // RFC 7162 §3.2.6.
  if (!session.dialect.resyncs) throw new Refusal(bad('ENABLE QRESYNC first'));
  if (!uid || changedSince === undefined) throw new Refusal(bad('VANISHED is for UID FETCH with CHANGEDSINCE'));
}

const has = (items: readonly FetchItem[], wanted: FetchItem['kind']): boolean =>
  items.some(({ kind }) => kind === wanted);

/** UID first, where clients look for it; the others last. */
function withItem(items: readonly FetchItem[], kind: 'uid' | 'modseq' | 'flags'): readonly FetchItem[] {
  if (has(items, kind)) return items;
  return kind === 'uid' ? [{ kind }, ...items] : [...items, { kind }];
}

/**
 * FETCH responses for what NOTIFY asked to hear of new messages (RFC 5465 §5.1). No flag is set by it, and a message that
 * is gone already is left out.
 */
export async function* unaskedFetch(
  context: SelectedContext,
  seqs: readonly Seq[],
  items: readonly FetchItem[],
): AsyncGenerator<Piece | readonly Piece[]> {
  const { view, store, signal } = context;
  const withFacts = items.some(needsFacts);
  for (let at = 0; at < seqs.length; at += batchSize) {
    signal.throwIfAborted();
    const batch = seqs.slice(at, at + batchSize);
    const facts = withFacts ? await store.facts(batch.map((seq) => view.at(seq).content)) : [];
    yield* view.announceKeywords();
    for (const [index, seq] of batch.entries()) {
      try {
        if (!withFacts || facts[index]) yield await response(context, seq, items, facts[index]);
      } catch (error) {
        if (!isMailError(error, 'message-gone') && !(error instanceof Refusal)) throw error;
      }
    }
  }
}

const gone = no('Some messages are gone', 'EXPUNGEISSUED');

/** @returns those that were not `\Seen` before: the client is told of their new flags */
async function markSeen({ store, view }: SelectedContext, batch: readonly Seq[]): Promise<ReadonlySet<Seq>> {
  const unseen = batch.filter((seq) => !view.at(seq).flags.has('\\Seen'));
  if (unseen.length === 0) return new Set();
  const uids = unseen.map((seq) => view.at(seq).uid);
  const { messages } = await store.storeFlags(view.mailbox, uids, { mode: 'add', flags: seenFlag });
  view.applyFlags(messages);
  return new Set(unseen);
}

/**
 * Writes whole responses as octets in a string, when all that is asked for lies at hand.
 *
 * @returns undefined when it does not; the writer does so for a message of which something must be read after all
 */
function responseWriter(
  { view, session: { dialect } }: SelectedContext,
  items: readonly FetchItem[],
): ((seq: Seq, facts: ContentFacts | undefined) => string | undefined) | undefined {
  const renderers = items.map(rendererOf).filter((each): each is Renderer => each !== undefined);
  if (renderers.length < items.length || items.length > mostItemsAtHand) return undefined;
  const tellsFlags = has(items, 'flags') && (!dialect.modSeqs || has(items, 'modseq'));
  return (seq, facts) => {
    const message = view.at(seq);
    const of = { message, facts, flagsText: view.flagsText(message) };
    let text = dialect.fetchStart(seq, message.uid);
    for (let i = 0; i < renderers.length; i += 1) {
      const item = renderers[i]!(of);
      if (item === undefined) return undefined;
      text += i === 0 ? item : ` ${item}`;
    }
    if (tellsFlags) view.toldFlags(message.uid);
    return `${text})\r\n`;
  };
}

function response(
  { store, view, signal, session }: SelectedContext,
  seq: Seq,
  items: readonly FetchItem[],
  facts: ContentFacts | undefined,
): Rendered {
  const message = view.at(seq);
  const source = {
    store,
    content: message.content,
    signal,
    message,
    facts,
    flagsText: view.flagsText(message),
    unopened: true,
    keptOctets: 0,
  };
  // A change that a client of RFC 7162 hears of has its MODSEQ: without it, it is told again at the command's end.
  if (has(items, 'flags') && (!session.dialect.modSeqs || has(items, 'modseq'))) view.toldFlags(message.uid);
  const pieces: Piece[] = [session.dialect.fetchStart(seq, message.uid)];
  for (const [index, item] of items.entries()) {
    if (index > 0) pieces.push(' ');
    const rendered = renderItem(item, source);
    if ('then' in rendered) return finish(pieces, rendered, items.slice(index + 1), source);
    pieces.push(...rendered);
  }
  pieces.push(')\r\n');
  return pieces;
}

/** The rest of a response, from the first item on that is not at hand. */
async function finish(
  pieces: Piece[],
  first: Promise<readonly Piece[]>,
  rest: readonly FetchItem[],
  source: FetchSource,
): Promise<readonly Piece[]> {
  pieces.push(...(await first));
  for (const item of rest) {
    pieces.push(' ');
    pieces.push(...(await renderItem(item, source)));
  }
  pieces.push(')\r\n');
  return pieces;
}
