/** Replies of other servers (RFC 5321 §4.2), made fit for logs, reports and the ledger. */

export interface SmtpReply {
  readonly code: number;
  /** RFC 3463; the server's own, or what its code comes to. */
  readonly status: string;
  /** Code and text in one line, at most 500 characters, without control characters. */
  readonly line: string;
}

const maxCharacters = 500;

/** What codes say of themselves (RFC 5321 §4.2.3, RFC 4954 §6, RFC 7504), where the server gives no enhanced status. */
const meanings: Readonly<Record<number, string>> = {
  421: '4.3.2',
  450: '4.2.0',
  451: '4.3.0',
  452: '4.3.1',
  454: '4.7.0',
  500: '5.5.2',
  501: '5.5.4',
  502: '5.5.1',
  503: '5.5.1',
  504: '5.5.4',
  521: '5.3.2',
  530: '5.7.0',
  535: '5.7.8',
  551: '5.1.6',
  552: '5.2.2',
  553: '5.1.3',
  556: '5.1.10',
};

/** @param response lines parted by LF, as received. @returns undefined when it is no reply */
export function readReply(response: string): SmtpReply | undefined {
  const code = Number(/^[2-5]\d\d(?=[ \n-]|$)/.exec(response)?.[0]);
  if (!code) return undefined;
  const lines = response.split('\n').map((line) => line.replace(/^\d{3}[ -]?/, ''));
  // RFC 2034 §4: the status stands on every line of a reply.
  const given = /^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)/.exec(lines[0] ?? '')?.[0];
  const texts = given ? lines.map((line) => (line.startsWith(given) ? line.slice(given.length) : line)) : lines;
  const text = texts.map((line) => line.trim()).join(' ');
  const fits = given?.[0] === String(code)[0];
  const status = given && fits ? given : (meanings[code] ?? `${String(code)[0]}.0.0`);
  return { code, status, line: oneLine([code, given, text].filter(Boolean).join(' ')) };
}

export function oneLine(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').replace(/ {2,}/g, ' ');
  return Array.from(plain.trim()).slice(0, maxCharacters).join('');
}

/** RFC 5321 §4.2.1: 5yz, the same again would be refused again. */
export function isPermanent({ code }: SmtpReply): boolean {
  return code >= 500;
}
