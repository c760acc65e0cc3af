/** Small pieces that the languages share. */

/** @param iso `YYYY-MM-DD` or `YYYY-MM` */
export function isoParts(iso: string): { year: string; month: number; day: number | undefined } {
  const [year = '', month, day] = iso.split('-');
  return { year, month: Number(month), day: day === undefined ? undefined : Number(day) };
}

const named = 6;

/** "2", "2 and 3", "2, 3 and 5", "2, 3, 4, 5, 6, 7 and 12 more". */
export function joinNumbers(numbers: readonly number[], and: string, more: string): string {
  const parts = numbers.slice(0, named).map(String);
  const rest = numbers.length - parts.length;
  const last = rest > 0 ? `${rest} ${more}` : parts.pop();
  return parts.length === 0 ? (last ?? '') : `${parts.join(', ')} ${and} ${last}`;
}

/** Hundredths with two decimals and groups of three: 128450 is "1.284,50" or "1,284.50". */
export function groupedNumber(cents: number, group: string, point: string): string {
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(?:\d{3})+$)/gu, group);
  return `${whole}${point}${String(cents % 100).padStart(2, '0')}`;
}

const signs: Readonly<Record<string, string>> = { EUR: '€', GBP: '£', USD: '$' };

/** @param currency ISO 4217; one without a sign that everybody knows stays as it is */
export function currencySign(currency: string): string {
  return signs[currency] ?? currency;
}
