/** Account numbers on a letter: ISO 13616, only those whose check digits are right. */

/** Lengths by country, for the SEPA area. */
const lengths: Readonly<Record<string, number>> = {
  AD: 24,
  AT: 20,
  BE: 16,
  BG: 22,
  CH: 21,
  CY: 28,
  CZ: 24,
  DE: 22,
  DK: 18,
  EE: 20,
  ES: 24,
  FI: 18,
  FR: 27,
  GB: 22,
  GR: 27,
  HR: 21,
  HU: 28,
  IE: 22,
  IS: 26,
  IT: 27,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  MC: 27,
  MT: 31,
  NL: 18,
  NO: 15,
  PL: 28,
  PT: 25,
  RO: 24,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  VA: 22,
};
/** Countries whose account numbers have digits only: letters in them are misread. */
const digitsOnly = new Set([
  'DE',
  'AT',
  'BE',
  'DK',
  'EE',
  'ES',
  'FI',
  'HR',
  'HU',
  'LT',
  'NO',
  'PL',
  'SE',
  'SI',
  'SK',
  'CZ',
  'PT',
]);
const most = 10;

/** In order of appearance, without blanks, each once; at most ten. */
export function findIbans(text: string): readonly string[] {
  const found = new Set<string>();
  for (const match of text.matchAll(/(?<![A-Za-z0-9])([A-Z]{2}) ?([0-9OQIlSB]{2})((?:[ .]?[0-9A-Zl]){11,30})/gu)) {
    const [, country = '', check = '', rest = ''] = match;
    const length = lengths[country];
    if (length === undefined) continue;
    const body = (check + rest).replace(/[ .]/gu, '').slice(0, length - 2);
    const iban = country + (digitsOnly.has(country) ? asDigits(body) : asDigits(body.slice(0, 2)) + body.slice(2));
    if (iban.length === length && isIban(iban)) found.add(iban);
    if (found.size >= most) break;
  }
  return [...found];
}

function asDigits(text: string): string {
  return text.replace(/[OQ]/gu, '0').replace(/[Il]/gu, '1').replace(/S/gu, '5').replace(/B/gu, '8');
}

/** ISO 7064 MOD 97-10 over the number with country and check digits at its end, letters as 10 to 35. */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]+$/u.test(iban) || iban.length !== lengths[iban.slice(0, 2)]) return false;
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    for (const digit of String(Number.parseInt(character, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}
