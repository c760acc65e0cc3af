/** Dates as IMAP writes them: RFC 9051 §9 date, date-time. */
import type { DateTime } from './syntax.js';
import type { TokenReader } from './token-reader.js';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const dayMs = 86_400_000;

// date-day is 1*2DIGIT. Names of months are case-insensitive, as all literal text in ABNF (RFC 5234 §2.3).
const datePattern = /^(\d{1,2})-([a-z]{3})-(\d{4})$/i;
const dateTimePattern = /^([ \d]\d)-([a-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})$/i;

/** Days since 1970-01-01 of a date, with or without quotes (search keys). */
export function parseDate(p: TokenReader): number {
  const expected = 'a date such as 1-Feb-2026';
  const { position } = p;
  const [, day, month, year] = datePattern.exec(p.astring(expected)) ?? p.fail(expected, position);
  const midnight = utcMidnight(Number(year), month!, Number(day)) ?? p.fail('a day of the calendar', position);
  return midnight / dayMs;
}

export function formatDate(day: number): string {
  const date = new Date(day * dayMs);
  return `${date.getUTCDate()}-${months[date.getUTCMonth()]!}-${year4(date)}`;
}

/** date-time: `" 1-Feb-2026 12:00:00 +0100"`. A leap second counts as the next minute's first. */
export function parseDateTime(p: TokenReader): DateTime {
  const expected = 'a date and time such as " 1-Feb-2026 12:00:00 +0100"';
  const { position } = p;
  if (p.peek() !== '"') p.fail(expected);
  const match = dateTimePattern.exec(p.string(expected)) ?? p.fail(expected, position);
  const [hour, minute, second, zoneHour, zoneMinute] = [4, 5, 6, 8, 9].map((group) => Number(match[group]));
  const midnight = utcMidnight(Number(match[3]), match[2]!, Number(match[1]!.trim()));
  if (midnight === undefined) p.fail('a day of the calendar', position);
  if (hour! > 23 || minute! > 59 || second! > 60) p.fail('a time of the day', position);
  if (zoneHour! > 23 || zoneMinute! > 59) p.fail('a time zone', position);
  // A zone of -0000 would otherwise give a negative zero.
  const zoneMinutes = (zoneHour! * 60 + zoneMinute!) * (match[7] === '-' ? -1 : 1) || 0;
  const seconds = (hour! * 60 + minute! - zoneMinutes) * 60 + second!;
  return { epochMs: midnight + seconds * 1000, zoneMinutes };
}

/** date-time with its quotes, as INTERNALDATE is sent (RFC 9051 §7.5.2). Parts of a second are cut off. */
export function formatInternalDate({ epochMs, zoneMinutes }: DateTime): string {
  const localMs = epochMs + zoneMinutes * 60_000;
  const day = Math.floor(localMs / dayMs);
  const second = Math.floor((localMs - day * dayMs) / 1000);
  const time = `${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}`;
  return `"${dayText(day)} ${time} ${zoneText(zoneMinutes)}"`;
}

/** Messages are listed by the thousand, and neighbours mostly came on one day. */
let lastDay: { readonly day: number; readonly text: string } | undefined;

function dayText(day: number): string {
  if (lastDay?.day !== day) {
    const date = new Date(day * dayMs);
    const number = String(date.getUTCDate()).padStart(2, ' ');
    lastDay = { day, text: `${number}-${months[date.getUTCMonth()]!}-${year4(date)}` };
  }
  return lastDay.text;
}

function zoneText(zoneMinutes: number): string {
  const zone = Math.abs(zoneMinutes);
  return `${zoneMinutes < 0 ? '-' : '+'}${two(Math.floor(zone / 60))}${two(zone % 60)}`;
}

function utcMidnight(year: number, monthName: string, day: number): number | undefined {
  const month = months.findIndex((name) => name.toLowerCase() === monthName.toLowerCase());
  if (month < 0) return undefined;
  // Date.UTC reads years below 100 as 19xx; setUTCFullYear does not.
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return date.getUTCDate() === day && date.getUTCMonth() === month ? date.getTime() : undefined;
}

const two = (number: number): string => (number < 10 ? `0${number}` : `${number}`);
const year4 = (date: Date): string => String(date.getUTCFullYear()).padStart(4, '0');
