/** Contents within a change: made with their octets, facts, text and thread; and released when nothing needs them. */
import type { FoldedText } from '../../mail/search.js';
import type { MessageStructure } from '../../wire/mime/structure.js';
import { encodeText } from '../search/text-segment.js';
import { encodeFacts } from './facts-codec.js';
import { addHeldOctets } from './quota.js';
import type { Scope } from './scope.js';
import { takeIds } from './scope.js';
import { addSegments } from './segments.js';
import { contentStatements } from './statements/contents.js';

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
  const facts = addSegments(
    scope,
    'facts',
    rows.map(({ id, structure, thread, preview }) => ({
      content: id,
      octets: encodeFacts({ ...structure, thread, preview }),
    })),
  );
  const text = addSegments(
    scope,
    'text',
    rows.map((row) => ({ content: row.id, octets: encodeText(row.text) })),
  );
  for (const [i, { id, structure, thread, octets, key }] of rows.entries()) {
    const [place, blob] = octets.kind === 'blob' ? [places.blob, octets.id] : [places.inline, null];
    const wrapped = keys.wrapContentKey(id, key);
    db.run(
      contentStatements.insert,
      account,
      id,
      structure.sizeOctets,
      thread,
      place,
      blob,
      wrapped,
      facts[i]!,
      text[i]!,
    );
    if (octets.kind === 'blob') continue;
    octets.sealed.forEach((sealed, chunk) => db.run(contentStatements.insertChunk, account, id, chunk, sealed));
  }
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
 * Gives up those of the contents that no message points to any more. From here on they cannot be read, count for
 * nothing, and cannot come back: a message gets an old content only by a copy of another message, and there is none
 * left. What they take up is freed by the sweeper.
 *
 * @returns whether there is something to sweep after the commit
 */
export function releaseContents(scope: Scope, candidates: Iterable<number>): boolean {
  const { db, account } = scope;
  let freed = 0;
  let found = false;
  for (const content of new Set(candidates)) {
    const row = db.get(contentStatements.release, account, content);
    if (!row) continue;
    freed += row[0];
    found = true;
  }
  addHeldOctets(scope, -freed);
  return found;
}
