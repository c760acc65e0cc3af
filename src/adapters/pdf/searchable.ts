/** The PDF to deliver for a PDF scan: its own pages untouched, invisible text under them, nothing that acts. */
import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRef, type PDFContext, type PDFPage } from '@cantoo/pdf-lib';
import { removeActiveContent } from './active-content.js';
import { dropHiddenText } from './drop-hidden-text.js';
import { GlyphlessFont } from './glyphless-font.js';
import type { LayerPage } from './picture-pdf.js';
import { textLayer } from './text-layer.js';

/**
 * @param layers one for each page; undefined for a page that keeps its own text
 * @returns the octets as they came when there is nothing to add or to take out
 * @throws Error when the file is too broken to be written anew
 */
export async function searchablePdf(octets: Buffer, layers: readonly (LayerPage | undefined)[]): Promise<Buffer> {
  const document = await PDFDocument.load(octets, {
    updateMetadata: false,
    password: '',
    warnOnInvalidObjects: false,
    preserveXFA: true,
  });
  const { context } = document;
  const pages = document.getPages();
  if (pages.length !== layers.length) throw new Error('the page tree is read in different ways');
  const cleaned = removeActiveContent(context);
  const codes = new GlyphlessFont();
  const fontRef = context.nextRef();
  let added = false;
  for (const [index, page] of pages.entries()) {
    const layer = layers[index];
    if (!layer || layer.blocks.length === 0) continue;
    dropHiddenText(context, page);
    const name = freeFontName(page);
    addLayer(context, page, textLayer(layer.blocks, layer.toUser, { name, codes }), name, fontRef);
    added = true;
  }
  if (!added && !cleaned) return octets;
  if (added) codes.embed(context, fontRef);
  return Buffer.from(await document.save({ addDefaultPage: false, updateFieldAppearances: false }));
}

/**
 * Puts the text before the page's own content, where no setting of that content can reach it: invisible, it
 * covers nothing. Resources are copied first, since pages may share them.
 */
function addLayer(context: PDFContext, page: PDFPage, content: string, name: string, fontRef: PDFRef): void {
  const { node } = page;
  const layer = context.register(context.flateStream(content));
  const own = node.get(PDFName.of('Contents'));
  const resolved = own instanceof PDFRef ? context.lookup(own) : own;
  const parts = resolved instanceof PDFArray ? resolved.asArray() : own ? [own] : [];
  node.set(PDFName.of('Contents'), context.obj([layer, ...parts]));
  const resources = copyOf(context, node.Resources());
  const fonts = copyOf(context, resources.lookupMaybe(PDFName.of('Font'), PDFDict));
  fonts.set(PDFName.of(name), fontRef);
  resources.set(PDFName.of('Font'), fonts);
  node.set(PDFName.of('Resources'), resources);
}

function copyOf(context: PDFContext, dict: PDFDict | undefined): PDFDict {
  const copy = context.obj({});
  for (const [key, value] of dict?.entries() ?? []) copy.set(key, value);
  return copy;
}

function freeFontName(page: PDFPage): string {
  const fonts = page.node.Resources()?.lookupMaybe(PDFName.of('Font'), PDFDict);
  let name = 'Read';
  for (let i = 0; fonts?.has(PDFName.of(name)); i++) name = `Read${i}`;
  return name;
}
