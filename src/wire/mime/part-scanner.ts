/**
 * Octets to the tree of parts: RFC 2046 §5. Line by line, lines ending in LF or CRLF, in one pass; it holds one
 * header and at most `longestDelimiter` octets of a line that is not complete yet, whatever the size of the body.
 */
import type { DetailedPart } from './body-structure.js';
import { HeaderCollector } from './header-collector.js';
import type { Header } from './header-fields.js';
import { describePart, detailCost, noDetails } from './part-header.js';
import type { PartDescription, PartDetails } from './part-header.js';
import type { MimeLimits } from './structure.js';

/** What goes on while the scanner reads. */
export interface PartListener {
  /** The header of a message: of the whole one (`depth` 0) or of one inside. */
  message(header: Header, octets: Buffer, depth: number): void;
  /** The MIME header of a part that is no message itself. */
  part(header: Header): void;
  /** A part without parts begins. @returns where its body octets go; `end` comes when the part ends */
  leaf(part: PartDescription): BodyListener | undefined;
}

export interface BodyListener {
  /** Octets as they stand in the message; a line end that belongs to the delimiter comes too. Not to be kept. */
  push(octets: Buffer): void;
  end(): void;
}

/** A line as long as this is no delimiter (RFC 5322 §2.1.1: 998; RFC 2046 §5.1.1: boundaries of 70). */
const longestDelimiter = 512;
/** Octets of parameters and other details kept of all parts together; those of later parts are dropped. */
const detailOctets = 1024 * 1024;

const lf = 0x0a;
const cr = 0x0d;
const hyphen = 0x2d;
const lineEndAndHyphens = Buffer.from('\n--');
const nothing = Buffer.alloc(0);

class OpenPart implements DetailedPart {
  kind: DetailedPart['kind'] = 'leaf';
  type = 'text';
  subtype = 'plain';
  parameters: DetailedPart['parameters'] = [];
  encoding = '7bit';
  details: PartDetails = noDetails;
  readonly headerStart: number;
  readonly isMessageInside: boolean;
  readonly inDigest: boolean;
  bodyStart = 0;
  end = 0;
  lines = 0;
  /** Number of line ends in the message before the body. */
  linesBefore = 0;
  readonly children: OpenPart[] = [];

  constructor(headerStart: number, parent: OpenPart | undefined) {
    this.headerStart = headerStart;
    this.isMessageInside = parent?.kind === 'message';
    this.inDigest = parent?.kind === 'multipart' && parent.subtype === 'digest';
  }
}

export class PartScanner {
  readonly #limits: MimeLimits;
  readonly #listener: PartListener;
  /** From the root to the part being read. */
  readonly #open: OpenPart[] = [];
  /** Of the open multiparts, outermost first; `depth` is the multipart's place in `#open`. */
  #boundaries: { readonly octets: Buffer; readonly depth: number }[] = [];
  /** Set while a header is read. */
  #header: HeaderCollector | undefined;
  /** Set while the body of a leaf is read that somebody listens to. */
  #body: BodyListener | undefined;
  #parts = 0;
  /** Open parts that are messages: their lines are counted, whatever is inside. */
  #messagesOpen = 0;
  #detailsLeft = detailOctets;
  /** Start of a line, not yet looked at. */
  #carry: Buffer = nothing;
  /** Whether the start of the current line has been looked at already. */
  #midLine = false;
  /** Octets and line ends so far, without `#carry`. */
  #position = 0;
  #lines = 0;
  /** Length of the line end just before `#position`: 0, 1 or 2. */
  #lineEnd = 0;
  #lastOctet = 0;

  constructor(limits: MimeLimits, listener: PartListener) {
    this.#limits = limits;
    this.#listener = listener;
    this.#startPart();
  }

  push(chunk: Uint8Array): void {
    const octets = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let at = this.#takeCarry(octets); at < octets.length;) {
      if (!this.#midLine && !this.#header)
        at = this.#counts() ? this.#passBody(octets, at) : this.#passOpaque(octets, at);
      if (at >= octets.length) return;
      const next = octets.indexOf(lf, at);
      if (!this.#midLine && next < 0 && octets.length - at < longestDelimiter) {
        this.#carry = Buffer.from(octets.subarray(at));
        return;
      }
      const end = next < 0 ? octets.length : next + 1;
      this.#line(octets, at, end);
      at = end;
    }
  }

  /** @returns the root of the tree; every part has its end */
  end(): DetailedPart {
    if (this.#carry.length > 0) this.#line(this.#carry, 0, this.#carry.length);
    this.#carry = nothing;
    while (this.#header) this.#endHeader();
    const root = this.#open[0]!;
    this.#closeDownTo(0, this.#position, this.#lines);
    return root;
  }

  /** Completes the start of a line that an earlier chunk ended in. @returns where to go on in `octets` */
  #takeCarry(octets: Buffer): number {
    if (this.#carry.length === 0) return 0;
    const next = octets.indexOf(lf);
    const wanted = Math.min(next < 0 ? octets.length : next + 1, longestDelimiter - this.#carry.length);
    const line = Buffer.concat([this.#carry, octets.subarray(0, wanted)]);
    if (line.at(-1) !== lf && line.length < longestDelimiter) {
      this.#carry = line;
      return octets.length;
    }
    this.#carry = nothing;
    this.#line(line, 0, line.length);
    return wanted;
  }

  /** Passes whole body lines that cannot be delimiters, counting them. @returns where the next line starts */
  #passBody(octets: Buffer, from: number): number {
    let at = from;
    let lines = 0;
    let lastStart = from;
    for (let next = octets.indexOf(lf, at); next >= 0; next = octets.indexOf(lf, at)) {
      if (octets[at] === hyphen && octets[at + 1] === hyphen) break;
      lastStart = at;
      at = next + 1;
      lines++;
    }
    if (lines === 0) return from;
    this.#body?.push(octets.subarray(from, at));
    this.#position += at - from;
    this.#lines += lines;
    this.#lineEnd = at - 2 >= lastStart && octets[at - 2] === cr ? 2 : 1;
    return at;
  }

  /** As `passBody`, for what neither is text nor lies in a message inside: no line is counted, so none is looked at. */
  #passOpaque(octets: Buffer, from: number): number {
    if (octets[from] === hyphen && octets[from + 1] === hyphen) return from;
    const next = octets.indexOf(lineEndAndHyphens, from);
    const last = next < 0 ? octets.lastIndexOf(lf) : next;
    if (last < from) return from;
    this.#position += last + 1 - from;
    this.#lineEnd = last > from && octets[last - 1] === cr ? 2 : 1;
    return last + 1;
  }

  /** Whether line ends matter here: they are counted for text and message parts, as differences within the part. */
  #counts(): boolean {
    return this.#body !== undefined || this.#messagesOpen > 0 || this.#open.at(-1)!.type === 'text';
  }

  /** A line whole, or a piece of it; a first piece without LF has `longestDelimiter` octets, or is the last line. */
  #line(octets: Buffer, start: number, end: number): void {
    const first = !this.#midLine;
    if (first && octets[start] === hyphen && octets[start + 1] === hyphen && end - start < longestDelimiter) {
      if (this.#delimiter(octets, start, end)) return;
    }
    const isEmpty = first && (octets[start] === lf || (octets[start] === cr && octets[start + 1] === lf));
    if (this.#header) this.#header.push(octets, start, end, first);
    else this.#body?.push(octets.subarray(start, end));
    this.#advance(octets, start, end);
    if (isEmpty && this.#header) this.#endHeader();
  }

  #advance(octets: Buffer, start: number, end: number): void {
    this.#position += end - start;
    this.#midLine = octets[end - 1] !== lf;
    const beforeLast = end - start > 1 ? octets[end - 2] : this.#lastOctet;
    this.#lastOctet = octets[end - 1]!;
    this.#lineEnd = this.#midLine ? 0 : beforeLast === cr ? 2 : 1;
    if (!this.#midLine) this.#lines++;
  }

  /**
   * RFC 2046 §5.1.1: `--boundary`, `--` if it is the last, blanks. The whole line is compared, so that `--abcd` is no
   * `--abc`; the innermost multipart first, and an outer one ends those inside it.
   */
  #delimiter(octets: Buffer, start: number, end: number): boolean {
    let contentEnd = end;
    while (contentEnd > start && isBlankOrLineEnd(octets[contentEnd - 1]!)) contentEnd--;
    const length = contentEnd - start - 2;
    for (let i = this.#boundaries.length - 1; i >= 0; i--) {
      const boundary = this.#boundaries[i]!;
      const size = boundary.octets.length;
      const isLast = length === size + 2 && octets[contentEnd - 1] === hyphen && octets[contentEnd - 2] === hyphen;
      if (length !== size && !isLast) continue;
      if (octets.compare(boundary.octets, 0, size, start + 2, start + 2 + size) !== 0) continue;
      if (!isLast && this.#parts >= this.#limits.parts) {
        this.#boundaries = []; // What follows belongs to the part before.
        return false;
      }
      while (this.#header) this.#endHeader(); // a header without its empty line
      // The line end before the delimiter is part of it.
      this.#closeDownTo(boundary.depth + 1, this.#position - this.#lineEnd, this.#lines - (this.#lineEnd > 0 ? 1 : 0));
      this.#boundaries.length = isLast ? i : i + 1;
      this.#advance(octets, start, end);
      if (!isLast) this.#startPart();
      return true;
    }
    return false;
  }

  #startPart(): void {
    const parent = this.#open.at(-1);
    const part = new OpenPart(this.#position, parent);
    parent?.children.push(part);
    this.#open.push(part);
    this.#parts++;
    this.#header = new HeaderCollector(this.#limits.headerOctets);
  }

  /** The header being read ends at `#position`; inside a message the next header begins. */
  #endHeader(): void {
    const part = this.#open.at(-1)!;
    const collector = this.#header!;
    this.#header = undefined;
    part.bodyStart = this.#position;
    part.linesBefore = this.#lines;
    const header = collector.header();
    const depth = this.#open.length - 1;
    const isRoot = depth === 0;
    const description = describePart(header, {
      mayHoldParts: depth < this.#limits.depth && this.#parts < this.#limits.parts,
      inDigest: part.inDigest,
      isMessageInside: part.isMessageInside,
    });
    const { kind, type, subtype, parameters, encoding, details, boundary } = description;
    Object.assign(part, { kind, type, subtype, encoding });
    const cost = detailCost(parameters, details);
    if (cost <= this.#detailsLeft) {
      this.#detailsLeft -= cost;
      Object.assign(part, { parameters, details });
    }
    if (isRoot || part.isMessageInside) this.#listener.message(header, collector.octets(), depth);
    else this.#listener.part(header);
    if (kind === 'leaf') this.#body = this.#listener.leaf(description);
    else if (boundary) this.#boundaries.push({ octets: boundary, depth });
    else {
      this.#messagesOpen++;
      this.#startPart();
    }
  }

  /** Ends the open parts behind the first `count` at octet `beforeEnd`, with `linesBefore` line ends before it. */
  #closeDownTo(count: number, beforeEnd: number, linesBefore: number): void {
    this.#body?.end();
    this.#body = undefined;
    let end = beforeEnd;
    let lines = linesBefore;
    for (let part = this.#open[count]; part; part = this.#open[count]) {
      const last = this.#open.pop()!;
      // The line end before the delimiter also ends the header: it counts for the header, here and in the parts around.
      if (end < last.bodyStart) {
        end = last.bodyStart;
        lines = last.linesBefore;
      }
      last.end = end;
      if (last.kind === 'message') this.#messagesOpen--;
      if (last.type === 'text' || last.kind === 'message') last.lines = lines - last.linesBefore;
      // "(" 1*body is what BODYSTRUCTURE needs (RFC 9051 §9): a multipart without parts gets an empty one.
      if (last.kind === 'multipart' && last.children.length === 0) last.children.push(emptyPart(last));
    }
  }
}

function emptyPart(parent: OpenPart): OpenPart {
  const part = new OpenPart(parent.end, parent);
  part.bodyStart = parent.end;
  part.end = parent.end;
  part.parameters = [['charset', 'us-ascii']];
  return part;
}

function isBlankOrLineEnd(octet: number): boolean {
  return octet === 0x20 || octet === 0x09 || octet === cr || octet === lf;
}
