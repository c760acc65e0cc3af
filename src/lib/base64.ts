/** Base64 by RFC 4648 §4, strictly: what is not well-formed is refused, not guessed. */

const wellFormed = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** @returns undefined when the text is no base64 with its padding; the bits left over need not be 0 */
export function decodeBase64(text: string): Buffer | undefined {
  return wellFormed.test(text) ? Buffer.from(text, 'base64') : undefined;
}
