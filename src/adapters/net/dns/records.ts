/** The records that mail needs, as values. */
import type { Answer } from 'dns-packet';

export interface MxRecord {
  readonly preference: number;
  /** Lower case, without the last dot; empty: the null MX (RFC 7505). */
  readonly exchange: string;
}

/** RFC 6698 §2.1. */
export interface TlsaRecord {
  readonly usage: number;
  readonly selector: number;
  readonly matchingType: number;
  readonly data: Buffer;
}

/** RFC 2782. */
export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  /** Lower case, without the last dot; empty: there is no such service. */
  readonly target: string;
}

export interface RecordValues {
  readonly A: string;
  readonly AAAA: string;
  readonly MX: MxRecord;
  /** The strings of one record, joined (RFC 7208 §3.3, RFC 8461 §3.1). */
  readonly TXT: string;
  readonly TLSA: TlsaRecord;
  readonly SRV: SrvRecord;
  /** Lower case, without the last dot. */
  readonly PTR: string;
}

export type WantedType = keyof RecordValues;

/** @returns undefined for a record of another type */
export function recordValue(answer: Answer, type: WantedType): RecordValues[WantedType] | undefined {
  if (answer.type !== type) return undefined;
  switch (answer.type) {
    case 'A':
    case 'AAAA':
      return answer.data;
    case 'MX':
      return { preference: answer.data.preference ?? 0, exchange: plainName(answer.data.exchange) };
    case 'TXT':
      return [answer.data].flat().map(String).join('');
    case 'TLSA': {
      const { usage, selector, matchingType, certificate } = answer.data;
      return { usage, selector, matchingType, data: certificate };
    }
    case 'SRV': {
      const { priority = 0, weight = 0, port, target } = answer.data;
      return { priority, weight, port, target: plainName(target) };
    }
    case 'PTR':
      return plainName(answer.data);
    default:
      return undefined;
  }
}

/** Lower case, without the last dot. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

/** Can be asked for: RFC 1035 §2.3.4. Anything else cannot exist. */
export function isName(name: string): boolean {
  if (name.length === 0 || name.length > 253) return false;
  return name.split('.').every((label) => /^[\x21-\x2d\x2f-\x7e]{1,63}$/.test(label));
}
