/** Statements on the state of the store as a whole. */
import { sql } from '../connection.js';

export const stateStatements = {
  isClean: sql<[], [clean: number]>('select clean from store_state where one = 1'),
  setClean: sql<[clean: number]>('update store_state set clean = $1 where one = 1'),
  raiseFloors: sql<[jump: number]>('update mailboxes set modseq = modseq + $1, floor_modseq = modseq + $1'),
};
