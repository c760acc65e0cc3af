/** Plain readings of MIME for tests to compare with: whole messages in memory, by the letter of the RFCs. */
import type { FetchValue } from './fetch-client.js';

/** A part as BODYSTRUCTURE tells of it. */
export interface ToldPart {
  /** `1.2`; empty for a message that is a multipart itself. */
  readonly number: string;
  readonly kind: 'leaf' | 'multipart' | 'message';
  readonly type: string;
  readonly subtype: string;
  readonly encoding: string;
  /** Of multiparts undefined: BODYSTRUCTURE does not tell. */
  readonly octets: number | undefined;
  /** Of text and messages. */
  readonly lines: number | undefined;
}

/** All parts of a BODY or BODYSTRUCTURE with their numbers: RFC 9051 §6.4.5.1, §7.5.2. */
export function toldParts(structure: FetchValue): readonly ToldPart[] {
  const parts: ToldPart[] = [];
  const read = (value: FetchValue, number: string, whole: boolean): void => {
    if (!isList(value)) throw new Error('a part is a list');
    const below = (n: number): string => (number === '' ? String(n) : `${number}.${n}`);
    if (isList(value[0])) {
      const children = value.slice(
        0,
        value.findIndex((each) => !isList(each)),
      );
      const subtype = string(value[children.length]);
      const none = { encoding: '7bit', octets: undefined, lines: undefined };
      parts.push({ number, kind: 'multipart', type: 'multipart', subtype, ...none });
      for (const [index, child] of children.entries()) read(child, below(index + 1), false);
      return;
    }
    // A message that is no multipart has one part, and that is its body.
    const own = whole ? below(1) : number;
    const [type, subtype] = [string(value[0]), string(value[1])];
    const kind = type === 'message' && Array.isArray(value[7]) ? 'message' : 'leaf';
    const lines = kind === 'message' ? Number(value[9]) : type === 'text' ? Number(value[7]) : undefined;
    parts.push({
      ...{ number: own, kind, type, subtype, encoding: string(value[5]), octets: Number(value[6]), lines },
    });
    if (kind !== 'message') return;
    const inside = value[8]!;
    if (isList(inside) && isList(inside[0])) {
      const children = inside.slice(
        0,
        inside.findIndex((each) => !isList(each)),
      );
      for (const [index, child] of children.entries()) read(child, `${own}.${index + 1}`, false);
    } else read(inside, `${own}.1`, false);
  };
  read(structure, '', true);
  return parts;
}

/** BODY is BODYSTRUCTURE without what RFC 9051 §7.5.2 calls extension data. */
export function withoutExtensions(structure: FetchValue): FetchValue {
  if (!isList(structure)) throw new Error('a part is a list');
  if (isList(structure[0])) {
    const count = structure.findIndex((each) => !isList(each));
    return [...structure.slice(0, count).map(withoutExtensions), structure[count]!];
  }
  if (string(structure[0]) === 'message' && Array.isArray(structure[7])) {
    return [...structure.slice(0, 8), withoutExtensions(structure[8]!), structure[9]!];
  }
  return structure.slice(0, string(structure[0]) === 'text' ? 8 : 7);
}

const isList = (value: FetchValue | undefined): value is readonly FetchValue[] => Array.isArray(value);

function string(value: FetchValue | undefined): string {
  if (!Buffer.isBuffer(value)) throw new Error('expected a string');
  return value.toString('latin1').toLowerCase();
}

/** The fields of a header picked by name, line by line: RFC 9051 §6.4.5.1. */
export function pickFields(header: Buffer, names: readonly string[], not: boolean): Buffer {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const lines = header.toString('latin1').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const fields: string[] = [];
  let emptyLine = '\r\n';
  for (const line of lines) {
    if (/^\r?\n$/.test(line)) {
      emptyLine = line;
      break;
    }
    if (fields.length > 0 && /^[ \t]/.test(line)) fields.push(fields.pop()! + line);
    else fields.push(line);
  }
  const nameOf = (field: string): string => (/^([^:\n]*):/.exec(field)?.[1] ?? '').trimEnd().toLowerCase();
  const picked = fields.filter((field) => wanted.has(nameOf(field)) !== not).join('');
  const ended = picked === '' || picked.endsWith('\n') ? picked : `${picked}\r\n`;
  return Buffer.from(ended + emptyLine, 'latin1');
}

/**
 * What a part holds, where its encoding is kept to the letter.
 * @returns undefined where it is not: what it then means is a matter of taste
 */
export function strictlyDecoded(content: Buffer, encoding: string): Buffer | undefined {
  const text = content.toString('latin1');
  if (/^(7bit|8bit|binary)$/i.test(encoding)) return content;
  if (/^base64$/i.test(encoding)) {
    const packed = text.replace(/[ \t\r\n]/g, '');
    if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined;
    return Buffer.from(packed, 'base64');
  }
  if (/^quoted-printable$/i.test(encoding)) {
    if (/=(?![0-9A-F]{2}|\r\n)/.test(text) || /[ \t](\r?\n|$)/.test(text)) return undefined;
    const decoded = text.replace(/=\r\n|=([0-9A-F]{2})/g, (_, digits?: string) =>
      digits === undefined ? '' : String.fromCharCode(Number.parseInt(digits, 16)),
    );
    return Buffer.from(decoded, 'latin1');
  }
  return undefined;
}
