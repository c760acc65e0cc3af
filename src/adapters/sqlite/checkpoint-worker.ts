/** A thread that copies pages from a write-ahead log into its database, which waits for the disk. */
import { parentPort, workerData } from 'node:worker_threads';
import SqliteDatabase from 'better-sqlite3';
import type { CheckpointResult } from './write-ahead-log.js';

const database = new SqliteDatabase(workerData as string, { fileMustExist: true });
// With this, the log is synced before anything is copied, and the database before the log may begin anew.
database.pragma('synchronous = normal');

parentPort!.on('message', () => {
  let result: CheckpointResult = {};
  try {
    // PASSIVE never makes the writer wait.
    database.pragma('wal_checkpoint(passive)');
  } catch (error) {
    result = { failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort!.postMessage(result, []);
});
