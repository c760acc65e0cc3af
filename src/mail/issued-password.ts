/**
 * Passwords that the service issues: long, random, typed once into a mail app.
 *
 * 23 random characters and a check character, in six groups of four: `hk4m-…`. The alphabet has no pair that looks
 * alike in print (no o/0, l/1/i, s/5, b/6/8, q/9, z stands without 2), which leaves 23 characters: 104 bits.
 */

const alphabet = 'acdefghjkmnprtuvwxyz347';
const groupLength = 4;
const randomCharacters = 23;
const length = randomCharacters + 1;
const groups = length / groupLength;

/** Entropy of a password in bits. */
export const passwordBits = randomCharacters * Math.log2(alphabet.length);

/** @param randomIndex uniform in [0, n) and unpredictable */
export function issuePassword(randomIndex: (n: number) => number): string {
  const values = Array.from({ length: randomCharacters }, () => randomIndex(alphabet.length));
  return format([...values, checkValue(values)]);
}

export type TypedPassword =
  /** `password` is in the issued form, whatever case, blanks and hyphens were typed. */
  | { readonly kind: 'possible'; readonly password: string }
  /** It cannot be an issued password. */
  | { readonly kind: 'mistyped'; readonly error: TypingError };

/**
 * Where to look, as far as it can be known: a group that has a character no password has, or too many or few. The check
 * character tells that something is wrong and not where (docs/adr/0005).
 */
export type TypingError =
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'length'; readonly characters: number; readonly typed: number }
  | { readonly kind: 'somewhere' };

const separators = /[\s\p{Pd}]+/u;
const invisible = /[\u00ad\u200b-\u200d\ufeff]/gu;

/** Reads a password as a customer typed it. Its length on the wire is limited by the protocols. */
export function readTypedPassword(typed: string): TypedPassword {
  const typedGroups = typed.replace(invisible, '').toLowerCase().split(separators).filter(Boolean);
  const characters = [...typedGroups.join('')];
  const foreign = characters.findIndex((character) => !alphabet.includes(character));
  if (foreign >= 0 && foreign < length) {
    return mistyped({ kind: 'group', group: groupAt(typedGroups, foreign) });
  }
  if (characters.length !== length) {
    const odd = typedGroups.findIndex((group) => group.length !== groupLength);
    if (typedGroups.length === groups) return mistyped({ kind: 'group', group: odd + 1 });
    return mistyped({ kind: 'length', characters: length, typed: characters.length });
  }
  const values = characters.map((character) => alphabet.indexOf(character));
  if (checkValue(values.slice(0, -1)) !== values.at(-1)) return mistyped({ kind: 'somewhere' });
  return { kind: 'possible', password: format(values) };
}

function mistyped(error: TypingError): TypedPassword {
  return { kind: 'mistyped', error };
}

/** The group of a character, from 1: as typed when there are six, else as it would be. */
function groupAt(typedGroups: readonly string[], character: number): number {
  if (typedGroups.length !== groups) return Math.floor(character / groupLength) + 1;
  let end = 0;
  return typedGroups.findIndex((group) => (end += group.length) > character) + 1;
}

/**
 * Weights are powers of 5, which generates all of 1…22 modulo the prime 23: every single wrong character and every
 * exchange of neighbours changes the sum.
 */
function checkValue(values: readonly number[]): number {
  let weight = 1;
  let sum = 0;
  for (const value of values) {
    sum = (sum + weight * value) % alphabet.length;
    weight = (weight * 5) % alphabet.length;
  }
  return sum;
}

function format(values: readonly number[]): string {
  const text = values.map((value) => alphabet[value]).join('');
  return text.match(/.{4}/g)!.join('-');
}
