/** The wall clock of a time zone, for what people read and for `Date:`. */

interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function wall(ms: number, timeZone: string): Wall {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
  };
}

const two = (n: number) => String(n).padStart(2, '0');

/** `YYYY-MM-DD` there. @throws RangeError unknown time zone */
export function localDay(ms: number, timeZone: string): string {
  const { year, month, day } = wall(ms, timeZone);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** `HH:MM` there. */
export function localTime(ms: number, timeZone: string): string {
  const { hour, minute } = wall(ms, timeZone);
  return `${two(hour)}:${two(minute)}`;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** RFC 5322 §3.3 date-time, with the zone's offset at that moment. */
export function mailDate(ms: number, timeZone: string): string {
  const whole = Math.floor(ms / 1000) * 1000;
  const { year, month, day, hour, minute, second } = wall(whole, timeZone);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const offset = Math.round((asUtc - whole) / 60_000);
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`;
  const weekday = weekdays[new Date(asUtc).getUTCDay()];
  return `${weekday}, ${day} ${months[month - 1]} ${year} ${two(hour)}:${two(minute)}:${two(second)} ${zone}`;
}

const quarterMs = 15 * 60_000;

/** The first moment of a day there, in ms since 1970; where clocks skip midnight, when they show the day first. */
export function startOfDay(day: string, timeZone: string): number {
  let ms = Date.parse(`${day}T00:00:00Z`);
  // Zones differ from UTC by quarters of an hour, and by 26 hours at most from each other.
  while (localDay(ms, timeZone) >= day) ms -= 12 * 4 * quarterMs;
  while (localDay(ms, timeZone) < day) ms += quarterMs;
  return ms;
}

/** The calendar day after. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 4 * quarterMs).toISOString().slice(0, 10);
}
