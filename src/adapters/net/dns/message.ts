/** DNS messages: a question's octets, and an answer checked against it. */
import { randomInt } from 'node:crypto';
import {
  AUTHENTIC_DATA,
  RECURSION_DESIRED,
  decode,
  encode,
  type Answer,
  type DecodedPacket,
  type OptAnswer,
} from 'dns-packet';
import { DnsError } from './dns-error.js';
import { plainName, recordValue, type RecordValues, type WantedType } from './records.js';

export interface Question {
  /** Lower case, without the last dot. */
  readonly name: string;
  readonly type: WantedType;
}

export interface Reply {
  readonly exists: boolean;
  readonly authentic: boolean;
  /** Of the question's type, in any name. */
  readonly records: readonly { readonly name: string; readonly value: RecordValues[WantedType] }[];
  /** CNAME: from, to. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** What fits unfragmented (https://www.dnsflagday.net/2020/); larger answers come by TCP. */
const udpOctets = 1232;
/** More of one answer are not looked at. */
const maxRecords = 500;

const edns: OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: udpOctets,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};

/** RFC 6840 §5.7: AD in the question asks for AD in the answer, without the signatures that DO would bring. */
export function encodeQuestion({ name, type }: Question): { readonly id: number; readonly octets: Buffer } {
  const id = randomInt(0x10000);
  const octets = encode({
    type: 'query',
    id,
    flags: RECURSION_DESIRED | AUTHENTIC_DATA,
    questions: [{ name, type }],
    additionals: [edns],
  });
  return { id, octets };
}

/** @returns undefined when it answers something else: forged, or late for an earlier question */
export function decodeReply(octets: Buffer, id: number, question: Question): DecodedPacket | undefined {
  let packet: DecodedPacket;
  try {
    packet = decode(octets);
  } catch {
    return undefined;
  }
  const [asked, ...more] = packet.questions ?? [];
  const fits =
    packet.flag_qr && packet.id === id && more.length === 0 && asked !== undefined && asked.type === question.type;
  return fits && plainName(asked.name) === question.name ? packet : undefined;
}

/** RFC 1035 §4.1.1: RCODE. @throws DnsError on another than NOERROR and NXDOMAIN */
export function readReply(packet: DecodedPacket, { name, type }: Question): Reply {
  const code = (packet.flags ?? 0) & 0xf;
  if (code !== 0 && code !== 3) {
    throw new DnsError('server-failure', `the DNS server failed (RCODE ${code}) on ${type} of ${name}`);
  }
  const answers: readonly Answer[] = (packet.answers ?? []).slice(0, maxRecords);
  const aliases = new Map<string, string>();
  for (const answer of answers) {
    if (answer.type === 'CNAME') aliases.set(plainName(answer.name), plainName(answer.data));
  }
  const records = answers.flatMap((answer) => {
    const value = recordValue(answer, type);
    return value === undefined ? [] : [{ name: plainName(answer.name), value }];
  });
  return { exists: code === 0, authentic: packet.flag_ad, records, aliases };
}
