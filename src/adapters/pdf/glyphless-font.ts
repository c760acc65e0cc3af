/**
 * A font without shapes for invisible text: every character has the same empty glyph, half as wide as it is high.
 * A Type0 font with Identity-H codes given out as characters come, and a ToUnicode map back (ISO 32000-1 §9.7, §9.10.3),
 * so that any character of any script can be found and copied. The embedded TrueType file is made here.
 */
import { PDFString, type PDFContext, type PDFRef } from '@cantoo/pdf-lib';
import { emptyTrueType } from './empty-truetype.js';

/** Width of each character, in thousandths of the font size. */
export const glyphWidth = 500;
const ascent = 800;
const descent = -200;

/** Gives out the codes of one document's characters. */
export class GlyphlessFont {
  /** Character to code, from 1; 65,535 different characters are more than a scan has. */
  readonly #codes = new Map<string, number>();

  /** The text as a hexadecimal string of two-octet codes, and how many codes. */
  encode(text: string): { readonly hex: string; readonly count: number } {
    let hex = '';
    let count = 0;
    for (const char of text) {
      let code = this.#codes.get(char);
      if (code === undefined) {
        if (this.#codes.size >= 0xfffe) continue;
        code = this.#codes.size + 1;
        this.#codes.set(char, code);
      }
      hex += code.toString(16).padStart(4, '0');
      count++;
    }
    return { hex, count };
  }

  /** Writes the font as it is now; call it once, when all text is encoded. */
  embed(context: PDFContext, ref: PDFRef): void {
    const trueType = emptyTrueType({ width: glyphWidth, ascent, descent });
    const file = context.register(context.flateStream(trueType, { Length1: trueType.length }));
    const descriptor = context.register(
      context.obj({
        Type: 'FontDescriptor',
        FontName: 'GlyphLess',
        Flags: 5,
        FontBBox: [0, descent, glyphWidth, ascent],
        ItalicAngle: 0,
        Ascent: ascent,
        Descent: descent,
        CapHeight: ascent,
        StemV: 80,
        FontFile2: file,
      }),
    );
    // Every code is glyph 1.
    const map = new Uint8Array(2 * (this.#codes.size + 1));
    for (let code = 1; code <= this.#codes.size; code++) map[code * 2 + 1] = 1;
    const descendant = context.obj({
      Type: 'Font',
      Subtype: 'CIDFontType2',
      BaseFont: 'GlyphLess',
      CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
      FontDescriptor: descriptor,
      CIDToGIDMap: context.register(context.flateStream(map)),
      DW: glyphWidth,
    });
    context.assign(
      ref,
      context.obj({
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: 'GlyphLess',
        Encoding: 'Identity-H',
        DescendantFonts: [context.register(descendant)],
        ToUnicode: context.register(context.flateStream(this.#toUnicode())),
      }),
    );
  }

  #toUnicode(): string {
    const lines = [...this.#codes].map(([char, code]) => {
      const utf16 = Array.from({ length: char.length }, (_, i) => char.charCodeAt(i).toString(16).padStart(4, '0'));
      return `<${code.toString(16).padStart(4, '0')}> <${utf16.join('')}>`;
    });
    const sections: string[] = [];
    // At most 100 entries a section (Adobe Technical Note 5014).
    for (let i = 0; i < lines.length; i += 100) {
      const part = lines.slice(i, i + 100);
      sections.push(`${part.length} beginbfchar\n${part.join('\n')}\nendbfchar`);
    }
    return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
${sections.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
`;
  }
}
