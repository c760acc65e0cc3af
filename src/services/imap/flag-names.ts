/** Which flags a client may set: RFC 9051 §2.3.2. */
import { systemFlag } from '../../mail/flags.js';
import { Refusal } from './errors.js';
import { bad, no } from './responses.js';

/** Longest keyword in octets. */
const longestKeyword = 200;

/** @throws Refusal: `\Recent`, `\Anything` unknown, or a keyword too long */
export function checkFlags(flags: readonly string[]): void {
  for (const flag of flags) {
    // RFC 3501 §2.3.2: \Recent is the session's; clients that copy it from a FETCH mean no harm, and the domain drops it.
    if (flag.startsWith('\\') && !systemFlag(flag) && flag.toLowerCase() !== '\\recent') {
      throw new Refusal(bad('There is no such system flag'));
    }
    if (flag.length > longestKeyword) throw new Refusal(no('This keyword is too long', 'LIMIT'));
  }
}
