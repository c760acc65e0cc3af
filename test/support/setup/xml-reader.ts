/** Reads XML as strictly as the formats here need it: well-formed, no entity but the five, nothing between elements. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** @throws Error what is not well-formed, and where */
export function readXml(octets: Buffer): XmlElement {
  const source = new TextDecoder('utf-8', { fatal: true }).decode(octets);
  const allowed = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
  if (!allowed.test(source)) throw new Error('a character that XML does not have');
  const tokens = source.split(/(<[^>]*>)/u).filter((token) => token !== '');
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  for (const token of tokens) {
    const top = open.at(-1)!;
    if (token.startsWith('<?') || token.startsWith('<!DOCTYPE')) continue;
    const closing = /^<\/([A-Za-z]+)>$/u.exec(token)?.[1];
    const opening = /^<([A-Za-z]+)((?: [A-Za-z]+="[^"<]*")*)(\/?)>$/u.exec(token);
    if (closing !== undefined) {
      if (closing !== top.name || open.length < 2) throw new Error(`</${closing}> ends <${top.name}>`);
      if (top.children.length > 0 && top.text.trim() !== '') throw new Error(`text beside elements in <${top.name}>`);
      open.pop();
    } else if (opening !== null) {
      const attributes = [...opening[2]!.matchAll(/ ([A-Za-z]+)="([^"]*)"/gu)];
      const element: Open = {
        name: opening[1]!,
        attributes: Object.fromEntries(attributes.map(([, name, value]) => [name!, plain(value!)])),
        children: [],
        text: '',
      };
      top.children.push(element);
      if (opening[3] === '') open.push(element);
    } else {
      top.text += plain(token);
    }
  }
  const [only, ...more] = root.children;
  if (open.length > 1 || only === undefined || more.length > 0) throw new Error('not one whole element');
  return only;
}

/** The elements of a name directly below, in order. */
export function below({ children }: XmlElement, name: string): readonly XmlElement[] {
  return children.filter((child) => child.name === name);
}

/** The text of the only element of that name. */
export function textOf(element: XmlElement, name: string): string {
  const found = below(element, name);
  if (found.length !== 1) throw new Error(`${found.length} <${name}> in <${element.name}>`);
  return found[0]!.text;
}

interface Open extends XmlElement {
  readonly children: XmlElement[];
  text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function plain(text: string): string {
  return text.replace(/&([^;]{0,10});?/gu, (whole, name: string) => {
    const value = entities[name];
    if (value === undefined || !whole.endsWith(';')) throw new Error(`${whole} is no entity here`);
    return value;
  });
}
