/** Flags of a message: RFC 9051 §2.3.2. `\Recent` is a session's, never stored, and so not among them. */

export const systemFlags = ['\\Answered', '\\Flagged', '\\Deleted', '\\Seen', '\\Draft'] as const;
export type SystemFlag = (typeof systemFlags)[number];

const systemByFolded: ReadonlyMap<string, SystemFlag> = new Map(systemFlags.map((flag) => [flag.toLowerCase(), flag]));

/** The system flag in its own spelling, or undefined for a keyword. Flags are case-insensitive (RFC 9051 §2.3.2). */
export function systemFlag(flag: string): SystemFlag | undefined {
  return systemByFolded.get(flag.toLowerCase());
}

/** Bit of a system flag as stored: 1, 2, 4, 8, 16 in the order of `systemFlags`. */
export function systemFlagBit(flag: SystemFlag): number {
  return 1 << systemFlags.indexOf(flag);
}

/** RFC 9051 §6.4.6: FLAGS, +FLAGS, -FLAGS. */
export type FlagMode = 'replace' | 'add' | 'remove';

/** What STORE makes of flags. */
export function changedFlags(before: FlagSet, mode: FlagMode, flags: FlagSet): FlagSet {
  if (mode === 'replace') return flags;
  return mode === 'add' ? before.with(flags) : before.without(flags);
}

/**
 * An immutable set of flags. Equal sets are nearly always the same object (interned), so that a mailbox of
 * 200,000 messages holds few of them and a FETCH of flags copies a ready string.
 */
export class FlagSet {
  static readonly #interned = new Map<string, FlagSet>();
  static readonly #maxInterned = 10_000;
  /** Those without keywords, by their bits: most messages have one of these. */
  static readonly #plain: (FlagSet | undefined)[] = [];
  static readonly none: FlagSet = FlagSet.of([]);

  /** System flags as bits, see `systemFlagBit`. */
  readonly bits: number;
  /** Keywords in the spelling first seen, sorted by their folded form. */
  readonly keywords: readonly string[];
  /** The flags between the parentheses of a FETCH FLAGS response: `\Seen $Forwarded`. */
  readonly text: string;
  readonly #folded: ReadonlySet<string>;

  private constructor(bits: number, keywords: readonly string[]) {
    this.bits = bits;
    this.keywords = keywords;
    const system = systemFlags.filter((flag) => bits & systemFlagBit(flag));
    this.text = [...system, ...keywords].join(' ');
    this.#folded = new Set([...system, ...keywords].map((flag) => flag.toLowerCase()));
  }

  /** @param flags system flags and keywords in any case and order, repeats allowed; `\Recent` is dropped */
  static of(flags: Iterable<string>): FlagSet {
    let bits = 0;
    const keywords = new Map<string, string>();
    for (const flag of flags) {
      const system = systemFlag(flag);
      const folded = flag.toLowerCase();
      if (system) bits |= systemFlagBit(system);
      else if (folded !== '\\recent' && !keywords.has(folded)) keywords.set(folded, flag);
    }
    return FlagSet.fromParts(
      bits,
      [...keywords].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, flag]) => flag),
    );
  }

  /** @param keywords distinct and sorted by folded form */
  static fromParts(bits: number, keywords: readonly string[]): FlagSet {
    if (keywords.length === 0) return (FlagSet.#plain[bits] ??= new FlagSet(bits, keywords));
    const key = `${bits} ${keywords.join(' ')}`;
    let set = FlagSet.#interned.get(key);
    if (!set) {
      set = new FlagSet(bits, keywords);
      if (FlagSet.#interned.size >= FlagSet.#maxInterned) FlagSet.#interned.clear();
      FlagSet.#interned.set(key, set);
    }
    return set;
  }

  has(flag: string): boolean {
    return this.#folded.has(flag.toLowerCase());
  }

  with(flags: FlagSet): FlagSet {
    return FlagSet.of([...this, ...flags]);
  }

  without(flags: FlagSet): FlagSet {
    return FlagSet.of([...this].filter((flag) => !flags.has(flag)));
  }

  equals(other: FlagSet): boolean {
    return this === other || this.text === other.text;
  }

  *[Symbol.iterator](): Iterator<string> {
    for (const flag of systemFlags) if (this.bits & systemFlagBit(flag)) yield flag;
    yield* this.keywords;
  }
}
