/** How alike two recognised names are. */

/** Longest text that is compared letter by letter. */
const longest = 200;

/** Lower case, letters and digits only, one blank between words; "ß" as "ss", umlauts without their dots. */
export function normalised(text: string): string {
  return text
    .slice(0, longest)
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** 1 for equal, 0 for nothing in common: one less the Levenshtein distance over the longer length. */
export function similarity(a: string, b: string): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length === 0) return 1;
  if (long.length > longest) return a === b ? 1 : 0;
  let row = Array.from({ length: short.length + 1 }, (_, i) => i);
  for (let i = 1; i <= long.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= short.length; j += 1) {
      const change = long[i - 1] === short[j - 1] ? 0 : 1;
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change));
    }
    row = next;
  }
  return 1 - row[short.length]! / long.length;
}

/** True when one begins the other or they share the greater part of their words, a misread letter in ten allowed. */
export function sameName(a: string, b: string): boolean {
  const [first, second] = [normalised(a), normalised(b)];
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  if (short.length < 4) return short === long && short !== '';
  if (similarity(short, long) >= 0.85) return true;
  if (similarity(short, long.slice(0, short.length)) >= 0.9 && !/^\p{L}/u.test(long.slice(short.length))) return true;
  return sharedLetters(short, long) >= 0.6 * long.length;
}

/** Letters of the words that both have, if there are two of them: "ZV Wasser Elbaue", "Zweckverband Wasser Elbaue". */
function sharedLetters(a: string, b: string): number {
  const words = new Set(a.split(' ').filter((word) => word.length >= 4));
  const shared = b.split(' ').filter((word) => words.has(word));
  return shared.length < 2 ? 0 : shared.join(' ').length;
}
