/** SEARCH and UID SEARCH: RFC 9051 §6.4.4, RFC 3501 §6.4.4; RETURN and ESEARCH (RFC 4731), SAVE and `$` (RFC 5182). */
import { command } from '../command.js';
import { ok } from '../responses.js';
import { keyNeeds, namesNumbers, returnNeeds } from '../search/keys.js';
import { type SearchKind, searchAndTell } from '../search/run.js';

const kind: SearchKind = { name: 'SEARCH', text: 'Searching' };

export const search = command({
  name: 'SEARCH',
  state: 'selected',
  uidForm: true,
  byNumber: true,
  holdsExpunges: true,
  capabilities: [
    ...['ESEARCH', 'SEARCHRES', 'SEARCH=FUZZY', 'WITHIN', 'PARTIAL', 'INPROGRESS'].map((name) => ({
      name,
      when: 'logged-in' as const,
    })),
  ],
  parse: (p) => p.sp().searchProgram(),
  needs: ({ key, returns }) => [...(returns ? ['ESEARCH'] : []), ...returnNeeds(returns), ...keyNeeds(key)],
  numbers: ({ key }) => namesNumbers(key),

  async *run(context, program) {
    // RFC 9051 §6.4.4: to a client of IMAP4rev2, and to one that said RETURN, never the old response.
    const returns = program.returns ?? (context.session.rev2 ? { options: [], partial: undefined } : undefined);
    yield* searchAndTell(context, { ...program, returns }, kind);
    return ok('SEARCH completed');
  },
});
