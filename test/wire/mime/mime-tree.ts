/** Random MIME messages with what is known of them while they are built: the model for the property tests. */
import fc from 'fast-check';
import type { Part } from '../../../src/wire/mime/structure.js';

export type Tree =
  | { readonly kind: 'leaf'; readonly header: readonly string[]; readonly lines: readonly string[] }
  | {
      readonly kind: 'multipart';
      readonly digest: boolean;
      readonly prologue: readonly string[] | undefined;
      readonly epilogue: readonly string[] | undefined;
      readonly padding: string;
      readonly children: readonly Tree[];
    }
  | { readonly kind: 'message'; readonly child: Tree };

/** What every reader must find: `Part` without what the header says. */
export type Expected = Pick<Part, 'kind' | 'headerStart' | 'bodyStart' | 'end'> & {
  readonly children: readonly Expected[];
};

export interface BuiltMessage {
  readonly octets: Buffer;
  readonly root: Expected;
}

/** Lines that look like delimiters and are none: boundaries are `b`, `b1`, `b11` and so on. */
const line = fc.oneof(
  fc.constantFrom(
    '',
    'hello',
    '-',
    '--',
    '---',
    '--b1x',
    '--x',
    ' --b',
    'Content-Type: text/html',
    'Ünïcode',
    '\0',
    'a\rb',
    '.',
  ),
  fc.string({ maxLength: 90 }).map((text) => text.replace(/[\r\n]/g, '?').replace(/^--b/, '-')),
);
const lines = fc.array(line, { maxLength: 5 });
const field = fc.constantFrom(
  'Subject: hi',
  'X-Long: a\n folded',
  'From: a@b',
  'no colon here',
  'X-8bit: ü',
  'Received:',
);

export const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({ kind: fc.constant('leaf' as const), header: fc.array(field, { maxLength: 3 }), lines }),
    fc.record({
      kind: fc.constant('multipart' as const),
      digest: fc.boolean(),
      prologue: fc.option(lines, { nil: undefined }),
      epilogue: fc.option(lines, { nil: undefined }),
      padding: fc.constantFrom('', ' ', '\t ', ' '.repeat(100)),
      children: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('message' as const), child: tie('tree') }),
  ),
})).tree;

export function buildMessage(root: Tree, lineEnd: '\r\n' | '\n'): BuiltMessage {
  const pieces: Buffer[] = [];
  let at = 0;
  const write = (text: string) => {
    const octets = Buffer.from(text.replace(/\n/g, lineEnd), 'utf8');
    pieces.push(octets);
    at += octets.length;
  };

  const build = (node: Tree, boundary: string): Expected => {
    const headerStart = at;
    if (node.kind === 'leaf') {
      // A type in every leaf, so that one in a digest is no message.
      write(`${['Content-Type: text/plain', ...node.header].join('\n')}\n\n`);
      const bodyStart = at;
      write(node.lines.join('\n'));
      return { kind: 'leaf', headerStart, bodyStart, end: at, children: [] };
    }
    if (node.kind === 'message') {
      write('Content-type: Message/RFC822 (a comment)\n\n');
      const bodyStart = at;
      const child = build(node.child, `${boundary}0`);
      return { kind: 'message', headerStart, bodyStart, end: at, children: [child] };
    }
    write(`Subject: parts\nContent-Type: multipart/${node.digest ? 'digest' : 'mixed'};\n boundary="${boundary}"\n\n`);
    const bodyStart = at;
    if (node.prologue) write(`${node.prologue.join('\n')}\n`);
    const children = node.children.map((child, i) => {
      write(`--${boundary}${node.padding}\n`);
      const part = build(child, `${boundary}${i + 1}`);
      write('\n');
      return part;
    });
    write(`--${boundary}--`);
    if (node.epilogue) write(`${node.padding}\n${node.epilogue.join('\n')}`);
    return { kind: 'multipart', headerStart, bodyStart, end: at, children };
  };
  const expected = build(root, 'b');
  return { octets: Buffer.concat(pieces), root: expected };
}

export function outline(part: Part): Expected {
  const { kind, headerStart, bodyStart, end } = part;
  return { kind, headerStart, bodyStart, end, children: part.children.map(outline) };
}

/** Cuts octets at places given as shares of their length. */
export function cut(octets: Buffer, places: readonly number[]): Buffer[] {
  const ends = places.map((place) => Math.floor(place * octets.length)).toSorted((a, b) => a - b);
  return [...ends, octets.length].map((end, i) => octets.subarray(i === 0 ? 0 : ends[i - 1]!, end));
}

export const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
