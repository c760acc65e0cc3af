/** Changes of messages in memory. Each call raises the mailbox's modseq once; its messages share it. */
import { uidsUsedUp } from '../../mail/errors.js';
import { lastUidNext, modSeq, uid } from '../../mail/ids.js';
import type { ContentId, ModSeq, Uid } from '../../mail/ids.js';
import type { Copied, FlagChange, FlagsStored } from '../../mail/mail-store.js';
import type { Message } from '../../mail/message.js';
import type { AccountState, Box } from './account-state.js';

export function raise(box: Box): ModSeq {
  box.highestModSeq = modSeq(box.highestModSeq + 1n);
  return box.highestModSeq;
}

export function insertMessages(box: Box, rows: readonly Omit<Message, 'uid' | 'modSeq'>[]): readonly Uid[] {
  if (rows.length === 0) return [];
  if (box.uidNext + rows.length > lastUidNext) throw uidsUsedUp();
  const at = raise(box);
  const messages = rows.map((row, i): Message => ({ ...row, uid: uid(box.uidNext + i), modSeq: at }));
  box.messages = box.messages.with(messages);
  box.uidNext = uid(box.uidNext + rows.length);
  return messages.map((message) => message.uid);
}

/** The messages of these uids that exist, ascending, each once. */
function existing(box: Box, uids: readonly Uid[]): readonly Message[] {
  return [...new Set(uids)]
    .sort((a, b) => a - b)
    .map((each) => box.messages.indexOf(each))
    .filter((index) => index !== undefined)
    .map((index) => box.messages.at(index));
}

export function copyMessages(source: Box, uids: readonly Uid[], target: Box, nowMs: number): Copied {
  const messages = existing(source, uids);
  const to = insertMessages(
    target,
    messages.map((message) => ({ ...message, saveDateMs: nowMs })),
  );
  return { uidValidity: target.uidValidity, from: messages.map((message) => message.uid), to };
}

/** @returns the contents that lost a message */
export function expungeMessages(state: AccountState, box: Box, uids: readonly Uid[]): readonly ContentId[] {
  const gone = existing(box, uids);
  if (gone.length === 0) return [];
  const at = raise(box);
  const goneUids = gone.map((message) => message.uid);
  box.messages = box.messages.with([], goneUids);
  const runs: { from: Uid; to: Uid; modSeq: ModSeq }[] = [];
  for (const each of goneUids) {
    const last = runs.at(-1);
    if (last && each === last.to + 1) last.to = each;
    else runs.push({ from: each, to: each, modSeq: at });
  }
  box.expunged = [...box.expunged, ...runs];
  const { journalRuns } = state.limits;
  if (box.expunged.length > journalRuns) {
    // The newer half; the runs of one change are remembered all or none.
    box.forgotten = box.expunged.at(-1 - Math.floor(journalRuns / 2))!.modSeq;
    box.expunged = box.expunged.filter((run) => run.modSeq > box.forgotten);
  }
  return gone.map((message) => message.content);
}

export function storeFlags(state: AccountState, box: Box, uids: readonly Uid[], change: FlagChange): FlagsStored {
  const { unchangedSince } = change;
  const named = existing(box, uids);
  const modified = named.filter(({ modSeq: at }) => unchangedSince !== undefined && at > unchangedSince);
  const rest = named.filter((message) => !modified.includes(message));
  // A keyword that is taken away need not be known.
  const flags =
    change.mode === 'remove' || rest.length === 0 ? state.knownSpelling(change.flags) : state.spelled(change.flags);
  const next = (message: Message) => {
    if (change.mode === 'replace') return flags;
    return state.knownSpelling(change.mode === 'add' ? message.flags.with(flags) : message.flags.without(flags));
  };
  const changed = rest.filter((message) => !next(message).equals(message.flags));
  if (changed.length > 0) {
    const at = raise(box);
    box.messages = box.messages.with(changed.map((message) => ({ ...message, flags: next(message), modSeq: at })));
  }
  return {
    messages: existing(
      box,
      rest.map((message) => message.uid),
    ),
    modified: modified.map((message) => message.uid),
  };
}
