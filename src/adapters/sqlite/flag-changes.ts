/** STORE within a transaction: what it costs is a look at each message, and one statement for each run of equal changes. */
import { uid } from '../../mail/ids.js';
import type { Uid } from '../../mail/ids.js';
import type { FlagChange } from '../../mail/mail-store.js';
import { addKeywords, ensureKeywords, keywordText, knownKeywords, removeKeywords } from './keywords.js';
import { raise } from './message-changes.js';
import { rangesOf } from './message-rows.js';
import type { Scope } from './scope.js';
import { messageStatements } from './statements/messages.js';
import type { FlagRow } from './statements/messages.js';
import type { Delta } from './tables.js';

export interface FlagsChanged {
  /** Named, there and not refused; as they are now, ascending. */
  readonly rows: readonly FlagRow[];
  readonly modified: readonly Uid[];
  /** Those that were changed; undefined for none. */
  readonly delta: Delta | undefined;
}

/** All system flags. */
const allBits = 31;

/** @param floor the mailbox's `floorModSeq` @throws MailError keyword-limit */
export function changeFlags(
  scope: Scope,
  { mailbox, floor }: { readonly mailbox: number; readonly floor: number },
  uids: readonly Uid[],
  change: FlagChange,
): FlagsChanged {
  const { db, account } = scope;
  const since = change.unchangedSince === undefined ? Infinity : Number(change.unchangedSince);
  const asked = new Set<number>(uids);
  const rows: FlagRow[] = [];
  const modified: Uid[] = [];
  const changed: FlagRow[] = [];
  let modSeq = 0;
  let edit: Edit | undefined;
  let run: { readonly first: number; last: number; readonly keywords: string } | undefined;
  const endRun = () => {
    if (!run) return;
    const { set, clear } = edit!;
    db.run(messageStatements.setFlags, account, mailbox, run.first, run.last, set, clear, run.keywords, modSeq);
    run = undefined;
  };
  for (const [first, last] of rangesOf(uids)) {
    for (const [each, flags, keywords, stored] of db.all(messageStatements.flags, account, mailbox, first, last)) {
      const at = Math.max(stored, floor);
      const refused = at > since;
      if (refused || !asked.has(each)) {
        if (refused && asked.has(each)) modified.push(uid(each));
        endRun(); // it lies between those before and those after
        continue;
      }
      edit ??= editOf(scope, change);
      const [flagsNow, keywordsNow] = [(flags & ~edit.clear) | edit.set, edit.keywords(keywords)];
      if (flagsNow === flags && keywordsNow === keywords) {
        endRun();
        rows.push([each, flags, keywords, at]);
        continue;
      }
      modSeq ||= raise(scope, mailbox);
      if (run?.keywords !== keywordsNow) endRun();
      run ??= { first: each, last: each, keywords: keywordsNow };
      run.last = each;
      const row: FlagRow = [each, flagsNow, keywordsNow, modSeq];
      changed.push(row);
      rows.push(row);
    }
    endRun();
  }
  const delta = changed.length > 0 ? { mailbox, modSeq, rows: [], flagged: changed, expunged: [] } : undefined;
  return { rows, modified, delta };
}

interface Edit {
  readonly set: number;
  readonly clear: number;
  /** The keywords of a row after, by those before. */
  readonly keywords: (text: string) => string;
}

/** Asked for when there is a message to change: nobody needs a new keyword that no message gets. */
function editOf(scope: Scope, { mode, flags }: FlagChange): Edit {
  // A keyword that is taken away need not be known.
  const numbers = mode === 'remove' ? knownKeywords(scope, flags) : ensureKeywords(scope, flags);
  if (mode === 'replace') {
    const text = keywordText(numbers);
    return { set: flags.bits, clear: allBits, keywords: () => text };
  }
  const bits = mode === 'add' ? { set: flags.bits, clear: 0 } : { set: 0, clear: flags.bits };
  if (numbers.length === 0) return { ...bits, keywords: (text) => text };
  const change = mode === 'add' ? addKeywords : removeKeywords;
  const known = new Map<string, string>();
  const keywords = (text: string) => {
    const after = known.get(text) ?? change(text, numbers);
    known.set(text, after);
    return after;
  };
  return { ...bits, keywords };
}
