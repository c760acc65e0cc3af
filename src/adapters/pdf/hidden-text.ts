/**
 * The invisible text that a scanner's own recognition left in a page: taken out when we put in ours, or every word
 * would be found and copied twice. Only operators that show text in render mode 3 go (ISO 32000-1 §9.3.6, §9.4.3).
 */

const char = { percent: 0x25, open: 0x28, close: 0x29, slash: 0x2f, less: 0x3c, greater: 0x3e, backslash: 0x5c };

interface State {
  /** Text render mode. */
  mode: number;
}

/** @returns the content without hidden text; undefined when there is none, or the content is not understood */
export function withoutHiddenText(content: Uint8Array): Buffer | undefined {
  const scanner = new Scanner(content);
  const cuts: { from: number; to: number }[] = [];
  /** Of the text object at hand; kept only when it shows nothing else. */
  let hidden: { from: number; to: number }[] = [];
  let visible = false;
  let state: State = { mode: 0 };
  const saved: State[] = [];
  for (let operation = scanner.next(); operation; operation = scanner.next()) {
    switch (operation.operator) {
      case 'q':
        // Deeper than any page nests is an attack on our memory.
        if (saved.length > 10_000) return undefined;
        saved.push({ ...state });
        break;
      case 'Q':
        state = saved.pop() ?? { mode: 0 };
        break;
      case 'Tr':
        state.mode = Number(operation.lastOperand);
        break;
      case 'BT':
        hidden = [];
        visible = false;
        break;
      case 'Tj':
      case 'TJ':
      case "'":
      case '"':
        if (state.mode === 3) hidden.push({ from: operation.from, to: operation.to });
        else visible = true;
        break;
      case 'ET':
        // Shown text moves the place of what follows in the same object.
        if (!visible) cuts.push(...hidden);
        hidden = [];
        break;
      case 'BI':
        if (!scanner.skipInlineImage()) return undefined;
        break;
    }
  }
  if (cuts.length === 0) return undefined;
  const out: Uint8Array[] = [];
  let at = 0;
  for (const { from, to } of cuts) {
    out.push(content.subarray(at, from));
    at = to;
  }
  out.push(content.subarray(at));
  return Buffer.concat(out);
}

interface Operation {
  readonly operator: string;
  /** From its first operand to its own end. */
  readonly from: number;
  readonly to: number;
  readonly lastOperand: string;
}

/** Operators with their operands' extent; operands are only skipped over. */
class Scanner {
  readonly #octets: Uint8Array;
  #at = 0;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  next(): Operation | undefined {
    let from = -1;
    let lastOperand = '';
    for (;;) {
      this.#skipBlanks();
      const start = this.#at;
      const octet = this.#octets[start];
      if (octet === undefined) return undefined;
      if (from < 0) from = start;
      if (octet === char.open) this.#skipString();
      else if (octet === char.less && this.#octets[start + 1] === char.less) this.#at += 2;
      else if (octet === char.less) this.#skipTo(char.greater);
      else if (isDelimiter(octet)) this.#skipDelimiter();
      else {
        const word = this.#word();
        if (/^(?:[A-Za-z'"][A-Za-z0-9*]*|'|")$/.test(word) && !['true', 'false', 'null'].includes(word))
          return { operator: word, from, to: this.#at, lastOperand };
        lastOperand = word;
      }
    }
  }

  /** After BI: its dictionary, ID, the data, EI. */
  skipInlineImage(): boolean {
    for (let at = this.#at; at < this.#octets.length - 2; at++) {
      const ends = this.#octets[at] === 0x45 && this.#octets[at + 1] === 0x49;
      if (ends && isBlank(this.#octets[at - 1]) && (isBlank(this.#octets[at + 2]) || at + 2 >= this.#octets.length)) {
        this.#at = at + 2;
        return true;
      }
    }
    return false;
  }

  #skipBlanks(): void {
    for (;;) {
      const octet = this.#octets[this.#at];
      if (octet === char.percent)
        while (this.#at < this.#octets.length && this.#octets[this.#at] !== 10 && this.#octets[this.#at] !== 13)
          this.#at++;
      else if (isBlank(octet)) this.#at++;
      else return;
    }
  }

  #skipString(): void {
    let depth = 0;
    for (; this.#at < this.#octets.length; this.#at++) {
      const octet = this.#octets[this.#at];
      if (octet === char.backslash) this.#at++;
      else if (octet === char.open) depth++;
      else if (octet === char.close && --depth === 0) {
        this.#at++;
        return;
      }
    }
  }

  #skipTo(end: number): void {
    while (this.#at < this.#octets.length && this.#octets[this.#at] !== end) this.#at++;
    this.#at++;
  }

  /** A bracket, or a name with its slash. */
  #skipDelimiter(): void {
    const slash = this.#octets[this.#at++] === char.slash;
    if (slash) this.#word();
  }

  #word(): string {
    const start = this.#at;
    while (this.#at < this.#octets.length && !isBlank(this.#octets[this.#at]) && !isDelimiter(this.#octets[this.#at]!))
      this.#at++;
    return String.fromCharCode(...this.#octets.subarray(start, Math.min(this.#at, start + 40)));
  }
}

function isBlank(octet: number | undefined): boolean {
  return octet === 32 || octet === 10 || octet === 13 || octet === 9 || octet === 12 || octet === 0;
}

function isDelimiter(octet: number): boolean {
  return '()<>[]{}/%'.includes(String.fromCharCode(octet));
}
