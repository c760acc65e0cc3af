/** BODY and BODYSTRUCTURE of FETCH: RFC 9051 §7.5.2. */
import { emptyEnvelope } from './envelope.js';
import { formatNString, formatString } from './imap-string.js';
import type { Parameters } from './parameters.js';
import type { PartDetails } from './part-header.js';
import type { Part } from './structure.js';

export interface DetailedPart extends Part {
  readonly details: PartDetails;
  readonly children: readonly DetailedPart[];
}

/** The tree as it is kept: what was only for formatting is gone. */
export function withoutDetails(root: DetailedPart): Part {
  const roots: Part[] = [];
  const rest: { from: DetailedPart; to: Part[] }[] = [{ from: root, to: roots }];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const { kind, type, subtype, parameters, encoding, headerStart, bodyStart, end, lines } = next.from;
    const children: Part[] = [];
    next.to.push({ kind, type, subtype, parameters, encoding, headerStart, bodyStart, end, lines, children });
    for (const child of next.from.children.toReversed()) rest.push({ from: child, to: children });
  }
  return roots[0]!;
}

/**
 * @param extended with extension data: BODYSTRUCTURE; without: BODY
 * @returns one character an octet, parentheses included
 */
export function formatBodyStructure(root: DetailedPart, extended: boolean): string {
  const out: string[] = [];
  const rest: (DetailedPart | string)[] = [root];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') out.push(next);
    else {
      const [before, after] = aroundChildren(next, extended);
      out.push(before);
      rest.push(after, ...next.children.toReversed());
    }
  }
  return out.join('');
}

/** What stands before and behind a part's children. */
function aroundChildren(part: DetailedPart, extended: boolean): [string, string] {
  const { details } = part;
  if (part.kind === 'multipart') {
    const extension = extended ? ` ${formatParameters(part.parameters)}${formatExtension(details)}` : '';
    return ['(', ` ${formatString(part.subtype)}${extension})`];
  }
  const fields = [
    formatString(part.type),
    formatString(part.subtype),
    formatParameters(part.parameters),
    formatNString(details.id),
    formatNString(details.description),
    formatString(part.encoding),
    String(part.end - part.bodyStart),
  ].join(' ');
  const extension = extended ? ` ${formatNString(details.md5)}${formatExtension(details)}` : '';
  if (part.kind === 'message') {
    const envelope = part.children[0]?.details.envelope ?? emptyEnvelope;
    return [`(${fields} ${envelope} `, ` ${part.lines}${extension})`];
  }
  return [`(${fields}${part.type === 'text' ? ` ${part.lines}` : ''}`, `${extension})`];
}

function formatExtension({ disposition, languages, location }: PartDetails): string {
  const formatted = disposition
    ? `(${formatString(disposition.type)} ${formatParameters(disposition.parameters)})`
    : 'NIL';
  return ` ${formatted} ${formatLanguages(languages)} ${formatNString(location)}`;
}

function formatLanguages(languages: readonly string[]): string {
  if (languages.length <= 1) return formatNString(languages[0]);
  return `(${languages.map(formatString).join(' ')})`;
}

function formatParameters(parameters: Parameters): string {
  if (parameters.length === 0) return 'NIL';
  return `(${parameters.map(([name, value]) => formatParameter(name, value)).join(' ')})`;
}

/** Beyond printable ASCII a value goes as RFC 2231 has it, `name* utf-8''...`: what clients expect from other servers. */
function formatParameter(name: string, value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return `${formatString(name)} ${formatString(value)}`;
  const encoded = encodeURIComponent(value).replace(/['()*!]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `${formatString(`${name}*`)} ${formatString(`utf-8''${encoded}`)}`;
}
