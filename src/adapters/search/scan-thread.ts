/** What runs in the search thread: it reads sealed text segments, opens them, searches them and keeps some open. */
import { setImmediate } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { FoldedCriterion } from '../../mail/search.js';
import { unseal } from '../seal/box.js';
import { joinHits } from './hits.js';
import { isOfShare, textSegmentPlace } from './protocol.js';
import type { CriterionHits, FromThread, ToThread } from './protocol.js';
import { SegmentCache } from './segment-cache.js';
import { TextSegment } from './text-segment.js';

/** Where segments lie. Reads what is committed at that moment. */
export interface SegmentSource {
  /** Of all text of an account, or of these contents. */
  segments(account: number, among: Float64Array | undefined): readonly number[];
  /** Undefined when another has taken its place. */
  read(account: number, segment: number): Buffer | undefined;
  /** Contents that lie in segments still, but are deleted. */
  deleted(account: number): readonly number[];
}

type Search = ToThread & { readonly kind: 'search' };

/** Longest time between looks for news: a search that ended, or another one. */
const turnMs = 4;

/** Segments that are signed also while others wait: about 10 ms, so that a client that never pauses gets faster too. */
const signedAnyway = 4;

/** Takes requests from the port, for ever. */
export function runScanThread(port: MessagePort, source: SegmentSource, cacheOctets: number): void {
  const thread = new ScanThread(source, new SegmentCache(cacheOctets), (message) => port.postMessage(message));
  port.on('message', (message: ToThread) => thread.hear(message));
}

class ScanThread {
  readonly #source: SegmentSource;
  readonly #cache: SegmentCache;
  readonly #tell: (message: FromThread) => void;
  readonly #running = new Set<number>();
  /** Of accounts that were searched. */
  readonly #keys = new Map<number, Buffer>();
  #signing = false;

  constructor(source: SegmentSource, cache: SegmentCache, tell: (message: FromThread) => void) {
    this.#source = source;
    this.#cache = cache;
    this.#tell = tell;
  }

  hear(message: ToThread): void {
    switch (message.kind) {
      case 'search':
        void this.#run(message);
        return;
      case 'end':
        this.#running.delete(message.id);
        return;
      case 'forget':
        this.#keys.delete(message.account);
        this.#cache.forget(message.account);
    }
  }

  /** A failing one ends itself, not the thread. */
  async #run(search: Search): Promise<void> {
    const { id } = search;
    this.#running.add(id);
    this.#keys.set(search.account, Buffer.from(search.key));
    try {
      const hits = await this.#search(search);
      if (hits) this.#tell({ kind: 'found', id, hits });
    } catch (error) {
      this.#tell({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#running.delete(id);
    }
    void this.#signAll();
  }

  /** @returns undefined when nobody waits for it any more */
  async #search(search: Search): Promise<readonly CriterionHits[] | undefined> {
    const { account, among, id, share } = search;
    const answered = new Map<number, readonly CriterionHits[]>();
    let turnStarted = performance.now();
    for (;;) {
      const segments = this.#source.segments(account, among).filter((segment) => isOfShare(segment, share));
      // While we were at work, appends and deletions may have put others in the place of some: a segment never changes,
      // so only the new ones are left to search.
      const missing = segments.filter((segment) => !answered.has(segment));
      if (missing.length === 0) return this.#combined(search, segments.map((segment) => answered.get(segment)!)); // prettier-ignore
      for (const segment of this.#openFirst(account, missing)) {
        if (performance.now() - turnStarted > turnMs) {
          await setImmediate();
          turnStarted = performance.now();
        }
        if (!this.#running.has(id)) return undefined;
        const answer = this.#answer(search, segment);
        if (answer) answered.set(segment, answer);
      }
    }
  }

  /** So that those that are to be opened do not take the place of those that are. */
  #openFirst(account: number, segments: readonly number[]): readonly number[] {
    const parts = segments.map((segment) => this.#cache.partsOf(nameOf(account, segment)));
    return [2, 1, 0].flatMap((wanted) => segments.filter((_, i) => parts[i] === wanted));
  }

  /** Undefined when another has taken the segment's place. */
  #answer({ account, id, criteria }: Search, segment: number): readonly CriterionHits[] | undefined {
    const name = nameOf(account, segment);
    const known = this.#cache.get(name, id);
    const usable = known && (known.hasBody || !known.needsBody(criteria)) ? known : undefined;
    const opened = usable ?? this.#open(account, segment);
    if (!opened) return undefined;
    if (known && !usable) opened.signAs(known);
    const hits = criteria.map((each) => opened.search(each));
    if (!usable) this.#cache.set(name, opened, id);
    else if (criteria.some(isFuzzy)) this.#cache.grown(name);
    return hits;
  }

  #open(account: number, segment: number): TextSegment | undefined {
    const key = this.#keys.get(account);
    // Not "another has taken its place": a search that waited for that one would go round and round.
    if (!key) throw new Error('The account was deleted');
    const sealed = this.#source.read(account, segment);
    return sealed && new TextSegment(unseal(key, textSegmentPlace(account, segment), sealed));
  }

  #combined({ account }: Search, answers: readonly (readonly CriterionHits[])[]): CriterionHits[] {
    const deleted = new Set(this.#source.deleted(account));
    const criteria = answers[0]?.length ?? 0;
    return Array.from({ length: criteria }, (_, i) => joinHits(answers.map((answer) => answer[i]!), deleted)); // prettier-ignore
  }

  /** What is kept gets its signatures: a few segments after each search, the others when nobody searches. */
  async #signAll(): Promise<void> {
    if (this.#signing) return;
    this.#signing = true;
    try {
      for (let signed = 0; signed < signedAnyway || this.#running.size === 0; signed += 1) {
        const next = this.#cache.unsigned();
        if (!next) return;
        this.#sign(...next);
        await setImmediate();
      }
    } finally {
      this.#signing = false;
    }
  }

  #sign(name: string, segment: TextSegment): void {
    if (segment.hasBody) segment.sign();
    else {
      const [account, number] = name.split(' ').map(Number);
      const opened = this.#openOrNot(account!, number!);
      opened?.sign();
      if (opened) segment.signAs(opened);
    }
    if (segment.isSigned) this.#cache.grown(name);
    else this.#cache.delete(name); // another has taken its place
  }

  /** A damaged segment is a matter for who searches it. */
  #openOrNot(account: number, segment: number): TextSegment | undefined {
    try {
      return this.#open(account, segment);
    } catch {
      return undefined;
    }
  }
}

const isFuzzy = (criterion: FoldedCriterion): boolean => criterion.kind !== 'all' && (criterion.fuzzy ?? false);

const nameOf = (account: number, segment: number): string => `${account} ${segment}`;
