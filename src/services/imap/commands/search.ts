/** SEARCH and UID SEARCH: RFC 9051 §6.4.4, RFC 3501 §6.4.4; RETURN and ESEARCH (RFC 4731), SAVE and `$` (RFC 5182). */
import { formatNumbers } from '../../../wire/imap/sequence-set.js';
import { isSearchCharset, searchCharsets } from '../../../wire/imap/search-program.js';
import type { SearchReturn } from '../../../wire/imap/syntax.js';
import { command } from '../command.js';
import { Refusal } from '../errors.js';
import { no, ok } from '../responses.js';
import { runSearch } from '../search/run.js';

export const search = command({
  name: 'SEARCH',
  state: 'selected',
  uidForm: true,
  holdsExpunges: true,
  capabilities: [
    { name: 'ESEARCH', when: 'logged-in' },
    { name: 'SEARCHRES', when: 'logged-in' },
  ],
  parse: (p) => p.sp().searchProgram(),
  needs: ({ returns }) => [...(returns ? ['ESEARCH'] : []), ...(returns?.includes('save') ? ['SEARCHRES'] : [])],

  async *run({ session, store, view, uid, tag, signal }, { returns, charset, key }) {
    const saves = returns?.includes('save') ?? false;
    try {
      if (charset !== undefined && !isSearchCharset(charset)) {
        throw new Refusal(no('Charsets are these', `BADCHARSET (${searchCharsets.join(' ')})`));
      }
      const hits = await runSearch(key, { view, store, signal, maxTexts: session.limits.searchTexts });
      const numbers: readonly number[] = uid ? hits.map((seq) => view.at(seq).uid) : hits;
      if (saves) view.save(toSave(hits, returns!).map((seq) => view.at(seq).uid));
      // RFC 9051 §6.4.4: to a client of IMAP4rev2, and to one that said RETURN, never the old response.
      if (returns || session.rev2) {
        const text = extendedResult(numbers, returns ?? []);
        if (text !== undefined) yield `* ESEARCH (TAG "${tag}")${uid ? ' UID' : ''}${text}\r\n`;
      } else yield `* SEARCH${numbers.map((number) => ` ${number}`).join('')}\r\n`;
      return ok('SEARCH completed');
    } catch (error) {
      // RFC 9051 §6.4.4.1: a search that should have saved, and failed, leaves nothing saved.
      if (saves) view.save([]);
      throw error;
    }
  },
});

/** RFC 9051 §6.4.4.2: with MIN or MAX alone only those are saved. */
function toSave<N>(hits: readonly N[], returns: readonly SearchReturn[]): readonly N[] {
  const some = returns.includes('min') || returns.includes('max');
  if (!some || returns.includes('all') || returns.includes('count') || hits.length === 0) return hits;
  const ends = [...(returns.includes('min') ? [hits[0]!] : []), ...(returns.includes('max') ? [hits.at(-1)!] : [])];
  return [...new Set(ends)];
}

/** @returns undefined when only SAVE was asked for: then there is no response (RFC 9051 §6.4.4.2) */
function extendedResult(numbers: readonly number[], returns: readonly SearchReturn[]): string | undefined {
  const asked = returns.filter((each) => each !== 'save');
  if (asked.length === 0 && returns.length > 0) return undefined;
  const wants = (what: (typeof asked)[number]): boolean =>
    asked.includes(what) || (what === 'all' && asked.length === 0);
  let text = '';
  if (numbers.length > 0) {
    if (wants('min')) text += ` MIN ${numbers[0]}`;
    if (wants('max')) text += ` MAX ${numbers.at(-1)}`;
    if (wants('all')) text += ` ALL ${formatNumbers(numbers)}`;
  }
  if (wants('count')) text += ` COUNT ${numbers.length}`;
  return text;
}
