/**
 * Words to search for that occur in a known set of messages and nowhere else: message n carries those of number
 * n % rareWords. Each query of a run asks for another one, so that kept results help nobody.
 */

/** How many numbers there are. */
export const rareWords = 4000;

const syllables = 'bra dul fek gim hol jaf kep lix mog nub pra quo riv sut taw vyk wem xal yob zin'.split(' ');

/** Pronounceable, in no German word, all of one length, so that no stem is part of another. */
function stem(number: number): string {
  let left = number;
  let word = '';
  for (let i = 0; i < 4; i += 1) {
    word += syllables[left % syllables.length]!;
    left = Math.floor(left / syllables.length);
  }
  return word;
}

export const rareWord = (number: number): string => `Z${stem(number)}`;

/** A compound with the stem within: only a search for substrings finds it by `compoundStem`. */
export const rareCompound = (number: number): string => `Grundstücks${compoundStem(number)}verwaltungsgebühr`;

export const compoundStem = (number: number): string => stem(number + rareWords);

/** Of the same shape, in no message. */
export const absentWord = (number: number): string => `Z${stem(number + 2 * rareWords)}`;

/** The reference number in the subject. */
export const rareSubject = (number: number): string =>
  `AZ-${String(number).padStart(4, '0')}-${stem(number).slice(0, 6).toUpperCase()}`;

/** The local part of the sender's address. */
export const rareSender = (number: number): string => `sachbearbeitung-${stem(number).slice(0, 9)}`;

/** In how many of the first `messages` messages the words of this number occur. */
export function occurrences(number: number, messages: number): number {
  return number < messages ? Math.floor((messages - 1 - number) / rareWords) + 1 : 0;
}
