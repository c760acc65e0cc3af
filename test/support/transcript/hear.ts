/** What a dialog expects of a server's line, and the words it captures there. */
import assert from 'node:assert/strict';
import type { LineClient } from './line-client.js';
import type { Step } from './parse.js';

/** Octets that no line of a dialog can hold: `{LF}`, `{xFC}`. */
export const octetNames: ReadonlyMap<string, string> = new Map([
  ['LF', '\n'],
  ['CR', '\r'],
  ['TAB', '\t'],
  ...Array.from({ length: 256 }, (_, octet): [string, string] => [
    `x${octet.toString(16).toUpperCase().padStart(2, '0')}`,
    String.fromCharCode(octet),
  ]),
]);

/** Puts captured words in. */
export function fill(text: string, words: ReadonlyMap<string, string>): string {
  return text.replace(/\{([a-z]\w*)\}/gi, (mark, name: string) => words.get(name) ?? mark);
}

/** Takes the server's next line, or with `skips` its lines up to the one expected. */
export async function hear(
  client: LineClient,
  step: Extract<Step, { readonly kind: 'server' }>,
  words: Map<string, string>,
  skips: boolean,
): Promise<void> {
  const skipped: string[] = [];
  for (;;) {
    const line = await client.next();
    const heard = line ?? '(closed)';
    if (matches(step.text, heard, words)) return;
    if (!skips || line === undefined) {
      assert.equal(heard, fill(step.text, words), `line ${step.at}${skips ? `, after ${skipped.join('\n')}` : ''}`);
    }
    skipped.push(heard);
  }
}

function matches(expected: string, line: string, words: Map<string, string>): boolean {
  const names: string[] = [];
  const others: (string | undefined)[] = [];
  const mark = /\{(\.{3}|[a-z]\w*)(?:!=([a-z]\w*))?\}|[.*+?^${}()|[\]\\]/gi;
  const pattern = fill(expected, words).replace(mark, (text, name?: string, other?: string) => {
    if (name === undefined) return `\\${text}`;
    if (name === '...') return '[^]+';
    names.push(name);
    others.push(other);
    return '([^\\s\\])"]+)';
  });
  const found = new RegExp(`^${pattern}$`, 'u').exec(line);
  if (!found) return false;
  if (others.some((other, index) => other !== undefined && words.get(other) === found[index + 1])) return false;
  for (const [index, name] of names.entries()) words.set(name, found[index + 1]!);
  return true;
}
