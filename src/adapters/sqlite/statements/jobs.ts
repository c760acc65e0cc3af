/** Statements on jobs. On PostgreSQL `claim` gets `for update skip locked`; here there is one writer. */
import { sql } from '../connection.js';

export type JobRow = [
  job: number,
  account: number,
  kind: number,
  payload: Buffer,
  state: number,
  attempts: number,
  result: Buffer | null,
  scan: string | null,
  scanOctets: number | null,
  scanKey: Buffer | null,
  keyHash: Buffer,
];
const columns = 'job, account, kind, payload, state, attempts, result, scan, scan_octets, scan_key, key_hash';

export const jobStatements = {
  insert: sql<
    [
      account: number,
      kind: number,
      keyHash: Buffer,
      payload: Buffer,
      dueMs: number,
      scan: string | null,
      scanOctets: number | null,
      scanKey: Buffer | null,
    ],
    JobRow
  >(
    'insert into jobs (account, kind, key_hash, payload, state, attempts, due_ms, scan, scan_octets, scan_key) ' +
      'values ($1, $2, $3, $4, 0, 0, $5, $6, $7, $8) on conflict (account, kind, key_hash) do nothing ' +
      `returning ${columns}`,
  ),
  byKey: sql<[account: number, kind: number, keyHash: Buffer], JobRow>(
    `select ${columns} from jobs where account = $1 and kind = $2 and key_hash = $3`,
  ),
  get: sql<[job: number], JobRow>(`select ${columns} from jobs where job = $1`),
  waiting: sql<[kind: number], [count: number]>('select count(*) from jobs where kind = $1 and state in (0, 1)'),
  all: sql<[], JobRow>(`select ${columns} from jobs order by account, job`),
  ofAccount: sql<[account: number], JobRow>(`select ${columns} from jobs where account = $1 order by job`),
  claim: sql<[kind: number, nowMs: number, limit: number, leaseEndMs: number], JobRow>(
    'update jobs set state = 1, attempts = attempts + 1, due_ms = $4 where job in ' +
      '(select job from jobs where kind = $1 and state in (0, 1) and due_ms <= $2 order by job limit $3) ' +
      `returning ${columns}`,
  ),
  renew: sql<[job: number, nowMs: number, leaseEndMs: number]>(
    'update jobs set due_ms = $3 where job = $1 and state = 1 and due_ms > $2',
  ),
  release: sql<[job: number, nowMs: number, dueMs: number]>(
    'update jobs set state = 0, attempts = attempts - 1, due_ms = $3 where job = $1 and state = 1 and due_ms > $2',
  ),
  end: sql<[job: number, state: number, endedMs: number, result: Buffer]>(
    'update jobs set state = $2, ended_ms = $3, result = $4, scan = null, scan_octets = null, scan_key = null ' +
      'where job = $1 and state in (0, 1)',
  ),
  /** After a start no worker holds anything; the attempt stays counted. */
  endLeases: sql('update jobs set state = 0, due_ms = 0 where state = 1'),
  remove: sql<[job: number]>('delete from jobs where job = $1 and state in (2, 3)'),
  forget: sql<[kind: number, endedBeforeMs: number]>(
    'delete from jobs where kind = $1 and state in (2, 3) and ended_ms < $2',
  ),
  removeOfAccount: sql<[account: number]>('delete from jobs where account = $1'),
  withScan: sql<[account: number, scan: string], [one: number]>('select 1 from jobs where account = $1 and scan = $2'),
};
