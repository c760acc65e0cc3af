/**
 * What recognition of printed text takes for one another: rn and m, cl and d, l, 1 and I, 0 and O, ß, B and ss, ä and
 * ae. For FUZZY searches (RFC 6203).
 *
 * Each character is replaced by itself, never looking at its neighbours; so whatever is mistaken inside a text, and
 * wherever the text stands in another, its form is the same.
 */

/** Of folded text (`foldForSearch`), which is in capitals and decomposed. */
const forms: Readonly<Record<string, string>> = {
  ...{ '1': 'L', I: 'L', '|': 'L', '!': 'L', '0': 'O', '5': 'S', '2': 'Z', '6': 'G' },
  ...{ M: 'RN', D: 'CL', W: 'VV', B: 'SS', '8': 'SS', ß: 'SS' },
  '\u0308': 'E', // the dots of an umlaut
};

/** For each octet its form where that is one octet; 0 where it is more, or where the octet is half of a character. */
const plain = Uint8Array.from({ length: 256 }, (_, octet) => octet);
/** Of those with 0, the two octets of their form. */
const first = new Uint8Array(256);
const second = new Uint8Array(256);
/** Characters of two octets: by their second one, for each first one. */
const pairs = new Map<number, Map<number, string>>();
for (const [character, form] of Object.entries(forms)) {
  const [lead, trail] = Buffer.from(character);
  plain[lead!] = trail === undefined && form.length === 1 ? form.charCodeAt(0) : 0;
  if (trail === undefined) {
    first[lead!] = form.charCodeAt(0);
    second[lead!] = form.charCodeAt(1);
  } else pairs.set(lead!, new Map(pairs.get(lead!)).set(trail, form));
}

/**
 * The form in which all that may be taken for one another is the same.
 *
 * @param octets folded text in UTF-8
 * @param starts where `octets` is made of several texts, the first place of each and the end; in the result they are
 *   moved to their places there
 */
export function confusableForm(octets: Uint8Array, starts?: Uint32Array): Buffer {
  const form = Buffer.allocUnsafe(octets.length * 2);
  let length = 0;
  let at = 0;
  const texts = starts ? starts.length : 1;
  for (let text = 0; text < texts; text += 1) {
    const end = starts ? starts[text]! : octets.length;
    while (at < end) {
      const octet = octets[at]!;
      const one = plain[octet]!;
      at += 1;
      if (one !== 0) {
        form[length++] = one;
        continue;
      }
      const pair = first[octet] === 0 ? pairs.get(octet)?.get(octets[at] ?? 0) : undefined;
      if (pair !== undefined) {
        at += 1;
        for (let i = 0; i < pair.length; i += 1) form[length++] = pair.charCodeAt(i);
      } else if (first[octet] === 0) form[length++] = octet;
      else {
        form[length++] = first[octet]!;
        form[length++] = second[octet]!;
      }
    }
    if (starts) starts[text] = length;
  }
  return form.subarray(0, length);
}

/** How many octets of a text make so many of its form. */
function octetsOf(octets: Uint8Array, formOctets: number, roundUp: boolean): number {
  let length = 0;
  let at = 0;
  while (at < octets.length && length < formOctets) {
    const octet = octets[at]!;
    const pair = plain[octet] === 0 && first[octet] === 0 ? pairs.get(octet)?.get(octets[at + 1] ?? 0) : undefined;
    const count = pair === undefined ? (first[octet] === 0 || plain[octet] !== 0 ? 1 : 2) : pair.length;
    if (!roundUp && length + count > formOctets) break;
    length += count;
    at += pair === undefined ? 1 : 2;
  }
  return at;
}

export interface FuzzyNeedle {
  readonly octets: Buffer;
  readonly form: Buffer;
}

/** @param needle folded */
export function fuzzyNeedle(needle: string): FuzzyNeedle {
  const octets = Buffer.from(needle);
  return { octets, form: confusableForm(octets) };
}

/**
 * How well a text has the needle: 100 to the letter; else what the first place that may be taken for it has in common
 * with it, in per cent, 1 to 99. @returns undefined when there is no such place
 */
export function fuzzyScore(text: Buffer, { octets, form }: FuzzyNeedle): number | undefined {
  if (text.includes(octets)) return 100;
  const at = confusableForm(text).indexOf(form);
  if (at < 0) return undefined;
  const found = text.subarray(octetsOf(text, at, false), octetsOf(text, at + form.length, true));
  return Math.max(1, Math.min(99, Math.round((100 * shared(found, octets)) / Math.max(found.length, octets.length))));
}

/** Octets that are the same from the front and from the end. */
function shared(a: Buffer, b: Buffer): number {
  const shorter = Math.min(a.length, b.length);
  let front = 0;
  while (front < shorter && a[front] === b[front]) front += 1;
  let end = 0;
  while (end < shorter - front && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return front + end;
}
