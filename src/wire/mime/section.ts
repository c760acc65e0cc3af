/** Where the sections of a FETCH lie in a message, and HEADER.FIELDS: RFC 9051 §6.4.5.1. */
import type { Section } from '../imap/syntax.js';
import type { MessageStructure, Part } from './structure.js';

const lf = 0x0a;
const cr = 0x0d;
const colon = 0x3a;
const lineEnd = Buffer.from('\r\n');

/** Octets of the message; `end` is exclusive. */
export interface OctetRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The octets that a section names. For `header.fields` and `header.fields.not` they are the whole header, to be given
 * to `selectHeaderFields`.
 *
 * @returns undefined when the message has no such part; the answer then is NIL
 */
export function locateSection(
  structure: Pick<MessageStructure, 'root' | 'sizeOctets'>,
  section: Pick<Section, 'part' | 'what'>,
): OctetRange | undefined {
  const { root, sizeOctets } = structure;
  const part = section.part.length === 0 ? undefined : findPart(root, section.part);
  if (section.part.length > 0 && !part) return undefined;
  switch (section.what) {
    case 'all':
      return part ? bodyRange(part) : { start: 0, end: sizeOctets };
    case 'mime':
      return part && headerRange(part);
    // "The HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, and TEXT part specifiers can be the sole part specifier or can
    // be prefixed by one or more numeric part specifiers, provided that they refer to a part of type MESSAGE/RFC822."
    case 'text': {
      const message = part ? messageInside(part) : root;
      return message && bodyRange(message);
    }
    case 'header':
    case 'header.fields':
    case 'header.fields.not': {
      const message = part ? messageInside(part) : root;
      return message && headerRange(message);
    }
  }
}

/** The part of that number, counted in each multipart from 1; of a message that is no multipart, 1 is its body. */
export function findPart(root: Part, numbers: readonly number[]): Part | undefined {
  // What the next number counts in: the parts of a multipart, or the one part of a message of a single part.
  let candidates = partsOfMessage(root);
  let part: Part | undefined;
  for (const number of numbers) {
    part = candidates[number - 1];
    if (!part) return undefined;
    if (part.kind === 'multipart') candidates = part.children;
    else candidates = part.kind === 'message' ? partsOfMessage(part.children[0]) : [];
  }
  return part;
}

function partsOfMessage(root: Part | undefined): readonly Part[] {
  if (!root) return [];
  return root.kind === 'multipart' ? root.children : [root];
}

function messageInside(part: Part): Part | undefined {
  return part.kind === 'message' ? part.children[0] : undefined;
}

function headerRange(part: Part): OctetRange {
  return { start: part.headerStart, end: part.bodyStart };
}

function bodyRange(part: Part): OctetRange {
  return { start: part.bodyStart, end: part.end };
}

/**
 * Picks header fields, octet for octet with their folding, in the order they stand in. The result always ends in an
 * empty line, also when the header has none.
 *
 * @param fields names in any case
 * @param not take all but those; lines that are no field belong to "all"
 */
export function selectHeaderFields(header: Buffer, fields: readonly string[], not: boolean): Buffer {
  const names = new Set(fields.map((field) => field.toLowerCase()));
  const picked: Buffer[] = [];
  let pickedEnd = 0; // of the run being picked
  let start = 0;
  let picking = false;
  let emptyLine: Buffer = lineEnd;
  let at = 0;
  const flush = () => {
    if (pickedEnd > start) picked.push(header.subarray(start, pickedEnd));
  };
  while (at < header.length) {
    const next = header.indexOf(lf, at);
    const end = next < 0 ? header.length : next + 1;
    const octet = header[at];
    if (octet === lf || (octet === cr && header[at + 1] === lf)) {
      emptyLine = header.subarray(at, end);
      break;
    }
    const isContinuation = at > 0 && (octet === 0x20 || octet === 0x09);
    if (!isContinuation) picking = names.has(nameOf(header, at, end)) !== not;
    if (picking) {
      if (pickedEnd !== at) {
        flush();
        start = at;
      }
      pickedEnd = end;
    }
    at = end;
  }
  flush();
  const last = picked.at(-1);
  if (last && last.at(-1) !== lf) picked.push(lineEnd); // the header broke off inside this field
  return Buffer.concat([...picked, emptyLine]);
}

/** @returns the field's name in lower case, empty for a line that is no field */
function nameOf(header: Buffer, start: number, end: number): string {
  const limit = Math.min(end, start + 1000);
  for (let at = start; at < limit; at++) {
    if (header[at] === colon) return header.toString('latin1', start, at).trimEnd().toLowerCase();
  }
  return '';
}
