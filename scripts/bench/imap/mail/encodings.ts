/** How the invented letters are written down: RFC 2045 bodies, RFC 2047 headers, RFC 5322 and IMAP dates. */

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const twoDigits = (value: number): string => String(value).padStart(2, '0');

function clock(date: Date): string {
  return `${[date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':')} +0000`;
}

/** RFC 5322 §3.3. */
export function headerDate(date: Date): string {
  const month = months[date.getUTCMonth()];
  return `${days[date.getUTCDay()]}, ${date.getUTCDate()} ${month} ${date.getUTCFullYear()} ${clock(date)}`;
}

/** RFC 9051 §9 `date-time`, without quotes. */
export function imapDate(date: Date): string {
  const day = String(date.getUTCDate()).padStart(2, ' ');
  return `${day}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()} ${clock(date)}`;
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/** Encoded words when the text needs them. */
export function headerText(text: string): string {
  if (isAscii(text)) return text;
  const words: string[] = [];
  let current = '';
  for (const character of text) {
    // RFC 2047 §2: an encoded word has 75 characters at most.
    if (Buffer.byteLength(current + character) > 42) {
      words.push(current);
      current = '';
    }
    current += character;
  }
  words.push(current);
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join('\r\n ');
}

export function headerMailbox(name: string, address: string): string {
  return `${isAscii(name) ? `"${name}"` : headerText(name)} <${address}>`;
}

export function base64Lines(octets: Buffer): string {
  return octets.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n');
}

export function quotedPrintable(text: string): string {
  const lines: string[] = [];
  for (const line of text.split('\r\n')) {
    let current = '';
    for (const octet of Buffer.from(line)) {
      const literal = octet >= 0x20 && octet <= 0x7e && octet !== 0x3d;
      const piece = literal ? String.fromCharCode(octet) : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
      if (current.length + piece.length > 75) {
        lines.push(`${current}=`);
        current = '';
      }
      current += piece;
    }
    lines.push(current.endsWith(' ') ? `${current.slice(0, -1)}=20` : current);
  }
  return lines.join('\r\n');
}
