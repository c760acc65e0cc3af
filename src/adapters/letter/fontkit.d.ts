/** What of fontkit is used here; it brings no types. */
declare module 'fontkit' {
  export interface Font {
    hasGlyphForCodePoint(codePoint: number): boolean;
  }
  export function create(octets: Uint8Array): Font;
}
