/** Where the sections of a FETCH lie in a message, and HEADER.FIELDS: RFC 9051 §6.4.5.1. */
import type { Section } from '../imap/syntax.js';
import type { MessageStructure, Part } from './structure.js';

/** Octets of the message; `end` is exclusive. */
export interface OctetRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The octets that a section names. For `header.fields` and `header.fields.not` they are the whole header, to be given
 * to `headerSelector`.
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
