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
  /** It cannot be an issued password: a typing error. The message says where to look as far as that is known. */
  | { readonly kind: 'mistyped'; readonly message: string };

/** Reads a password as a customer typed it. Its length on the wire is limited by the protocols. */
export function readTypedPassword(typed: string): TypedPassword {
  const characters = [...typed.replace(/[\s\u00ad\u200b-\u200d\ufeff\p{Pd}]/gu, '').toLowerCase()];
  const foreign = characters.findIndex((character) => !alphabet.includes(character));
  if (foreign >= 0 && foreign < length) {
    return mistyped(`group ${Math.floor(foreign / groupLength) + 1} has a character that no password has`);
  }
  if (characters.length !== length) return mistyped(`it has ${length} characters, ${characters.length} were typed`);
  const values = characters.map((character) => alphabet.indexOf(character));
  if (checkValue(values.slice(0, -1)) !== values.at(-1)) return mistyped('a character is wrong or two are exchanged');
  return { kind: 'possible', password: format(values) };
}

function mistyped(what: string): TypedPassword {
  return { kind: 'mistyped', message: `Password mistyped: ${what}. Please compare it with the letter.` };
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
