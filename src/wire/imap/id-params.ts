/** ID: RFC 2971 §3. */
import { formatNstring, formatString } from './strings.js';
import type { TokenReader } from './token-reader.js';

/** Names in the spelling sent; `undefined` for NIL. */
export type IdParams = ReadonlyMap<string, string | undefined>;

/** RFC 2971 §3.3: no more than 30 pairs. The lengths it names are not held against clients: phones send longer ones. */
const mostPairs = 30;

/** What follows ID and its blank: NIL or a list of pairs. The last of two with the same name counts. */
export function parseIdParams(p: TokenReader): IdParams | undefined {
  if (p.tryKeyword('NIL')) return undefined;
  const pairs = p.list(
    (count): [string, string | undefined] => {
      if (count >= mostPairs) p.fail(`at most ${mostPairs} pairs`);
      const name = p.string('a name');
      return [name, p.sp().nstring()];
    },
    { empty: true },
  );
  return new Map(pairs);
}

export function formatIdParams(params: IdParams | undefined): string {
  if (!params) return 'NIL';
  return `(${[...params].map(([name, value]) => `${formatString(name)} ${formatNstring(value)}`).join(' ')})`;
}
