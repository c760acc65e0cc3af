/** RFC 8970: one line that says what a message is about. */

/** §4.1: at most 256 characters; phones show far fewer. */
export const previewCharacters = 200;

/** The first words of a text, white space run together, cut at a word's end where one is near; empty for no text. */
export function previewOf(text: string): string {
  // Blank lines and rulers at the top of a letter can be long, so look at some more than is kept.
  const line = text
    .slice(0, previewCharacters * 20)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const characters = [...line];
  if (characters.length <= previewCharacters) return line;
  const cut = characters.slice(0, previewCharacters - 1).join('');
  const blank = cut.lastIndexOf(' ');
  return `${blank > previewCharacters / 2 ? cut.slice(0, blank) : cut}…`;
}
