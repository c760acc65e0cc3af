/** The PLAIN mechanism's message: RFC 4616 §2. */

export interface PlainMessage {
  /** Whom to act as; empty for the one who signs in. */
  readonly authzid: string;
  readonly authcid: string;
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
export function parsePlainMessage(octets: Buffer): PlainMessage | undefined {
  const first = octets.indexOf(0);
  const second = first < 0 ? -1 : octets.indexOf(0, first + 1);
  if (second < 0 || octets.indexOf(0, second + 1) >= 0) return undefined;
  const parts = [octets.subarray(0, first), octets.subarray(first + 1, second), octets.subarray(second + 1)];
  if (parts.some((part) => part.length > partOctets)) return undefined;
  try {
    const [authzid, authcid, password] = parts.map((part) => utf8.decode(part));
    // RFC 4616 §2: authcid and passwd are 1*SAFE.
    if (!authcid || !password) return undefined;
    return { authzid: authzid!, authcid, password };
  } catch {
    return undefined;
  }
}

/** The message as a client sends it. */
export function formatPlainMessage({ authzid, authcid, password }: PlainMessage): Buffer {
  return Buffer.from(`${authzid}\0${authcid}\0${password}`);
}
