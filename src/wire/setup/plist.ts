/** Apple's property lists in XML: PropertyList-1.0.dtd, the part that profiles need. */
import { element, xmlDocument, type Markup } from './xml.js';

/** A number is an integer. */
export type PlistValue = string | number | boolean | readonly PlistValue[] | { readonly [key: string]: PlistValue };

const doctype =
  '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">';

export function formatPlist(value: PlistValue): Buffer {
  return xmlDocument(element('plist', [markup(value)], { version: '1.0' }), doctype);
}

function markup(value: PlistValue): Markup {
  if (typeof value === 'string') return element('string', value);
  if (typeof value === 'number') return element('integer', value);
  if (typeof value === 'boolean') return element(String(value), []);
  if (isList(value)) return element('array', value.map(markup));
  return element(
    'dict',
    Object.entries(value).flatMap(([key, each]) => [element('key', key), markup(each)]),
  );
}

function isList(value: readonly PlistValue[] | { readonly [key: string]: PlistValue }): value is readonly PlistValue[] {
  return Array.isArray(value);
}
