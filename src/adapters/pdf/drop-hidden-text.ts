/** A page of a loaded PDF without the invisible text it came with, in its own content and the forms it draws. */
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  PDFName,
  PDFRawStream,
  PDFRef,
  type PDFContext,
  type PDFObject,
  type PDFPage,
} from '@cantoo/pdf-lib';
import { withoutHiddenText } from './hidden-text.js';

/** Forms looked into on a page. */
const mostForms = 100;

/** Content that cannot be decoded or understood stays as it is. */
export function dropHiddenText(context: PDFContext, page: PDFPage): void {
  const { node } = page;
  const own = lookup(context, node.get(PDFName.of('Contents')));
  const parts = own instanceof PDFArray ? own.asArray().map((part) => lookup(context, part)) : [own];
  const octets = parts.map((part) => (part instanceof PDFRawStream ? decode(part) : undefined));
  if (octets.length > 0 && octets.every((part) => part !== undefined)) {
    // One operator may begin in one stream and end in the next: they are one content.
    const cleaned = withoutHiddenText(Buffer.concat(octets.flatMap((part) => [part, Buffer.from('\n')])));
    if (cleaned) node.set(PDFName.of('Contents'), context.register(context.flateStream(cleaned)));
  }
  const forms = node.Resources()?.lookupMaybe(PDFName.of('XObject'), PDFDict)?.values() ?? [];
  for (const ref of forms.slice(0, mostForms)) {
    const form = lookup(context, ref);
    if (!(ref instanceof PDFRef) || !(form instanceof PDFRawStream)) continue;
    if (form.dict.get(PDFName.of('Subtype')) !== PDFName.of('Form')) continue;
    const content = decode(form);
    const cleaned = content && withoutHiddenText(content);
    if (!cleaned) continue;
    const stream = context.flateStream(cleaned);
    for (const [key, value] of form.dict.entries())
      if (!['Filter', 'DecodeParms', 'Length'].includes(key.decodeText())) stream.dict.set(key, value);
    context.assign(ref, stream);
  }
}

function decode(stream: PDFRawStream): Uint8Array | undefined {
  try {
    return decodePDFRawStream(stream).decode();
  } catch {
    return undefined;
  }
}

function lookup(context: PDFContext, object: PDFObject | undefined): PDFObject | undefined {
  return object instanceof PDFRef ? context.lookup(object) : object;
}
