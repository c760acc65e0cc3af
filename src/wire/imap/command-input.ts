/** A command as the framer hands it out: text with its literals taken out of line (RFC 9051 §4.3). */

/** A literal whose octets are not here: just announced, or given away as a stream. */
export interface StreamedLiteral {
  readonly kind: 'streamed';
  /** Octets, as announced; clipped to `Number.MAX_SAFE_INTEGER`. */
  readonly size: number;
  /** True for literal8, `~{n}` (RFC 9051 §9), which may hold NUL. */
  readonly binary: boolean;
}

export type InputSegment =
  /** Part of a line, without its end and without a literal's `{n}`. */
  | { readonly kind: 'text'; readonly octets: Buffer }
  | { readonly kind: 'literal'; readonly octets: Buffer; readonly binary: boolean }
  | StreamedLiteral;

/** Immutable. Text and literals as they came, in order. */
export class CommandInput {
  static readonly empty: CommandInput = new CommandInput([]);
  readonly segments: readonly InputSegment[];

  constructor(segments: readonly InputSegment[]) {
    this.segments = segments;
  }

  /** A command that is one line of text. @param line without line end; a string stands for its UTF-8 octets */
  static ofLine(line: string | Buffer): CommandInput {
    return new CommandInput([{ kind: 'text', octets: Buffer.from(line) }]);
  }

  with(...segments: readonly InputSegment[]): CommandInput {
    return new CommandInput([...this.segments, ...segments]);
  }

  /**
   * The tag, if the command starts with one, for answers to commands that cannot be parsed (RFC 9051 §2.2.1).
   * A longer one than 128 octets is none that anybody needs back.
   */
  get tag(): string | undefined {
    const first = this.segments[0];
    if (first?.kind !== 'text') return undefined;
    return tagOf(first.octets) ?? tagOf(Buffer.concat([first.octets, Buffer.from(' ')]));
  }
}

/** The tag at the start of a line that may be cut off: only a blank shows its end. @see CommandInput.tag */
export function tagOf(line: Buffer): string | undefined {
  // RFC 9051 §9: tag = 1*<any ASTRING-CHAR except "+">
  return /^([!#$&',\-./0-9:;<=>?@A-Z[\]^_`a-z|}~]{1,128}) /.exec(line.toString('latin1', 0, 129))?.[1];
}
