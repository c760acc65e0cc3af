/** Statements on rotation runs and the accounts that wait in them. */
import { sql } from '../connection.js';

export type RotationRow = [
  rotation: number,
  reason: number,
  startedMs: number,
  overlapMs: number,
  graceMs: number,
  total: number,
  done: number,
  endedMs: number | null,
];
const columns = 'rotation, reason, started_ms, overlap_ms, grace_ms, total, done, ended_ms';

export const rotationStatements = {
  insert: sql<
    [reason: number, startedMs: number, overlapMs: number, graceMs: number, total: number],
    [rotation: number]
  >(
    'insert into rotations (reason, started_ms, overlap_ms, grace_ms, total, done) values ($1, $2, $3, $4, $5, 0) ' +
      'returning rotation',
  ),
  /** Those that are there. accounts: as a JSON array, in their order. */
  insertAccounts: sql<[rotation: number, accounts: string]>(
    'insert into rotation_accounts (rotation, place, account) select $1, key, value from json_each($2) ' +
      'where exists (select 1 from accounts where account = value and state in (1, 2))',
  ),
  get: sql<[rotation: number], RotationRow>(`select ${columns} from rotations where rotation = $1`),
  open: sql<[], RotationRow>(`select ${columns} from rotations where ended_ms is null order by rotation`),
  /** Who is closed may come back as long as the run goes on. */
  pending: sql<[rotation: number, limit: number], [account: number]>(
    'select r.account from rotation_accounts r join accounts a using (account) ' +
      'where r.rotation = $1 and a.state = 1 order by r.place limit $2',
  ),
  countPending: sql<[rotation: number], [count: number]>(
    'select count(*) from rotation_accounts r join accounts a using (account) where r.rotation = $1 and a.state = 1',
  ),
  isPending: sql<[rotation: number, account: number], [one: number]>(
    'select 1 from rotation_accounts r join accounts a using (account) ' +
      'where r.rotation = $1 and r.account = $2 and a.state = 1',
  ),
  removePending: sql<[rotation: number, account: number]>(
    'delete from rotation_accounts where rotation = $1 and account = $2',
  ),
  addDone: sql<[rotation: number, count: number]>('update rotations set done = done + $2 where rotation = $1'),
  removeAccounts: sql<[rotation: number]>('delete from rotation_accounts where rotation = $1'),
  end: sql<[rotation: number, endedMs: number]>(
    'update rotations set ended_ms = $2 where rotation = $1 and ended_ms is null',
  ),
  removeEnded: sql<[beforeMs: number]>('delete from rotations where ended_ms < $1'),
};
