/** Looks for kinds of keys in a search program. */
import type { SearchKey, SearchProgram, SearchReturns, SortKey } from '../../../wire/imap/syntax.js';
import { Refusal } from '../errors.js';
import { bad } from '../responses.js';

/** RFC 7162 §3.1.5: a MODSEQ anywhere in it makes mod-sequences part of the answer. */
export function asksForModSeq(key: SearchKey): boolean {
  return someKey(key, ({ key: name }) => name === 'modseq');
}

/** RFC 9586 §3: message numbers anywhere in it; what `$` names is none of them. */
export function namesNumbers(key: SearchKey): boolean {
  return someKey(key, (each) => each.key === 'seq' && each.set !== '$');
}

const keyCapabilities: Partial<Record<SearchKey['key'], string>> = {
  fuzzy: 'SEARCH=FUZZY',
  older: 'WITHIN',
  younger: 'WITHIN',
  modseq: 'CONDSTORE',
  emailid: 'OBJECTID',
  threadid: 'OBJECTID',
  savedbefore: 'SAVEDATE',
  savedon: 'SAVEDATE',
  savedsince: 'SAVEDATE',
  savedatesupported: 'SAVEDATE',
};

/** Capabilities that the keys call for. */
export function keyNeeds(key: SearchKey): readonly string[] {
  const needs = new Set<string>();
  someKey(key, (each) => {
    const capability = 'set' in each && each.set === '$' ? 'SEARCHRES' : keyCapabilities[each.key];
    if (capability !== undefined) needs.add(capability);
    return false;
  });
  return [...needs];
}

/** Capabilities that the RETURN options call for, beyond RETURN itself. */
export function returnNeeds(returns: SearchReturns | undefined): readonly string[] {
  if (!returns) return [];
  const { options, partial } = returns;
  return [
    ...(options.includes('save') ? ['SEARCHRES'] : []),
    ...(options.includes('relevancy') ? ['SEARCH=FUZZY'] : []),
    ...(partial ? ['PARTIAL'] : []),
  ];
}

/** RFC 6203 §4, §5: RELEVANCY is for searches with FUZZY. @throws Refusal BAD */
export function checkRelevancy({
  key,
  returns,
  sort,
}: SearchProgram & { sort?: readonly SortKey[] | undefined }): void {
  const asked = returns?.options.includes('relevancy') || sort?.some(({ by }) => by === 'relevancy');
  if (asked && !someKey(key, (each) => each.key === 'fuzzy')) throw new Refusal(bad('RELEVANCY is of FUZZY keys'));
}

/** As deep as the key; the parser limits that. */
export function someKey(key: SearchKey, holds: (key: SearchKey) => boolean): boolean {
  if (holds(key)) return true;
  switch (key.key) {
    case 'not':
    case 'fuzzy':
      return someKey(key.of, holds);
    case 'or':
      return someKey(key.left, holds) || someKey(key.right, holds);
    case 'and':
      return key.of.some((each) => someKey(each, holds));
    default:
      return false;
  }
}
