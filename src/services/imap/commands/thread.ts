/** THREAD and UID THREAD: RFC 5256 §3. */
import { formatThreads } from '../../../wire/imap/thread-list.js';
import { threadAlgorithms } from '../../../wire/imap/syntax.js';
import { seq } from '../../../mail/ids.js';
import { command } from '../command.js';
import { inProgress } from '../in-progress.js';
import { ok } from '../responses.js';
import { asksForModSeq, keyNeeds, namesNumbers } from '../search/keys.js';
import { checkCharset, findOptions } from '../search/run.js';
import { findMessages } from '../search/find.js';
import { threadMessages } from '../search/thread.js';

export const thread = command({
  name: 'THREAD',
  state: 'selected',
  uidForm: true,
  byNumber: true,
  holdsExpunges: true,
  capabilities: threadAlgorithms.map((name) => ({ name: `THREAD=${name}`, when: 'logged-in' as const })),
  parse: (p) => p.sp().threadProgram(),
  needs: ({ algorithm, key }) => [`THREAD=${algorithm}`, ...keyNeeds(key)],
  numbers: ({ key }) => namesNumbers(key),

  async *run(context, { algorithm, charset, key }) {
    const { view, uid, tag, session } = context;
    checkCharset(charset);
    if (asksForModSeq(key)) yield* session.becomeModSeqAware();
    const options = findOptions(context, view);
    const work = async (): Promise<string> => {
      const { hits } = await findMessages(key, options);
      const threads = await threadMessages(hits, algorithm, options);
      const numberOf = uid ? (number: number) => view.at(seq(number)).uid : undefined;
      return options.slices.drive(formatThreads(threads, numberOf));
    };
    const list = yield* inProgress(work(), { session, tag, text: 'Threading' });
    // RFC 5256 §4: without threads there is nothing behind the name.
    yield list === '' ? '* THREAD\r\n' : `* THREAD ${list}\r\n`;
    return ok('THREAD completed');
  },
});
