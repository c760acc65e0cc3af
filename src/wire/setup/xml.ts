/** Writing XML (W3C XML 1.0): elements of text or of elements, nothing else. */

/** Markup, ready to stand in a document; made by `element` only. */
export interface Markup {
  readonly xml: string;
}

type Attributes = Readonly<Record<string, string>>;

/** Names come from the code, never from outside. */
export function element(
  name: string,
  content: string | number | readonly Markup[],
  attributes: Attributes = {},
): Markup {
  const head = `${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
    .join('')}`;
  if (!isMarkup(content)) return { xml: `<${head}>${escapeXml(String(content))}</${name}>` };
  if (content.length === 0) return { xml: `<${head}/>` };
  return { xml: `<${head}>\n${indent(content.map(({ xml }) => xml).join('\n'))}\n</${name}>` };
}

/** @param doctype of the formats that want one: whole, with its brackets */
export function xmlDocument(root: Markup, doctype?: string): Buffer {
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', ...(doctype === undefined ? [] : [doctype]), root.xml];
  return Buffer.from(`${lines.join('\n')}\n`);
}

/**
 * Text as it may stand in elements and in quoted attributes. §2.2: controls, halves of surrogate pairs and two
 * noncharacters cannot stand in XML in any form; they are left out. Line ends and tabs become blanks: nothing here has
 * lines, and a reader would take them for blanks in attributes anyway (§3.3.3).
 */
export function escapeXml(text: string): string {
  return text
    .replace(/[\t\n\r]+/gu, ' ')
    .replace(/[^\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/gu, (character) => entities[character] ?? '');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function isMarkup(content: string | number | readonly Markup[]): content is readonly Markup[] {
  return typeof content === 'object';
}

/** No text has lines (`escapeXml`), so that only markup moves. */
function indent(xml: string): string {
  return xml.replace(/^/gmu, '  ');
}
