/** A text for people as one line of ASCII, which every client shows; never empty. */
export function asciiLine(text: string): string {
  if (/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)) return text;
  const ascii = text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  return ascii.replace(/[^\x20-\x7e]+/g, ' ').trim() || 'Failed';
}
