/** The thread that opens and searches text segments. It keeps opened ones, up to a limit, and never the disk's. */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { OctetLru } from '../../lib/octet-lru.js';
import { unseal } from '../seal/box.js';
import { textSegmentPlace } from './protocol.js';
import type { FromWorker, ToWorker } from './protocol.js';
import { TextSegment } from './text-segment.js';

type Search = Extract<ToWorker, { kind: 'search' }>;

const { cacheOctets } = workerData as { readonly cacheOctets: number };
const port = parentPort!;
const opened = new OctetLru<string, TextSegment>(cacheOctets);
const searches = new Map<number, Search>();
const nameOf = (account: number, segment: number) => `${account} ${segment}`;

function tell(message: FromWorker): void {
  port.postMessage(message);
}

/** One failing segment ends its search, not the thread. */
function attempt(id: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    searches.delete(id);
    tell({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}

function searchIn(search: Search, segment: number, text: TextSegment): void {
  const hits = search.criteria.map((criterion) => Float64Array.from(text.search(criterion)));
  tell({ kind: 'hits', id: search.id, segment, hits });
}

async function begin(search: Search): Promise<void> {
  searches.set(search.id, search);
  const here = search.segments.filter((segment) => opened.get(nameOf(search.account, segment)) !== undefined);
  const held = new Set(here);
  const missing = search.segments.filter((segment) => !held.has(segment));
  if (missing.length > 0) tell({ kind: 'need', id: search.id, segments: missing });
  for (const segment of here) {
    await setImmediate(); // lets `end` and the segments of others in
    if (!searches.has(search.id)) return;
    const text = opened.get(nameOf(search.account, segment));
    if (text) attempt(search.id, () => searchIn(search, segment, text));
    else tell({ kind: 'need', id: search.id, segments: [segment] }); // dropped meanwhile
  }
}

function take(id: number, segment: number, octets: Uint8Array): void {
  const search = searches.get(id);
  if (!search) return;
  attempt(id, () => {
    const sealed = Buffer.from(octets.buffer, octets.byteOffset, octets.byteLength);
    const text = new TextSegment(unseal(Buffer.from(search.key), textSegmentPlace(search.account, segment), sealed));
    opened.set(nameOf(search.account, segment), text, text.sizeOctets);
    searchIn(search, segment, text);
  });
}

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'search':
      void begin(message);
      return;
    case 'sealed':
      take(message.id, message.segment, message.octets);
      return;
    case 'end':
      searches.delete(message.id);
      return;
    case 'forget':
      for (const name of [...opened.keys()]) if (name.startsWith(`${message.account} `)) opened.delete(name);
  }
});
