/** Messages as rows, and as the domain sees them. */
import { contentId, modSeq, uid } from '../../mail/ids.js';
import type { Uid } from '../../mail/ids.js';
import type { Message, MessageState } from '../../mail/message.js';
import type { KeywordNames } from './keywords.js';
import type { Scope } from './scope.js';
import { messageStatements } from './statements/messages.js';
import type { FlagRow, MessageRow } from './statements/messages.js';

export function messageOf(keywords: KeywordNames, row: MessageRow): Message {
  const [uidNumber, content, flags, keywordText, at, internalSeconds, zoneMinutes, saveDateMs, sizeOctets] = row;
  return {
    uid: uid(uidNumber),
    content: contentId(content),
    flags: keywords.flags(flags, keywordText),
    modSeq: modSeq(at),
    internalDate: { epochMs: internalSeconds * 1000, zoneMinutes },
    saveDateMs,
    sizeOctets,
  };
}

export function stateOf(keywords: KeywordNames, [uidNumber, flags, keywordText, at]: FlagRow): MessageState {
  return { uid: uid(uidNumber), flags: keywords.flags(flags, keywordText), modSeq: modSeq(at) };
}

/** Gaps in uids up to this are read over: that is cheaper than another query. */
const gap = 100;

/** A row as it counts since the mailbox's last unclean stop: changed then, see `unclean-stops`. */
export function atLeast(floor: number, row: MessageRow): MessageRow {
  if (row[4] < floor) row[4] = floor;
  return row;
}

/** Few ranges, ascending, that have all of these uids, and some between them. */
export function* rangesOf(uids: readonly Uid[]): Generator<readonly [first: number, last: number], void, undefined> {
  const sorted = isAscending(uids) ? uids : Uint32Array.from(uids).sort();
  for (let start = 0; start < sorted.length;) {
    let end = start;
    while (end + 1 < sorted.length && sorted[end + 1]! - sorted[end]! <= gap) end += 1;
    yield [sorted[start]!, sorted[end]!];
    start = end + 1;
  }
}

function isAscending(uids: readonly Uid[]): boolean {
  for (let i = 1; i < uids.length; i += 1) if (uids[i]! <= uids[i - 1]!) return false;
  return true;
}

/** The rows of these uids that exist, ascending, each once. */
export function rowsOf({ db, account }: Scope, mailbox: number, uids: readonly Uid[]): MessageRow[] {
  const asked = new Set<number>(uids);
  const rows: MessageRow[] = [];
  for (const [first, last] of rangesOf(uids)) {
    for (const row of db.all(messageStatements.range, account, mailbox, first, last)) {
      if (asked.has(row[0])) rows.push(row);
    }
  }
  return rows;
}

/** Runs of consecutive numbers: `[1, 2, 3, 7]` is 1 to 3 and 7 to 7. */
export function runsOf(numbers: readonly number[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs;
}

export function numbersOf(runs: readonly (readonly [first: number, last: number])[]): number[] {
  return runs.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
}
