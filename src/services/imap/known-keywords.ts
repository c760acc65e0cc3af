/** The flags a client knows of in its mailbox: RFC 9051 §7.3.5 FLAGS, with those it must still be told of. */
import type { FlagSet } from '../../mail/flags.js';
import { systemFlags } from '../../mail/flags.js';

export class KnownKeywords {
  /** In the order first seen, by their folded form. */
  readonly #spellings = new Map<string, string>();
  #lastSet: FlagSet | undefined;
  #hasNews = false;

  /** True when there are keywords the client has not been told of. */
  get hasNews(): boolean {
    return this.#hasNews;
  }

  /** RFC 9051 §7.3.5 FLAGS and §7.1 PERMANENTFLAGS: afterwards the client knows them all. */
  *tell(readOnly: boolean): Generator<string> {
    const flags = [...systemFlags, ...this.#spellings.values()].join(' ');
    yield `* FLAGS (${flags})\r\n`;
    yield readOnly
      ? '* OK [PERMANENTFLAGS ()] No flag can be changed: opened read-only\r\n'
      : `* OK [PERMANENTFLAGS (${flags} \\*)] Kept for ever\r\n`;
    this.#hasNews = false;
  }

  add(keyword: string): void {
    const folded = keyword.toLowerCase();
    if (this.#spellings.has(folded)) return;
    this.#spellings.set(folded, keyword);
    this.#hasNews = true;
  }

  addAll(flags: FlagSet): void {
    // Equal sets are nearly always the same object, and neighbours often have equal flags.
    if (flags === this.#lastSet) return;
    this.#lastSet = flags;
    for (const keyword of flags.keywords) this.add(keyword);
  }
}
