/** Postal addresses of customers. */
import { cleanLine } from '../../lib/clean-text.js';

/** What a window shows below the name. */
const mostLines = 6;
const lineCharacters = 100;

/**
 * Empty lines are left out: one of them alone removes the address.
 * @throws RangeError more than six lines, or one of more than 100 characters
 */
export function checkPostalLines(lines: readonly string[]): readonly string[] {
  const written = lines.map((line) => cleanLine(line, lineCharacters + 1)).filter(Boolean);
  if (written.length > mostLines || written.some((line) => line.length > lineCharacters)) {
    throw new RangeError(`A postal address has at most ${mostLines} lines of at most ${lineCharacters} characters.`);
  }
  return written;
}
