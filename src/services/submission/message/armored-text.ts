/** Whether text is one OpenPGP message in ASCII armor and nothing else: RFC 9580 §6.2. */

const begin = '-----BEGIN PGP MESSAGE-----';
const end = '-----END PGP MESSAGE-----';
/** Armor lines have 76 characters at most, armor headers are words. */
const longestLine = 1_000;
const base64Line = /^[A-Za-z0-9+/=]+$/;
const headerLine = /^[A-Za-z]+: .*$/;

type Place = 'before' | 'headers' | 'data' | 'behind' | 'no';

export class ArmoredText {
  #place: Place = 'before';
  #lines = 0;
  /** Start of a line that is not complete. */
  #carry = '';

  /** @param text the decoded text, in pieces */
  push(text: Buffer): void {
    if (this.#place === 'no') return;
    const lines = (this.#carry + text.toString('latin1')).split('\n');
    this.#carry = lines.pop()!;
    for (const line of lines) this.#line(line);
    if (this.#carry.length > longestLine) this.#place = 'no';
  }

  /** After the last piece. */
  end(): boolean {
    this.#line(this.#carry);
    return this.#place === 'behind';
  }

  #line(line: string): void {
    this.#place = this.#next(line.replace(/[ \t\r]+$/, ''));
  }

  #next(line: string): Place {
    switch (this.#place) {
      case 'before':
        return line === '' ? 'before' : line === begin ? 'headers' : 'no';
      case 'headers':
        return line === '' ? 'data' : headerLine.test(line) ? 'headers' : 'no';
      case 'data':
        if (line === end) return this.#lines > 0 ? 'behind' : 'no';
        this.#lines += 1;
        return base64Line.test(line) ? 'data' : 'no';
      default:
        return line === '' ? this.#place : 'no';
    }
  }
}
