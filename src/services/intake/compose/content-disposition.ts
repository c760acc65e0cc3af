/** `Content-Disposition: attachment` with a file name of any characters: RFC 2183, RFC 2231 §3 and §4. */

/** Octets of a parameter's value on one line, so that lines stay below 78. */
const pieceLength = 54;

/**
 * The header's value, folded. Every piece is percent-encoded: no quoting, and no blank at a fold, that a parser
 * might see differently. (`name` of Content-Type says the same in encoded words, for those that know no RFC 2231.)
 */
export function attachmentDisposition(fileName: string): string {
  const pieces: string[] = [];
  let piece = "UTF-8''";
  for (const character of fileName) {
    const encoded = encodeCharacter(character);
    if (piece.length + encoded.length > pieceLength) {
      pieces.push(piece);
      piece = '';
    }
    piece += encoded;
  }
  pieces.push(piece);
  const parameters =
    pieces.length === 1 ? [`filename*=${piece}`] : pieces.map((value, index) => `filename*${index}*=${value}`);
  return ['attachment', ...parameters].join(';\r\n ');
}

/** RFC 2231 §7 attribute-char goes as it is. */
function encodeCharacter(character: string): string {
  if (/^[A-Za-z0-9!#$&+\-.^_`{|}~]$/u.test(character)) return character;
  return Array.from(Buffer.from(character), (octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join(
    '',
  );
}
