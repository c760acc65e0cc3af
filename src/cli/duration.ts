/** Durations as admins write them. */
const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** @returns ms, or undefined when it is not a number with a unit of s, m, h, d, w; at most ten years */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhdw])$/.exec(text.trim()) ?? [];
  if (count === undefined || unit === undefined) return undefined;
  const ms = Number(count) * unitMs[unit]!;
  return ms <= 3660 * unitMs['d']! ? ms : undefined;
}
