/** ESEARCH, a search in several mailboxes: RFC 7377. */
import { isMailError } from '../../../mail/errors.js';
import type { Mailbox } from '../../../mail/mailbox.js';
import type { MultiSearchProgram } from '../../../wire/imap/syntax.js';
import { type AuthenticatedContext, command } from '../command.js';
import { Refusal } from '../errors.js';
import { inProgress } from '../in-progress.js';
import { formatMailbox } from '../mailbox-text.js';
import { type Output, bad, ok } from '../responses.js';
import { asksForModSeq, checkRelevancy, keyNeeds, namesNumbers, returnNeeds } from '../search/keys.js';
import { type Result, covered, extendedResponse } from '../search/result.js';
import { checkCharset, findOptions, searchedFor } from '../search/run.js';
import { unselected } from '../search/searched.js';
import { mailboxesOf } from '../search/sources.js';

export const esearch = command({
  name: 'ESEARCH',
  state: 'authenticated',
  capabilities: [{ name: 'MULTISEARCH', when: 'logged-in', covers: 'command' }],
  parse: (p) => p.sp().multiSearch(),
  needs: ({ returns, key }) => [...returnNeeds(returns), ...keyNeeds(key)],
  numbers: ({ key }) => namesNumbers(key),

  async *run(context, program) {
    checkCharset(program.charset);
    checkRelevancy(program);
    const { session, store } = context;
    const { view } = session;
    const { sources = [{ filter: 'selected' }], returns } = program;
    const onlySelected = sources.every(({ filter }) => filter === 'selected');
    // RFC 7377 §2.2: "selected" without a selected mailbox is an error.
    if (!view && sources.some(({ filter }) => filter === 'selected')) throw new Refusal(bad('No mailbox is selected'));
    // What "$" names is in the selected mailbox.
    if (!onlySelected && returns?.options.includes('save')) throw new Refusal(bad('SAVE is for the selected mailbox'));
    if (asksForModSeq(program.key)) yield* session.becomeModSeqAware();
    yield* searchEach(context, mailboxesOf(sources, await store.mailboxes(), view?.mailbox), program);
    return ok('ESEARCH completed');
  },
});

async function* searchEach(
  context: AuthenticatedContext,
  mailboxes: readonly Mailbox[],
  program: MultiSearchProgram,
): AsyncGenerator<Output, void, void> {
  const { session, store, tag, signal } = context;
  const { view } = session;
  const returns = program.returns ?? { options: [], partial: undefined };
  const saves = returns.options.includes('save');
  if (saves) view?.save([]); // RFC 9051 §6.4.4.1: also when this fails
  // Texts are looked up for the whole account, so once is enough.
  let texts: ReturnType<typeof store.search> | undefined;
  const search: typeof store.search = (criteria) => (texts ??= store.search(criteria, { signal }));
  for (const [done, mailbox] of mailboxes.entries()) {
    const work = async (): Promise<Result> => {
      const searched = mailbox.id === view?.mailbox ? view : unselected((await store.messages(mailbox.id)).messages);
      return searchedFor(program, { ...findOptions(context, searched), search }, true);
    };
    let result: Result;
    try {
      const progress = (): { done: number; goal: number } => ({ done, goal: mailboxes.length });
      result = yield* inProgress(work(), { session, tag, text: 'Searching', progress });
    } catch (error) {
      if (isMailError(error, 'mailbox-not-found')) continue; // deleted just now
      throw error;
    }
    if (saves) view!.save(covered(result.hits, returns).map((seq) => view!.at(seq).uid));
    // RFC 7377 §2.1: a mailbox in which nothing was found is not told of.
    if (result.hits.length === 0) continue;
    const where = `TAG "${tag}" MAILBOX ${formatMailbox(mailbox.name, session.utf8)} UIDVALIDITY ${mailbox.uidValidity}`;
    const response = extendedResponse(where, result, returns);
    if (response !== undefined) yield response;
  }
}
