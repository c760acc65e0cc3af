/** The search thread's module: it reads segments over a connection of its own, which changes nothing. */
import { parentPort, workerData } from 'node:worker_threads';
import { runScanThread } from '../search/scan-thread.js';
import type { SegmentSource } from '../search/scan-thread.js';
import { openReader } from './connection.js';
import { textKind } from './segments.js';
import { contentStatements } from './statements/contents.js';

export interface ScanWorkerData {
  /** mail.db */
  readonly path: string;
  readonly cacheOctets: number;
}

const { path, cacheOctets } = workerData as ScanWorkerData;
const db = openReader(path);

const source: SegmentSource = {
  segments(account, among) {
    if (!among) return db.all(contentStatements.segments, account, textKind).map(([segment]) => segment);
    const found = new Set<number>();
    for (const content of among) {
      const row = db.get(contentStatements.textSegment, account, content);
      if (row && row[0] > 0) found.add(row[0]);
    }
    return [...found];
  },
  read: (account, segment) => db.get(contentStatements.segment, account, textKind, segment)?.[0],
  deleted: (account) => db.all(contentStatements.unused, account).map(([content]) => content),
};

runScanThread(parentPort!, source, cacheOctets);
