/** What a part's header says about the part: RFC 2045, RFC 2183 (disposition), RFC 3282 (language), RFC 2557 (location). */
import { formatEnvelope } from './envelope.js';
import { type Header, trimBlanks } from './header-fields.js';
import { parameter, parseParameterised } from './parameters.js';
import type { Parameters } from './parameters.js';
import type { Part } from './structure.js';

/** What BODYSTRUCTURE tells beyond `Part`. Texts one character an octet, as in the header. */
export interface PartDetails {
  readonly id: string | undefined;
  readonly description: string | undefined;
  readonly md5: string | undefined;
  readonly disposition: { readonly type: string; readonly parameters: Parameters } | undefined;
  readonly languages: readonly string[];
  readonly location: string | undefined;
  /** For the message inside a `message` part: its ENVELOPE. */
  readonly envelope: string | undefined;
}

export const noDetails: PartDetails = {
  id: undefined,
  description: undefined,
  md5: undefined,
  disposition: undefined,
  languages: [],
  location: undefined,
  envelope: undefined,
};

export interface PartDescription {
  readonly kind: Part['kind'];
  readonly type: string;
  readonly subtype: string;
  readonly parameters: Parameters;
  readonly encoding: string;
  /** Of a multipart. */
  readonly boundary: Buffer | undefined;
  readonly details: PartDetails;
}

export interface PartContext {
  /** Whether the part may hold others: limits of depth and number. */
  readonly mayHoldParts: boolean;
  /** RFC 2046 §5.1.5: the default type in a multipart/digest is message/rfc822. */
  readonly inDigest: boolean;
  /** The root of a message inside this one. */
  readonly isMessageInside: boolean;
}

const token = /^[!#-'*+\-.0-9A-Z^-~]{1,127}$/i;
/** RFC 2046 §5.1.1 allows 70. */
const maxBoundaryOctets = 200;
const maxLanguages = 50;

export function describePart(header: Header, context: PartContext): PartDescription {
  return {
    ...describeType(header.value('content-type'), context),
    encoding: encodingOf(header.value('content-transfer-encoding')),
    details: {
      id: header.value('content-id') || undefined,
      description: header.value('content-description') || undefined,
      md5: header.value('content-md5') || undefined,
      disposition: dispositionOf(header.value('content-disposition')),
      languages: languagesOf(header.value('content-language')),
      location: header.value('content-location')?.replace(/\s+/g, '') || undefined, // RFC 2557 §4.4.1: folding is no part of it
      envelope: context.isMessageInside ? formatEnvelope(header) : undefined,
    },
  };
}

type MediaType = Pick<PartDescription, 'kind' | 'type' | 'subtype' | 'parameters' | 'boundary'>;

function describeType(field: string | undefined, context: PartContext): MediaType {
  const { value, parameters, written } = parseParameterised(field ?? '');
  const [type = '', subtype = '', ...rest] = value.split('/');
  if (rest.length > 0 || !token.test(type) || !token.test(subtype)) return defaultType(context);
  const leaf = { kind: 'leaf', type, subtype, parameters, boundary: undefined } as const;
  if (type === 'multipart') {
    const boundary = boundaryOf(written, parameters);
    // RFC 2045 §5.2: a type that breaks the syntax means plain text, so that it can be read at all.
    if (boundary.length === 0 || boundary.length > maxBoundaryOctets) return plainText;
    return context.mayHoldParts ? { ...leaf, kind: 'multipart', boundary } : opaque;
  }
  if (type === 'message' && (subtype === 'rfc822' || subtype === 'global')) {
    return context.mayHoldParts ? { ...leaf, kind: 'message' } : opaque;
  }
  // RFC 2046 §4.1.2 and RFC 6657: what says nothing is US-ASCII.
  if (type === 'text' && parameter(parameters, 'charset') === undefined) {
    return { ...leaf, parameters: [...parameters, ['charset', 'us-ascii']] };
  }
  return leaf;
}

/** Octets, whatever they mean as text: the delimiters are compared with them. Or in the pieces of RFC 2231. */
function boundaryOf(written: Parameters, decoded: Parameters): Buffer {
  const plain = parameter(written, 'boundary');
  if (plain !== undefined) return Buffer.from(trimBlanks(plain), 'latin1');
  return Buffer.from(parameter(decoded, 'boundary') ?? '');
}

function defaultType(context: PartContext): MediaType {
  if (!context.inDigest) return plainText;
  if (!context.mayHoldParts) return opaque;
  return { kind: 'message', type: 'message', subtype: 'rfc822', parameters: [], boundary: undefined };
}

const plainText: MediaType = {
  kind: 'leaf',
  type: 'text',
  subtype: 'plain',
  parameters: [['charset', 'us-ascii']],
  boundary: undefined,
};

/** A container beyond the limits: its own type would promise parts that are not there. */
const opaque: MediaType = {
  kind: 'leaf',
  type: 'application',
  subtype: 'octet-stream',
  parameters: [],
  boundary: undefined,
};

function encodingOf(field: string | undefined): string {
  const { value } = parseParameterised(field ?? '');
  return token.test(value) ? value : '7bit';
}

function dispositionOf(field: string | undefined): PartDetails['disposition'] {
  if (field === undefined) return undefined;
  const { value, parameters } = parseParameterised(field);
  // RFC 2183 §2.8: unknown ones are attachments; so is a field of parameters alone.
  if (!token.test(value)) return parameters.length > 0 ? { type: 'attachment', parameters } : undefined;
  return { type: value, parameters };
}

function languagesOf(field: string | undefined): readonly string[] {
  return (field ?? '')
    .replace(/\([^()]*\)/g, ' ')
    .split(/[\s,]+/)
    .filter((tag) => tag !== '')
    .slice(0, maxLanguages);
}

/** @returns the characters that are kept for a part beyond its place in the tree */
export function detailCost(parameters: Parameters, details: PartDetails): number {
  const { disposition, languages, ...texts } = details;
  let cost = 0;
  for (const [name, value] of [...parameters, ...(disposition?.parameters ?? [])]) cost += name.length + value.length;
  for (const text of [...Object.values(texts), ...languages]) cost += text?.length ?? 0;
  return cost;
}
