/** Which part of a message a FETCH wants: RFC 9051 §9 section, section-binary, partial. */
import { formatAstring } from './strings.js';
import type { Partial, Section } from './syntax.js';
import type { TokenReader } from './token-reader.js';

/** `[1.2.HEADER.FIELDS (From To)]`, brackets included. */
export function parseSection(p: TokenReader): Section {
  p.char('[');
  const { part, goesOn } = sectionPart(p);
  const what = goesOn ? sectionText(p, part) : 'all';
  const fields = what.startsWith('header.fields') ? p.sp().list(() => p.astring('a field name'), { empty: false }) : [];
  p.char(']');
  return { part, what, fields };
}

/** section-binary: `[1.2]`, brackets included. */
export function parseBinarySection(p: TokenReader): readonly number[] {
  p.char('[');
  const { part, goesOn } = sectionPart(p);
  if (goesOn) p.fail('a part number');
  p.char(']');
  return part;
}

/** `1.2.`, `1.2` or nothing; `goesOn` when a text such as HEADER must follow. */
function sectionPart(p: TokenReader): { readonly part: readonly number[]; readonly goesOn: boolean } {
  const part: number[] = [];
  while (/\d/.test(p.peek())) {
    if (part.length >= p.limits.depth) p.fail(`a part number of at most ${p.limits.depth} levels`);
    part.push(p.nzNumber('a part number'));
    if (!p.tryChar('.')) return { part, goesOn: false };
  }
  return { part, goesOn: part.length > 0 || p.peek() !== ']' };
}

const sectionTexts: ReadonlyMap<string, Section['what']> = new Map([
  ['HEADER', 'header'],
  ['HEADER.FIELDS', 'header.fields'],
  ['HEADER.FIELDS.NOT', 'header.fields.not'],
  ['TEXT', 'text'],
  ['MIME', 'mime'],
]);

function sectionText(p: TokenReader, part: readonly number[]): Section['what'] {
  const { position } = p;
  const what = sectionTexts.get(p.atom('a section').toUpperCase()) ?? p.fail('a section', position);
  // RFC 9051 §9 section-msgtext: MIME only of a numbered part.
  if (what === 'mime' && part.length === 0) p.fail('a part number before MIME', position);
  return what;
}

/** `<0.1024>`, if there is one. */
export function tryParsePartial(p: TokenReader): Partial | undefined {
  if (!p.tryChar('<')) return undefined;
  const offset = p.number64();
  p.char('.');
  const { position } = p;
  const count = p.number64();
  if (count === 0) p.fail('a number above 0', position);
  p.char('>');
  return { offset, count };
}

/** As in a command: `[1.HEADER.FIELDS (From To)]`; the response repeats it so (RFC 9051 §7.5.2). */
export function formatSection({ part, what, fields }: Section): string {
  const text = what === 'all' ? [] : [what.toUpperCase()];
  const names = fields.length > 0 ? ` (${fields.map((field) => formatAstring(field)).join(' ')})` : '';
  return `[${[...part, ...text].join('.')}${names}]`;
}
