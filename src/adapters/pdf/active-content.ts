/**
 * What a PDF may do by itself, taken out: scripts, actions at opening, launching, forms that send, embedded files,
 * media. Bookmarks and links within the document and to the web stay; nothing of that acts without a click.
 */
import { PDFArray, PDFDict, PDFName, PDFRef, PDFStream, type PDFContext, type PDFObject } from '@cantoo/pdf-lib';

/** Action types that stay (ISO 32000-1 table 198). */
const harmlessActions = new Set(['GoTo', 'URI', 'Named']);
/** Entries that act, or carry files, wherever they stand. */
const activeKeys = [
  'OpenAction',
  'AA',
  'JS',
  'JavaScript',
  'EmbeddedFiles',
  'EF',
  'AF',
  'XFA',
  'RichMediaContent',
  'Collection',
];
/** Annotations that hold files or media. */
const activeAnnotations = new Set(['FileAttachment', 'RichMedia', 'Screen', 'Movie', 'Sound', '3D']);

/** @returns whether anything was taken out */
export function removeActiveContent(context: PDFContext): boolean {
  let removed = false;
  for (const [, object] of context.enumerateIndirectObjects()) if (clean(context, object)) removed = true;
  if (removed) dropUnreachable(context);
  return removed;
}

/** Walks one object down to its references, without recursion: nesting is the file's choice. */
function clean(context: PDFContext, root: PDFObject): boolean {
  let removed = false;
  const stack: PDFObject[] = [root];
  for (let object = stack.pop(); object; object = stack.pop()) {
    if (object instanceof PDFStream) stack.push(object.dict);
    else if (object instanceof PDFArray) {
      for (let i = object.size() - 1; i >= 0; i--) {
        const item = object.get(i);
        if (isActiveAnnotation(context, item)) {
          object.remove(i);
          removed = true;
        } else stack.push(item);
      }
    } else if (object instanceof PDFDict) {
      if (cleanDict(context, object)) removed = true;
      for (const [, value] of object.entries()) if (!(value instanceof PDFRef)) stack.push(value);
    }
  }
  return removed;
}

function cleanDict(context: PDFContext, dict: PDFDict): boolean {
  let removed = false;
  for (const key of activeKeys) if (dict.delete(PDFName.of(key))) removed = true;
  // A chain of actions, and the action of a link, bookmark or button.
  for (const key of ['A', 'Next', 'PA']) {
    const action = lookup(context, dict.get(PDFName.of(key)));
    const type = action instanceof PDFDict ? nameOf(context, action.get(PDFName.of('S'))) : undefined;
    if (type !== undefined && !harmlessActions.has(type) && isAction(type)) {
      dict.delete(PDFName.of(key));
      removed = true;
    }
  }
  return removed;
}

/** `A` and `Next` mean other things elsewhere (outline items are linked by `Next`): only known actions count. */
const actions = new Set(
  (
    'GoToR GoToE GoToDp Launch Thread Sound Movie Hide SubmitForm ResetForm ImportData JavaScript SetOCGState ' +
    'Rendition Trans GoTo3DView RichMediaExecute'
  ).split(' '),
);
function isAction(type: string): boolean {
  return actions.has(type);
}

function isActiveAnnotation(context: PDFContext, item: PDFObject): boolean {
  const annotation = lookup(context, item);
  if (!(annotation instanceof PDFDict) || annotation.get(PDFName.of('Rect')) === undefined) return false;
  const subtype = nameOf(context, annotation.get(PDFName.of('Subtype')));
  return subtype !== undefined && activeAnnotations.has(subtype);
}

function lookup(context: PDFContext, object: PDFObject | undefined): PDFObject | undefined {
  return object instanceof PDFRef ? context.lookup(object) : object;
}

function nameOf(context: PDFContext, object: PDFObject | undefined): string | undefined {
  const name = lookup(context, object);
  return name instanceof PDFName ? name.decodeText() : undefined;
}

/** Deletes what nothing leads to any more: an embedded file would else still lie in the PDF. */
function dropUnreachable(context: PDFContext): void {
  const { Root, Info, ID } = context.trailerInfo;
  const stack: PDFObject[] = [Root, Info, ID].filter((object) => object !== undefined);
  const seen = new Set<PDFObject>();
  for (let object = stack.pop(); object; object = stack.pop()) {
    if (seen.has(object)) continue;
    seen.add(object);
    if (object instanceof PDFRef) {
      const target = context.lookup(object);
      if (target) stack.push(target);
    } else if (object instanceof PDFStream) stack.push(object.dict);
    else if (object instanceof PDFArray) for (const item of object.asArray()) stack.push(item);
    else if (object instanceof PDFDict) for (const [, value] of object.entries()) stack.push(value);
  }
  for (const [ref] of context.enumerateIndirectObjects()) if (!seen.has(ref)) context.delete(ref);
}
