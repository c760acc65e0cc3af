/** Who answers whom, by Message-ID and References: steps 1 to 3 of THREAD=REFERENCES, RFC 5256 §3. */
import type { Threaded, ThreadNode } from './thread.js';

/** One identifier: a message, or one that was only referred to. */
interface Vertex {
  message: Threaded | undefined;
  parent: Vertex | undefined;
  /** Whether another was ever put below it: only then can a link close a circle. */
  isParent: boolean;
  node: ThreadNode | undefined;
}

const linksPerStep = 64;

/** @returns the threads' roots; none is empty */
export function* referenceGraph(messages: readonly Threaded[]): Generator<void, ThreadNode[]> {
  const vertices = yield* linked(messages);
  return yield* pruned(vertices);
}

/** Step 1, with step 2 in that whoever has no parent is a root. */
function* linked(messages: readonly Threaded[]): Generator<void, Vertex[]> {
  const byId = new Map<string, Vertex>();
  const vertices: Vertex[] = [];
  const vertexOf = (id: string): Vertex => {
    const there = byId.get(id);
    if (there) return there;
    const made: Vertex = { message: undefined, parent: undefined, isParent: false, node: undefined };
    byId.set(id, made);
    vertices.push(made);
    return made;
  };
  for (const [index, message] of messages.entries()) {
    if (index % linksPerStep === 0) yield;
    // Step 1.A: the references among themselves; links that are there stay.
    let previous: Vertex | undefined;
    for (const id of message.references) {
      const vertex = vertexOf(normalised(id));
      if (previous && !vertex.parent) yield* link(previous, vertex);
      previous = vertex;
    }
    // Of messages with the same identifier only the first has it; others, and those without one, get one of their own.
    const own = message.messageId === undefined ? undefined : vertexOf(normalised(message.messageId));
    const vertex = own && !own.message ? own : vertexOf(`${message.number}`); // no identifier is without its brackets
    vertex.message = message;
    // Step 1.B: its own last reference is right, whatever others said.
    if (vertex.parent === previous) continue;
    vertex.parent = undefined;
    if (previous) yield* link(previous, vertex);
  }
  return vertices;
}

/** Unless that would close a circle. */
function* link(parent: Vertex, child: Vertex): Generator<void, void> {
  if (parent === child) return;
  if (child.isParent) {
    let steps = 0;
    for (let above: Vertex | undefined = parent; above; above = above.parent) {
      if (above === child) return;
      if (++steps % 4096 === 0) yield;
    }
  }
  child.parent = parent;
  parent.isParent = true;
}

/**
 * Step 3: those only referred to go, and their children rise to their place; but not to the top, unless there is only
 * one. So a message hangs from the next real one above it, or else from the topmost one it is linked to.
 */
function* pruned(vertices: readonly Vertex[]): Generator<void, ThreadNode[]> {
  const roots: ThreadNode[] = [];
  for (const [index, vertex] of vertices.entries()) {
    if (index % linksPerStep === 0) yield;
    if (!vertex.message) continue;
    const node = nodeOf(vertex);
    const anchor = anchorOf(vertex.parent);
    if (!anchor) {
      roots.push(node);
      continue;
    }
    const isNew = !anchor.node;
    const above = nodeOf(anchor);
    above.children.push(node);
    if (!anchor.message && isNew) roots.push(above);
  }
  return roots.map((root) => (root.message || root.children.length > 1 ? root : root.children[0]!));
}

function nodeOf(vertex: Vertex): ThreadNode {
  return (vertex.node ??= { message: vertex.message, children: [] });
}

/** The next message from here upwards, or the topmost identifier. */
function anchorOf(from: Vertex | undefined): Vertex | undefined {
  if (!from) return undefined;
  let anchor = from;
  while (!anchor.message && anchor.parent) anchor = anchor.parent;
  // Shortens the way for those that come after: a hostile chain of a million identifiers is walked once.
  for (let at = from; at !== anchor && at.parent !== anchor;) {
    const next: Vertex = at.parent!;
    at.parent = anchor;
    at = next;
  }
  return anchor;
}

/** RFC 5256 §3: quoting in an identifier does not make it another. */
function normalised(id: string): string {
  return id.includes('"') || id.includes('\\') ? id.replace(/\\(.)|"/g, '$1') : id;
}
