/** ESMTP parameters behind a path: RFC 5321 §4.1.2 Mail-parameters and Rcpt-parameters. */
import { SmtpSyntaxError } from './syntax-error.js';

/** Keywords in capitals, to their values; undefined for one without. */
export type Parameters = ReadonlyMap<string, string | undefined>;

const maxParameters = 20;
const keyword = /^[A-Za-z0-9][A-Za-z0-9-]*$/;
/** esmtp-value, and beyond ASCII as RFC 6531 §3.3 (the addresses of RFC 6533 §3). */
const value = /^[\x21-\x3c\x3e-\x7e\u00a1-\u{10ffff}]+$/u;

/** @param text what follows the path: nothing, or a blank and parameters. @throws SmtpSyntaxError */
export function parseParameters(text: string): Parameters {
  const parameters = new Map<string, string | undefined>();
  if (text.trimEnd() === '') return parameters;
  if (!text.startsWith(' ')) throw new SmtpSyntaxError('5.5.4', 'a blank is missing behind the address');
  for (const each of text.trim().split(/ +/)) {
    const [, name = each, given] = /^([^=]*)=(.*)$/.exec(each) ?? [];
    const key = name.toUpperCase();
    if (!keyword.test(name) || (given !== undefined && !value.test(given))) {
      throw new SmtpSyntaxError('5.5.4', 'a parameter is malformed');
    }
    // RFC 3461 §4 says so for its own: each once.
    if (parameters.has(key)) throw new SmtpSyntaxError('5.5.4', `${key} is given twice`);
    if (parameters.size >= maxParameters) throw new SmtpSyntaxError('5.5.4', 'too many parameters');
    parameters.set(key, given);
  }
  return parameters;
}
