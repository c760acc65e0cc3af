/** What the test resolver knows: records by name and type, and names that fail. */
import type { Answer, MxData, RecordType, SrvData, TlsaData } from 'dns-packet';

/** Values of a record, as `dns-packet` has them; TXT as one text, cut into strings of 255 octets when sent. */
export interface ZoneRecords {
  readonly A: string;
  readonly AAAA: string;
  readonly CNAME: string;
  readonly MX: MxData;
  readonly TXT: string;
  readonly TLSA: TlsaData;
  readonly SRV: SrvData;
  readonly PTR: string;
}

/** `silent`: no answer at all; `truncated`: cut by UDP whatever its size. */
export type ZoneFault = 'SERVFAIL' | 'REFUSED' | 'NXDOMAIN' | 'silent' | 'truncated';

export interface ZoneAnswer {
  readonly answers: readonly Answer[];
  /** RFC 1035 §4.1.1: RCODE. */
  readonly code: number;
  readonly authentic: boolean;
  readonly silent: boolean;
  readonly truncated: boolean;
}

const codes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };
/** A resolver follows chains this far; a loop ends as SERVFAIL. */
const maxChain = 16;

export class Zone {
  readonly #records = new Map<string, Answer[]>();
  readonly #faults = new Map<string, ZoneFault>();
  readonly #signed = new Set<string>();

  add<T extends keyof ZoneRecords>(name: string, type: T, ...values: readonly ZoneRecords[T][]): this {
    const list = this.#records.get(key(name, type)) ?? [];
    for (const data of values) {
      const sent = type === 'TXT' ? pieces(data as string) : data;
      list.push({ name, type, ttl: 60, data: sent } as Answer);
    }
    this.#records.set(key(name, type), list);
    return this;
  }

  /** A mail server for a domain: MX and its address, loopback unless said. */
  mail(domain: string, exchange: string, { preference = 10, address = '127.0.0.1' } = {}): this {
    this.add(domain, 'MX', { preference, exchange });
    if (!this.#records.has(key(exchange, 'A'))) this.add(exchange, 'A', address);
    return this;
  }

  remove(name: string, type: keyof ZoneRecords): this {
    this.#records.delete(key(name, type));
    return this;
  }

  /** @param type `ANY`: whatever is asked of that name */
  fail(name: string, type: RecordType | 'ANY', fault: ZoneFault): this {
    this.#faults.set(key(name, type), fault);
    return this;
  }

  /** Forgets a name's records and faults, and those below it. */
  heal(domain: string): this {
    for (const known of [this.#records, this.#faults]) {
      for (const each of [...known.keys()]) {
        const of = each.slice(0, each.indexOf(' '));
        if (of === domain.toLowerCase() || of.endsWith(`.${domain.toLowerCase()}`)) known.delete(each);
      }
    }
    return this;
  }

  /** Names at and below it are answered with AD (RFC 4035 §3.2.3). */
  sign(...domains: readonly string[]): this {
    for (const domain of domains) this.#signed.add(domain.toLowerCase());
    return this;
  }

  answer(name: string, type: RecordType): ZoneAnswer {
    const answers: Answer[] = [];
    let authentic = true;
    let at = name;
    for (let steps = 0; steps <= maxChain; steps++) {
      const fault = this.#faults.get(key(at, type)) ?? this.#faults.get(key(at, 'ANY'));
      authentic &&= this.#isSigned(at);
      if (fault && fault !== 'truncated') {
        const code = fault === 'silent' ? 0 : codes[fault];
        return {
          answers: [],
          code,
          authentic: fault === 'NXDOMAIN' && authentic,
          silent: fault === 'silent',
          truncated: false,
        };
      }
      const found = this.#records.get(key(at, type));
      const alias = this.#records.get(key(at, 'CNAME'))?.[0];
      if (found || !alias || alias.type !== 'CNAME') {
        const code = found || answers.length > 0 || this.#exists(at) ? codes.NOERROR : codes.NXDOMAIN;
        answers.push(...(found ?? []));
        return { answers, code, authentic, silent: false, truncated: fault === 'truncated' };
      }
      answers.push(alias);
      at = alias.data;
    }
    return { answers: [], code: codes.SERVFAIL, authentic: false, silent: false, truncated: false };
  }

  /** Also as an empty non-terminal (RFC 8020). */
  #exists(name: string): boolean {
    const wanted = name.toLowerCase();
    return [...this.#records.keys()].some((known) => {
      const of = known.slice(0, known.indexOf(' '));
      return of === wanted || of.endsWith(`.${wanted}`);
    });
  }

  #isSigned(name: string): boolean {
    const wanted = name.toLowerCase();
    return [...this.#signed].some((domain) => wanted === domain || wanted.endsWith(`.${domain}`));
  }
}

function key(name: string, type: string): string {
  return `${name.toLowerCase().replace(/\.$/, '')} ${type}`;
}

function pieces(text: string): Buffer[] {
  const octets = Buffer.from(text);
  const strings: Buffer[] = [];
  for (let at = 0; at < octets.length || at === 0; at += 255) strings.push(octets.subarray(at, at + 255));
  return strings;
}
