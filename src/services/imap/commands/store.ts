/** STORE and UID STORE: RFC 9051 §6.4.6, with UNCHANGEDSINCE of RFC 7162 §3.1.3. */
import { FlagSet, type FlagMode, changedFlags } from '../../../mail/flags.js';
import type { ModSeq, Uid } from '../../../mail/ids.js';
import { modSeq } from '../../../mail/ids.js';
import type { FlagChange, FlagsStored, MailStore } from '../../../mail/mail-store.js';
import type { MessageState } from '../../../mail/message.js';
import { formatNumbers } from '../../../wire/imap/sequence-set.js';
import { type SelectedContext, command } from '../command.js';
import { checkFlags } from '../flag-names.js';
import { no, ok } from '../responses.js';
import { Slices } from '../slices.js';
import { setNeeds, uidsOf } from '../targets.js';
import type { View } from '../view.js';

/** The event loop waits while the store changes so many, some 10 ms. */
const messagesPerStep = 2000;
/** Answers are put out together up to this: each one by itself would cost as much again. */
const gatheredChars = 4096;
/** How many messages between looks at the clock. */
const messagesPerLook = 32;

export const store = command({
  name: 'STORE',
  state: 'selected',
  writes: true,
  uidForm: true,
  byNumber: true,
  holdsExpunges: true,
  parse: (p) => ({ set: p.sp().messageSet(), modifiers: p.sp().storeModifiers(), request: p.storeRequest() }),
  needs: ({ set, modifiers }) => [...setNeeds(set), ...(modifiers.unchangedSince === undefined ? [] : ['CONDSTORE'])],

  async *run(context, { set, modifiers, request }) {
    const { view, uid, session } = context;
    checkFlags(request.flags);
    const since = modifiers.unchangedSince === undefined ? undefined : modSeq(modifiers.unchangedSince);
    if (since !== undefined) yield* session.becomeModSeqAware();
    const uids = uidsOf(view, set, uid);
    const change: Change = { mode: request.mode, flags: FlagSet.of(request.flags) };
    const stored = await apply(context, uids, change, since);
    const slices = new Slices(context.signal);
    for (let at = 0; at < stored.messages.length; at += messagesPerStep) {
      view.applyFlags(stored.messages.slice(at, at + messagesPerStep));
      if (slices.over) await slices.next();
    }
    yield* view.announceKeywords(); // RFC 9051 §7.3.5: before their first use
    let told = '';
    for (const [at, message] of stored.messages.entries()) {
      if (at % messagesPerLook === 0 && slices.over) await slices.next();
      told += tell(context, message, change, request.silent, since !== undefined);
      if (told.length < gatheredChars) continue;
      yield told;
      told = '';
    }
    if (told !== '') yield told;
    // RFC 7162 §3.1.3: the client is spared to ask what has changed.
    for (const one of stored.modified) {
      const seq = view.seqOf(one);
      if (seq === undefined || view.at(seq).modSeq <= since!) continue; // not heard of yet: told at the command's end
      view.toldFlags(one);
      yield view.flagsResponse(seq, uid);
    }
    const modified = modifiedCode(view, stored.modified, uid);
    const gone = uids.length - stored.messages.length - stored.modified.length;
    // RFC 2180 §4.2: the others have been changed. A UID that does not exist is no error (RFC 9051 §6.4.9).
    if (!uid && gone > 0) return no('Some messages are gone', modified ?? 'EXPUNGEISSUED');
    return modified === undefined ? ok('STORE completed') : ok('Some messages have changed before', modified);
  },
});

interface Change {
  readonly mode: FlagMode;
  readonly flags: FlagSet;
}

async function apply(
  { store: mail, view }: SelectedContext,
  uids: readonly Uid[],
  change: Change,
  since: ModSeq | undefined,
): Promise<FlagsStored> {
  if (since === undefined) return inSteps(mail, view, uids, change);
  const excused = new Set(change.mode === 'replace' ? [] : uids.filter((one) => isExcused(view, one, change, since)));
  const strict = uids.filter((one) => !excused.has(one));
  const stored = await inSteps(mail, view, strict, { ...change, unchangedSince: since });
  if (excused.size === 0) return stored;
  // The judgement holds for what the view has seen: what changed after that is refused all the same.
  const more = await inSteps(mail, view, [...excused], { ...change, unchangedSince: view.modSeq });
  const byUid = (a: MessageState, b: MessageState): number => a.uid - b.uid;
  return {
    messages: [...stored.messages, ...more.messages].sort(byUid),
    modified: [...stored.modified, ...more.modified].sort((a, b) => a - b),
  };
}

/** Other sessions get their turn in between. Should one step fail, the client hears of those before as of others' changes. */
async function inSteps(mail: MailStore, view: View, uids: readonly Uid[], change: FlagChange): Promise<FlagsStored> {
  const stored: FlagsStored[] = [];
  for (let at = 0; at === 0 || at < uids.length; at += messagesPerStep)
    stored.push(await mail.storeFlags(view.mailbox, uids.slice(at, at + messagesPerStep), change));
  return {
    messages: stored.flatMap(({ messages }) => messages),
    modified: stored.flatMap(({ modified }) => modified),
  };
}

/**
 * RFC 7162 §3.1.12: +FLAGS and -FLAGS do not fail because of other flags that changed. What the client knew at `since`
 * is what it was told last, unless it has been told of the message after that.
 */
function isExcused(view: View, uid: Uid, { flags }: Change, since: ModSeq): boolean {
  const seq = view.seqOf(uid);
  if (seq === undefined) return false;
  const [now, told] = [view.at(seq), view.asTold(seq)];
  if (now.modSeq <= since || told.modSeq > since) return false;
  return [...flags].every((flag) => now.flags.has(flag) === told.flags.has(flag));
}

/** @returns nothing (`''`) when the client knows the outcome by itself */
function tell(
  { view, uid, session }: SelectedContext,
  message: MessageState,
  { mode, flags }: Change,
  silent: boolean,
  conditional: boolean,
): string {
  const seq = view.seqOf(message.uid);
  if (seq === undefined) return '';
  const before = view.asTold(seq);
  view.toldFlags(message.uid);
  // Also what has not changed: the client asked for the new value. And RFC 9051 §6.4.6: with .SILENT, too, when the
  // value is not what the client must think it is, because another session changed it.
  if (!silent || !changedFlags(before.flags, mode, flags).equals(message.flags)) return view.flagsResponse(seq, uid);
  // RFC 7162 §3.1.3: "even if the .SILENT suffix is specified".
  const tellsModSeq = session.dialect.modSeqs && (conditional || message.modSeq !== before.modSeq);
  return tellsModSeq ? session.dialect.modSeq(seq, message) : '';
}

function modifiedCode(view: View, modified: readonly Uid[], byUid: boolean): string | undefined {
  if (modified.length === 0) return undefined;
  const numbers = byUid ? modified : modified.map((one) => view.seqOf(one)).filter((seq) => seq !== undefined);
  return `MODIFIED ${formatNumbers(numbers)}`;
}
