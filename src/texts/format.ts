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
