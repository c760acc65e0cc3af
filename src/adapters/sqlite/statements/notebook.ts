/** Statements on the notebook. */
import { sql } from '../connection.js';

export const notebookStatements = {
  get: sql<[areaHash: Buffer, keyHash: Buffer, nowMs: number], [sealed: Buffer]>(
    'select sealed from notebook where area_hash = $1 and key_hash = $2 and expires_ms > $3',
  ),
  list: sql<[areaHash: Buffer, nowMs: number], [keyHash: Buffer, sealed: Buffer]>(
    'select key_hash, sealed from notebook where area_hash = $1 and expires_ms > $2',
  ),
  put: sql<[areaHash: Buffer, keyHash: Buffer, sealed: Buffer, expiresMs: number]>(
    'insert into notebook (area_hash, key_hash, sealed, expires_ms) values ($1, $2, $3, $4) ' +
      'on conflict (area_hash, key_hash) do update set sealed = excluded.sealed, expires_ms = excluded.expires_ms',
  ),
  remove: sql<[areaHash: Buffer, keyHash: Buffer]>('delete from notebook where area_hash = $1 and key_hash = $2'),
  removeExpired: sql<[nowMs: number]>('delete from notebook where expires_ms <= $1'),
};
