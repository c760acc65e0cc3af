/** SORT and UID SORT: RFC 5256 §3; DISPLAYFROM and DISPLAYTO (RFC 5957); RETURN (RFC 5267 §3.1). */
import { command } from '../command.js';
import { ok } from '../responses.js';
import { keyNeeds, namesNumbers, returnNeeds } from '../search/keys.js';
import { type SearchKind, searchAndTell } from '../search/run.js';

const kind: SearchKind = { name: 'SORT', text: 'Sorting' };

export const sort = command({
  name: 'SORT',
  state: 'selected',
  uidForm: true,
  byNumber: true,
  holdsExpunges: true,
  capabilities: [
    { name: 'SORT', when: 'logged-in', covers: 'command' },
    { name: 'SORT=DISPLAY', when: 'logged-in' },
    { name: 'ESORT', when: 'logged-in' },
  ],
  parse: (p) => p.sp().sortProgram(),
  needs: ({ sort: keys, returns, key }) => [
    ...(returns ? ['ESORT'] : []),
    ...(keys.some(({ by }) => by === 'relevancy') ? ['SEARCH=FUZZY'] : []),
    ...(keys.some(({ by }) => by.startsWith('display')) ? ['SORT=DISPLAY'] : []),
    ...returnNeeds(returns),
    ...keyNeeds(key),
  ],
  numbers: ({ key }) => namesNumbers(key),

  async *run(context, program) {
    yield* searchAndTell(context, program, kind);
    return ok('SORT completed');
  },
});
