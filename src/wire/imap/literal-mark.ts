/** The `{n}` that ends a line and announces a literal: RFC 9051 §4.3, RFC 7888 (`+`). */

export interface LiteralMark {
  /** Octets; clipped to `Number.MAX_SAFE_INTEGER`, far beyond any limit. */
  readonly size: number;
  /** False for `{n+}`: the octets follow without being asked for. */
  readonly synchronising: boolean;
  /** True for literal8, `~{n}`. */
  readonly binary: boolean;
  /** Length of the mark itself, in octets. */
  readonly markOctets: number;
}

/** Longest mark that is recognised: `~{`, 20 digits, `+}`. */
export const longestMarkOctets = 24;

const int63Max = 2n ** 63n - 1n;

/** Reads the mark at the end of a line (without line end); undefined when the line ends in none. */
export function literalMark(line: Buffer): LiteralMark | undefined {
  if (line[line.length - 1] !== 0x7d) return undefined;
  const tail = line.toString('latin1', Math.max(0, line.length - longestMarkOctets));
  const match = /(~?)\{(\d{1,20})(\+?)\}$/.exec(tail);
  if (!match) return undefined;
  // RFC 9051 §9: number64 ends at 2^63 - 1. What is larger announces nothing; the parser then says BAD.
  const size = BigInt(match[2]!);
  if (size > int63Max) return undefined;
  return {
    size: size > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(size),
    synchronising: match[3] === '',
    binary: match[1] === '~',
    markOctets: match[0].length,
  };
}
