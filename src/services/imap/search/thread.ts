/** THREAD over messages found: RFC 5256 §3. */
import type { Seq } from '../../../mail/ids.js';
import type { MailStore } from '../../../mail/mail-store.js';
import { foldForSearch } from '../../../mail/search.js';
import { orderedSubject } from '../../../mail/threads/ordered-subject.js';
import { references, refs } from '../../../mail/threads/references.js';
import type { Threaded, Threading } from '../../../mail/threads/thread.js';
import type { ThreadAlgorithm } from '../../../wire/imap/syntax.js';
import type { ThreadNumber } from '../../../wire/imap/thread-list.js';
import type { Slices } from '../slices.js';
import { readFacts } from './facts.js';
import type { Searched } from './searched.js';
import { sentMs } from './sort.js';

const algorithms: Readonly<Record<ThreadAlgorithm, (messages: readonly Threaded[]) => Threading>> = {
  ORDEREDSUBJECT: orderedSubject,
  REFERENCES: references,
  REFS: refs,
};

export interface ThreadOptions {
  readonly searched: Searched;
  readonly store: MailStore;
  readonly slices: Slices;
}

/** @param hits ascending */
export async function threadMessages(
  hits: readonly Seq[],
  algorithm: ThreadAlgorithm,
  { searched, store, slices }: ThreadOptions,
): Promise<readonly ThreadNumber[]> {
  const messages: Threaded[] = [];
  const contents = hits.map((seq) => searched.at(seq).content);
  await readFacts(contents, { store, slices }, (facts, index) => {
    const number = hits[index]!;
    const message = searched.at(number);
    const all = facts?.references ?? [];
    messages.push({
      number,
      messageId: facts?.messageId,
      // RFC 5256 §3 step 1: of In-Reply-To the first, and only where there are no References.
      references: facts && facts.inReferences > 0 ? all.slice(0, facts.inReferences) : all.slice(0, 1),
      sentMs: sentMs(message, facts),
      arrivedMs: message.internalDate.epochMs,
      baseSubject: foldForSearch(facts?.baseSubject ?? ''),
      isReply: facts?.isReply ?? false,
    });
  });
  return slices.drive(algorithms[algorithm](messages));
}
