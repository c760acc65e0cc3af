/** Which mailbox names a LIST pattern means: RFC 9051 §6.3.9. */

/**
 * A reference and a pattern as one pattern. They are joined as they are, so `LIST "a/" "%"` and `LIST "" "a/%"` are the
 * same; a pattern that starts with the delimiter counts from the root (RFC 9051 §6.3.9: the interpretation is ours).
 */
export function joinReference(reference: string, pattern: string, delimiter: string): string {
  return pattern.startsWith(delimiter) ? pattern.slice(delimiter.length) : reference + pattern;
}

type Step =
  /** Exactly this code point. */
  | { readonly kind: 'char'; readonly char: string }
  /** `*`: any characters. `%`: any but the delimiter. */
  | { readonly kind: 'any' | 'level'; readonly floor: number };

/**
 * A pattern, ready to be matched with many names. INBOX as a name or first level matches in any case (RFC 9051 §5.1); a
 * trailing delimiter of the pattern is as if it were not there, since some clients list `name/`.
 *
 * A state machine whose state i says: the first i steps match the name so far. A wildcard that is reached makes those
 * in front of it needless, back to its `floor`: whatever they can still match passes the wildcard, and it is there
 * already. So patterns such as `*a*a*a*a` keep few states alive.
 */
export class ListPattern {
  readonly #steps: readonly Step[];
  readonly #chars: number;
  readonly #delimiter: string;

  /** @param delimiter one character */
  constructor(pattern: string, delimiter: string) {
    this.#delimiter = delimiter;
    const steps: Step[] = [];
    let floor = 0;
    for (const char of withoutTrailing(pattern, delimiter)) {
      const last = steps.at(-1)?.kind;
      const afterWildcard = last === 'any' || last === 'level';
      if (char === '*') {
        // Of wildcards side by side with a `*` among them, the `*` says it all.
        if (afterWildcard) steps.pop();
        steps.push({ kind: 'any', floor: 0 });
        floor = steps.length;
      } else if (char === '%') {
        if (!afterWildcard) steps.push({ kind: 'level', floor });
      } else {
        steps.push({ kind: 'char', char });
        // A `%` cannot do what one before a delimiter does.
        if (char === delimiter) floor = steps.length;
      }
    }
    this.#steps = steps;
    this.#chars = steps.filter(({ kind }) => kind === 'char').length;
  }

  /** O(pattern × name) at most, far less as a rule. @param name a full name in its normal form */
  matches(name: string): boolean {
    const steps = this.#steps;
    if (this.#chars > name.length) return false;
    let reached = new Uint8Array(steps.length + 2);
    let next = new Uint8Array(steps.length + 2);
    let low = 0;
    let high = this.#reach(reached, 0);
    let anyCase = name === 'INBOX' || name.startsWith(`INBOX${this.#delimiter}`) ? 'INBOX'.length : 0;
    for (const char of name) {
      let nextHigh = -1;
      for (let i = low; i <= high && i < steps.length; i += 1) {
        if (reached[i] === 0) continue;
        const step = steps[i]!;
        if (step.kind === 'char') {
          const same = step.char === char || (anyCase > 0 && step.char.toUpperCase() === char);
          if (same) nextHigh = Math.max(nextHigh, this.#reach(next, i + 1));
        } else if (step.kind === 'any' || char !== this.#delimiter) {
          nextHigh = Math.max(nextHigh, this.#reach(next, i));
        }
      }
      if (nextHigh < 0) return false;
      anyCase -= 1;
      reached.fill(0, low, high + 1);
      [reached, next] = [next, reached];
      high = nextHigh;
      low = this.#dropNeedless(reached, low, high);
    }
    return reached[steps.length] === 1;
  }

  /** Marks a state, and the one behind it when it waits at a wildcard, which also stands for nothing. */
  #reach(states: Uint8Array, state: number): number {
    const last = this.#steps[state]?.kind === 'any' || this.#steps[state]?.kind === 'level' ? state + 1 : state;
    states.fill(1, state, last + 1);
    return last;
  }

  /** @returns the lowest state left */
  #dropNeedless(states: Uint8Array, low: number, high: number): number {
    let lowest = high;
    for (let i = high; i >= low; i -= 1) {
      if (states[i] === 0) continue;
      lowest = i;
      const step = this.#steps[i];
      if (!step || step.kind === 'char' || step.floor >= i) continue;
      const floor = Math.max(step.floor, low);
      states.fill(0, floor, i);
      i = floor;
    }
    return lowest;
  }
}

function withoutTrailing(pattern: string, delimiter: string): string {
  return pattern.length > 1 && pattern.endsWith(delimiter) ? pattern.slice(0, -delimiter.length) : pattern;
}
