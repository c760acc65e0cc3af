/** What threads are made of: RFC 5256 §3. */
import { mergeSort } from '../merge-sort.js';

/** What threading asks of a message. */
export interface Threaded {
  /** Ascending in the order of the mailbox; told in the result. */
  readonly number: number;
  readonly messageId: string | undefined;
  /** The message's ancestors, oldest first; the last is its parent (RFC 5256 §3 step 1). */
  readonly references: readonly string[];
  /** RFC 5256 §2.2. */
  readonly sentMs: number;
  /** When it arrived. */
  readonly arrivedMs: number;
  /** RFC 5256 §2.1, folded by i;unicode-casemap. */
  readonly baseSubject: string;
  readonly isReply: boolean;
}

/** A message and the answers to it; without a message, what several answers have in common. */
export interface ThreadNode {
  readonly message: Threaded | undefined;
  children: ThreadNode[];
}

/** Work in steps: pauses now and then, and ends with the threads in their order. */
export type Threading = Generator<void, ThreadNode[]>;

/** RFC 5256 §2.2: by sent date; of one moment, in the order of the mailbox. */
export function bySentDate(a: Threaded, b: Threaded): number {
  return a.sentMs - b.sentMs || a.number - b.number;
}

/** The message a thread is sorted by and has its subject of; a dummy, which is never empty, stands for its first child. */
export function headOf(node: ThreadNode): Threaded {
  return node.message ?? node.children[0]!.message!;
}

export function* sortByDate(nodes: readonly ThreadNode[]): Generator<void, ThreadNode[]> {
  if (nodes.length < 2) return [...nodes];
  return yield* mergeSort(nodes, (a, b) => bySentDate(headOf(a), headOf(b)));
}
