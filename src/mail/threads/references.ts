/** THREAD=REFERENCES (RFC 5256 §3), and REFS, which leaves subjects alone (draft-ietf-morg-inthread). */
import { mergeSort } from '../merge-sort.js';
import { referenceGraph } from './reference-graph.js';
import type { Threaded, Threading, ThreadNode } from './thread.js';
import { headOf, sortByDate } from './thread.js';

const nodesPerStep = 64;

export function* references(messages: readonly Threaded[]): Threading {
  const found = yield* referenceGraph(messages);
  yield* sortDummies(found);
  const roots = yield* sortByDate(found); // step 4
  const merged = yield* bySubject(roots);
  yield* sortSiblings(merged);
  return yield* sortByDate(merged);
}

/** Without merging by subject; threads by their latest arrival. */
export function* refs(messages: readonly Threaded[]): Threading {
  const roots = yield* referenceGraph(messages);
  yield* sortSiblings(roots);
  const latest = new Map<ThreadNode, number>();
  for (const root of roots) {
    let last = 0;
    for (const { message } of below(root)) if (message) last = Math.max(last, message.arrivedMs);
    latest.set(root, last);
    yield;
  }
  return yield* mergeSort(roots, (a, b) => latest.get(a)! - latest.get(b)! || headOf(a).number - headOf(b).number);
}

/** Step 4: a dummy is sorted by its first child, so its children come first. */
function* sortDummies(roots: readonly ThreadNode[]): Generator<void, void> {
  for (const root of roots) if (!root.message) root.children = yield* sortByDate(root.children);
}

/** Step 6: each set of siblings. Dummies are at the top only, so the order of the sets does not matter. */
function* sortSiblings(roots: readonly ThreadNode[]): Generator<void, void> {
  let count = 0;
  for (const root of roots) {
    for (const node of below(root)) {
      if (node.children.length > 1) node.children = yield* sortByDate(node.children);
      if (++count % nodesPerStep === 0) yield;
    }
  }
}

/** A node and all below it, without recursion: answers to answers may go as deep as there are messages. */
function* below(root: ThreadNode): Generator<ThreadNode, void> {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    yield node;
    for (const child of node.children) open.push(child);
  }
}

/** Step 5: threads of one base subject become one. */
function* bySubject(roots: readonly ThreadNode[]): Generator<void, ThreadNode[]> {
  const table = new Map<string, ThreadNode>();
  for (const root of roots) {
    const { baseSubject } = headOf(root);
    if (baseSubject === '') continue;
    const there = table.get(baseSubject);
    if (!there || takesPlace(root, there)) table.set(baseSubject, root);
  }
  yield;
  const kept = new Set<ThreadNode>();
  for (const [index, root] of roots.entries()) {
    if (index % nodesPerStep === 0) yield;
    const { baseSubject } = headOf(root);
    const there = table.get(baseSubject);
    if (!there || there === root) {
      kept.add(root);
    } else if (!there.message) {
      // Step 5.C, both dummies, or only the one in the table.
      if (root.message) there.children.push(root);
      else for (const child of root.children) there.children.push(child);
    } else if (root.message!.isReply && !there.message.isReply) {
      there.children.push(root);
    } else {
      // Both replies, or both not: the one in the table came earlier, since nothing takes its place but what differs.
      const both: ThreadNode = { message: undefined, children: [there, root] };
      kept.delete(there);
      kept.add(both);
      table.set(baseSubject, both);
    }
  }
  return [...kept];
}

/** Step 5.B: a dummy before a message, what is no reply before a reply. */
function takesPlace(root: ThreadNode, there: ThreadNode): boolean {
  if (!there.message) return false;
  return !root.message || (there.message.isReply && !root.message.isReply);
}
