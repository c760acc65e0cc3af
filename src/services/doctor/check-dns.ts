/** The records of the plan against those that DNS has. */
import type { DnsLookup, DnsRecord } from '../../mail/dns-records.js';
import type { Check, Finding } from './run-checks.js';

/** Told apart from others of the same name by how it begins; of each there may be one only. */
const kinds = ['v=spf1', 'v=DMARC1', 'v=STSv1', 'v=TLSRPTv1', 'v=DKIM1', 'v=UAAC1'];

export function checkDns(records: readonly DnsRecord[], dns: DnsLookup): Check {
  return {
    title: 'DNS records',
    async *run(signal) {
      // All at once: each waits for a server somewhere.
      yield* await Promise.all(records.map((record) => checkRecord(record, dns, signal)));
    },
  };
}

async function checkRecord(record: DnsRecord, dns: DnsLookup, signal: AbortSignal): Promise<Finding> {
  const subject = `${record.name} ${record.type}`;
  try {
    return { subject, ...(await judge(record, dns, signal)) };
  } catch (error) {
    const why = signal.aborted ? 'no answer in time' : error instanceof Error ? error.message : String(error);
    return { subject, status: 'unknown', detail: why };
  }
}

type Judgement = Omit<Finding, 'subject'>;

async function judge(record: DnsRecord, dns: DnsLookup, signal: AbortSignal): Promise<Judgement> {
  if (record.type === 'CNAME') return judgeAlias(record, dns, signal);
  const found = await dns.lookup(record.name, record.type, signal);
  if (record.type === 'TXT') return judgeText(record, found);
  const same = (value: string) => value.toLowerCase() === record.value.toLowerCase();
  if (found.some(same)) return { status: 'ok', detail: record.value };
  return missing(record, found);
}

/** An alias, or the same addresses: both lead there. */
async function judgeAlias(record: DnsRecord, dns: DnsLookup, signal: AbortSignal): Promise<Judgement> {
  const addresses = async (name: string): Promise<readonly string[]> => {
    const found = await Promise.all([dns.lookup(name, 'A', signal), dns.lookup(name, 'AAAA', signal)]);
    return found.flat();
  };
  const [there, wanted] = await Promise.all([addresses(record.name), addresses(record.value.replace(/\.$/, ''))]);
  if (there.length > 0 && there.every((address) => wanted.includes(address))) {
    return { status: 'ok', detail: `leads to ${there.join(', ')}` };
  }
  return missing(record, there);
}

function judgeText(record: DnsRecord, found: readonly string[]): Judgement {
  const kind = kinds.find((each) => record.value.startsWith(each)) ?? record.value;
  const ofKind = found.filter((text) => text.toLowerCase().startsWith(kind.toLowerCase()));
  if (ofKind.length > 1) {
    return { status: 'failure', detail: `There are ${ofKind.length} records that begin with ${kind}; leave one.` };
  }
  const [text] = ofKind;
  if (text === undefined) return missing(record, found);
  if (squeezed(text) === squeezed(record.value)) return { status: 'ok', detail: text };
  // Its policy is the operator's to choose; keys, digests and versions are not.
  if (kind === 'v=spf1' || kind === 'v=DMARC1' || kind === 'v=TLSRPTv1') return judgePolicy(kind, text, record);
  return { status: 'failure', detail: `It is "${text}"; it should be "${record.value}".` };
}

function judgePolicy(kind: string, text: string, record: DnsRecord): Judgement {
  if (kind === 'v=spf1' && /\s\+?all\s*$/.test(text)) {
    return { status: 'failure', detail: `"${text}" lets everybody send; it should be "${record.value}".` };
  }
  if (kind === 'v=DMARC1' && /;\s*p=none/.test(text)) {
    return { status: 'warning', detail: `"${text}" only watches; once reports look well: "${record.value}".` };
  }
  return { status: 'ok', detail: `"${text}"; we would have said "${record.value}"` };
}

function missing(record: DnsRecord, found: readonly string[]): Judgement {
  const status = record.need === 'required' ? 'failure' : 'warning';
  const instead = found.length === 0 ? 'It is not there' : `It is ${found.slice(0, 4).join(', ')}`;
  const want = record.type === 'TXT' ? `"${record.value}"` : record.value;
  return { status, detail: `${instead}; set it to ${want}: ${record.purpose}.` };
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '').replace(/;$/, '');
}
