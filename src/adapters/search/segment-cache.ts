/**
 * Opened text segments, up to a limit of octets. Bodies go first: what is left of a segment tells in most searches that
 * they are not needed.
 *
 * An account whose text is larger than the limit is read from front to back: dropping what was used longest ago would
 * then drop all of it each time. So what the present search has used stays, and what finds no room is not kept.
 */
import type { TextSegment } from './text-segment.js';

interface Entry {
  readonly segment: TextSegment;
  octets: number;
  /** The latest search that used it. */
  search: number;
}

export class SegmentCache {
  readonly #limitOctets: number;
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>();
  #octets = 0;

  constructor(limitOctets: number) {
    this.#limitOctets = limitOctets;
  }

  /** How much of it is here: 0 nothing, 1 what is left without its body, 2 all. */
  partsOf(name: string): 0 | 1 | 2 {
    const entry = this.#entries.get(name);
    if (!entry) return 0;
    return entry.segment.hasBody ? 2 : 1;
  }

  get(name: string, search: number): TextSegment | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    entry.search = search;
    return entry.segment;
  }

  /**
   * Keeps it, or what is left of it without its body, where there is room or can be made.
   * @param segment not used again by who gave it
   */
  set(name: string, segment: TextSegment, search: number): void {
    const known = this.#entries.get(name);
    if (!this.#dropBodies(segment.sizeOctets - (known?.octets ?? 0), search)) {
      if (known) {
        known.segment.signAs(segment); // that is what is left of it
        this.grown(name);
        return;
      }
      segment.dropBody();
      const octets = segment.sizeOctets;
      if (!this.#dropBodies(octets, undefined) && !this.#dropWhole(octets, search)) return;
    }
    this.delete(name);
    const octets = segment.sizeOctets;
    this.#entries.set(name, { segment, octets, search });
    this.#octets += octets;
  }

  /** One without signatures. */
  unsigned(): readonly [name: string, segment: TextSegment] | undefined {
    for (const [name, { segment }] of this.#entries) if (!segment.isSigned) return [name, segment];
    return undefined;
  }

  /** It has grown: it was signed. */
  grown(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    this.#measure(entry);
    if (!this.#dropBodies(0, undefined)) this.#dropWhole(0, undefined);
  }

  delete(name: string): void {
    const entry = this.#entries.get(name);
    if (!entry) return;
    this.#entries.delete(name);
    this.#octets -= entry.octets;
  }

  forget(account: number): void {
    for (const name of [...this.#entries.keys()]) if (name.startsWith(`${account} `)) this.delete(name);
  }

  /** Of those used longest ago first. @param but the search whose bodies stay @returns whether there is room now */
  #dropBodies(octets: number, but: number | undefined): boolean {
    for (const entry of this.#entries.values()) {
      if (this.#octets + octets <= this.#limitOctets) return true;
      if (entry.search === but || !entry.segment.hasBody) continue;
      entry.segment.dropBody();
      this.#measure(entry);
    }
    return this.#octets + octets <= this.#limitOctets;
  }

  /** As `dropBodies`, with all that is kept of them. */
  #dropWhole(octets: number, but: number | undefined): boolean {
    for (const [name, entry] of this.#entries) {
      if (this.#octets + octets <= this.#limitOctets) return true;
      if (entry.search !== but) this.delete(name);
    }
    return this.#octets + octets <= this.#limitOctets;
  }

  #measure(entry: Entry): void {
    const octets = entry.segment.sizeOctets;
    this.#octets += octets - entry.octets;
    entry.octets = octets;
  }
}
