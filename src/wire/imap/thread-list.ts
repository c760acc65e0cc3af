/** THREAD responses: RFC 5256 §4, §5 thread-list. */

/** A message's number, or none where several answer one that is not there; and the answers to it. */
export interface ThreadNumber {
  readonly message: { readonly number: number } | undefined;
  readonly children: readonly ThreadNumber[];
}

/** What is still to be written: a node, or text. */
type Pending = ThreadNumber | string;

const nodesPerStep = 256;

/**
 * `(2)(3 6 (4 23)(44 7 96))`; empty for no threads. Without recursion: threads go as deep as there are messages.
 *
 * @param numberOf what a message is called: its sequence number or UID
 * @returns a generator that pauses now and then, and ends with the text
 */
export function* formatThreads(
  threads: readonly ThreadNumber[],
  numberOf: (number: number) => number = (number) => number,
): Generator<void, string> {
  const pieces: string[] = [];
  const pending: Pending[] = [];
  // Behind what was pushed before, so in reverse.
  const pushEach = (nodes: readonly ThreadNumber[]): void => {
    for (let index = nodes.length - 1; index >= 0; index -= 1) pending.push(')', nodes[index]!, '(');
  };
  let written = 0;
  pushEach(threads);
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') {
      pieces.push(next);
      continue;
    }
    if (++written % nodesPerStep === 0) yield;
    if (next.message) pieces.push(`${numberOf(next.message.number)}`);
    const { children } = next;
    if (children.length > 0 && next.message) pieces.push(' ');
    // A single answer goes on in the same list; several have one each.
    if (children.length === 1) pending.push(children[0]!);
    else pushEach(children);
  }
  return pieces.join('');
}
