/** Contents within a change: made with their octets, facts, text and thread; and removed with all of these. */
import type { FoldedText } from '../../mail/search.js';
import type { MessageStructure } from '../../wire/mime/structure.js';
import { encodeText } from '../search/text-segment.js';
import { encodeFacts } from './facts-codec.js';
import type { Scope } from './scope.js';
import { takeIds } from './scope.js';
import { addSegment, mergeSegments, removeFromSegment } from './segments.js';
import { accountStatements } from './statements/accounts.js';
import { contentStatements } from './statements/contents.js';
import { messageStatements } from './statements/messages.js';

export const places = { inline: 0, blob: 1 } as const;
export const areaNumbers = { octets: 0, scans: 1 } as const;

export interface NewContent {
  readonly structure: MessageStructure;
  readonly text: FoldedText;
  readonly preview: string;
  readonly key: Buffer;
  readonly octets:
    { readonly kind: 'inline'; readonly sealed: readonly Buffer[] } | { readonly kind: 'blob'; readonly id: string };
}

/** @returns the contents' ids, in order */
export function insertContents(scope: Scope, contents: readonly NewContent[]): readonly number[] {
  const { db, account, keys } = scope;
  if (contents.length === 0) return [];
  const first = takeIds(scope, contents.length);
  const rows = contents.map((content, i) => ({
    ...content,
    id: first + i,
    thread: threadOf(scope, content.structure),
  }));
  const facts = addSegment(
    scope,
    'facts',
    rows.map(({ id, structure, thread, preview }) => ({
      content: id,
      octets: encodeFacts({ ...structure, thread, preview }),
    })),
  );
  const text = addSegment(
    scope,
    'text',
    rows.map((row) => ({ content: row.id, octets: encodeText(row.text) })),
  );
  for (const { id, structure, thread, octets, key } of rows) {
    const [place, blob] = octets.kind === 'blob' ? [places.blob, octets.id] : [places.inline, null];
    const wrapped = keys.wrapContentKey(id, key);
    db.run(contentStatements.insert, account, id, structure.sizeOctets, thread, place, blob, wrapped, facts, text);
    if (octets.kind === 'blob') continue;
    octets.sealed.forEach((sealed, chunk) => db.run(contentStatements.insertChunk, account, id, chunk, sealed));
  }
  mergeSegments(scope, 'facts');
  mergeSegments(scope, 'text');
  return rows.map(({ id }) => id);
}

/** RFC 5256 §3: the conversation of any message that this one refers to, or that refers to it; settled for ever. */
function threadOf(scope: Scope, { messageId, references }: MessageStructure): number {
  const { db, account, keys } = scope;
  const ids = messageId === undefined ? references : [messageId, ...references];
  const hashes = ids.map((id) => keys.hash('thread', id));
  const known = hashes.flatMap((hash) => db.get(contentStatements.thread, account, hash) ?? []);
  const thread = known.length > 0 ? Math.min(...known) : takeIds(scope, 1);
  for (const hash of hashes) db.run(contentStatements.insertThread, account, hash, thread);
  return thread;
}

/**
 * Removes those of the contents that no message points to any more; segments they lay in are written anew.
 *
 * @returns whether blobs are to be purged after the commit
 */
export function removeUnusedContents(scope: Scope, candidates: Iterable<number>): boolean {
  const { db, account } = scope;
  const bySegment = { facts: new Map<number, Set<number>>(), text: new Map<number, Set<number>>() };
  const threads = new Set<number>();
  let freed = 0;
  let blobs = false;
  for (const content of new Set(candidates)) {
    if (db.get(messageStatements.withContent, account, content)) continue;
    const row = db.get(contentStatements.get, account, content);
    if (!row) continue;
    const [, size, thread, , blob, , facts, text] = row;
    put(bySegment.facts, facts, content);
    put(bySegment.text, text, content);
    threads.add(thread);
    freed += size;
    if (blob !== null) {
      db.run(contentStatements.insertPurge, account, areaNumbers.octets, blob);
      blobs = true;
    }
    db.run(contentStatements.remove, account, content); // its inline octets go with it
  }
  for (const kind of ['facts', 'text'] as const) {
    for (const [segment, contents] of bySegment[kind]) removeFromSegment(scope, kind, segment, contents);
  }
  for (const thread of threads) {
    if (!db.get(contentStatements.threadInUse, account, thread))
      db.run(contentStatements.removeThread, account, thread);
  }
  if (freed > 0) db.get(accountStatements.addHeld, account, -freed);
  return blobs;
}

function put(map: Map<number, Set<number>>, key: number, value: number): void {
  const values = map.get(key) ?? new Set();
  map.set(key, values.add(value));
}
