/** DNS records as an operator sets them, and the port by which they are looked up. */

export type DnsRecordType = 'A' | 'AAAA' | 'CNAME' | 'MX' | 'PTR' | 'SRV' | 'TXT';

export interface DnsRecord {
  /** Without the last dot; in A-labels. */
  readonly name: string;
  readonly type: DnsRecordType;
  /** As in a zone file but for TXT, which is one unquoted text: `0 1 993 mail.post.example.` */
  readonly value: string;
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** `required`: without it customers' mail apps or their mail fail; `wished`: things go better with it. */
  readonly need: 'required' | 'wished';
}

export interface DnsLookup {
  /**
   * The values of a name and type, in the form of `DnsRecord.value`, names in lower case; aliases are followed. Empty
   * when there are none.
   * @throws Error with words when it cannot be known now
   */
  lookup(name: string, type: Exclude<DnsRecordType, 'CNAME'>, signal?: AbortSignal): Promise<readonly string[]>;
}

/** RFC 1035 §5.1, §3.3: as a line of a zone file; TXT in strings of at most 255 octets. */
export function zoneLine({ name, type, value }: DnsRecord): string {
  const data = type === 'TXT' ? (value.match(/.{1,255}/gs) ?? ['']).map(quoted).join(' ') : value;
  return `${name}. IN ${type} ${data}`;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
