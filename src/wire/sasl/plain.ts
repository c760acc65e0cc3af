/** The PLAIN mechanism's message: RFC 4616 §2. */

export interface PlainMessage {
  /** RFC 4616 authzid, whom to act as; empty for the one who signs in. */
  readonly authorizationId: string;
  /** RFC 4616 authcid. */
  readonly user: string;
  readonly password: string;
}

/** RFC 4616 §2: each part has at most 255 octets. */
const partOctets = 255;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads `[authzid] NUL authcid NUL password`.
 *
 * @param octets the message, base64 already decoded
 * @returns undefined when it is no such message: not two NULs, no authcid or password, a part too long, not UTF-8
 */
export function parsePlain(octets: Buffer): PlainMessage | undefined {
  const first = octets.indexOf(0);
  const second = first < 0 ? -1 : octets.indexOf(0, first + 1);
  if (second < 0 || octets.indexOf(0, second + 1) >= 0) return undefined;
  const parts = [octets.subarray(0, first), octets.subarray(first + 1, second), octets.subarray(second + 1)];
  if (parts.some((part) => part.length > partOctets)) return undefined;
  try {
    const [authorizationId, user, password] = parts.map((part) => utf8.decode(part));
    // RFC 4616 §2: authcid and passwd are 1*SAFE.
    if (!user || !password) return undefined;
    return { authorizationId: authorizationId!, user, password };
  } catch {
    return undefined;
  }
}

/** The message as a client sends it. */
export function formatPlain({ authorizationId, user, password }: PlainMessage): Buffer {
  return Buffer.from(`${authorizationId}\0${user}\0${password}`);
}
