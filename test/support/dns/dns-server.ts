/** A resolver on loopback, UDP and TCP (RFC 1035), that answers from a table, and fails where it is told to. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import * as packet from 'dns-packet';
import { Zone, type ZoneAnswer } from './zone.js';

export interface DnsServer {
  /** As `dns.servers` has it: `127.0.0.1:5353`. */
  readonly address: string;
  readonly zone: Zone;
  /** `MX example.org udp`, in order. */
  readonly queries: string[];
  close(): Promise<void>;
}

/** What one UDP answer holds without EDNS; larger ones are cut, and asked for again by TCP. */
const plainUdpOctets = 512;

export async function startDnsServer(): Promise<DnsServer> {
  const zone = new Zone();
  const queries: string[] = [];
  const connections = new Set<Socket>();
  const { udp, tcp } = await samePort();

  const answer = (query: Buffer, by: 'udp' | 'tcp'): Buffer | undefined => {
    const asked = packet.decode(query);
    const question = asked.questions?.[0];
    if (!question) return undefined;
    queries.push(`${question.type} ${question.name} ${by}`);
    const found = zone.answer(question.name, question.type);
    if (found.silent) return undefined;
    const whole = encode(asked, found, false);
    const edns = asked.additionals?.find((extra) => extra.type === 'OPT');
    const limit = edns?.type === 'OPT' ? edns.udpPayloadSize : plainUdpOctets;
    return by === 'udp' && (found.truncated || whole.length > limit) ? encode(asked, found, true) : whole;
  };

  udp.on('message', (query, from) => {
    const reply = answer(query, 'udp');
    if (reply) udp.send(reply, from.port, from.address);
  });
  tcp.on('connection', (socket: Socket) => {
    connections.add(socket);
    let input = Buffer.alloc(0);
    socket
      .on('close', () => connections.delete(socket))
      .on('error', () => {})
      .on('data', (chunk) => {
        input = Buffer.concat([input, chunk]);
        while (input.length >= 2 && input.length >= 2 + input.readUInt16BE(0)) {
          const end = 2 + input.readUInt16BE(0);
          const reply = answer(input.subarray(2, end), 'tcp');
          input = input.subarray(end);
          if (!reply) continue;
          const length = Buffer.alloc(2);
          length.writeUInt16BE(reply.length);
          socket.write(Buffer.concat([length, reply]));
        }
      });
  });

  return {
    address: `127.0.0.1:${udp.address().port}`,
    zone,
    queries,
    async close() {
      for (const socket of connections) socket.destroy();
      tcp.close();
      udp.close();
      await Promise.all([once(tcp, 'close'), once(udp, 'close')]);
    },
  };
}

function encode(asked: packet.DecodedPacket, found: ZoneAnswer, cut: boolean): Buffer {
  const flags =
    packet.RECURSION_DESIRED |
    packet.RECURSION_AVAILABLE |
    (found.authentic ? packet.AUTHENTIC_DATA : 0) |
    (cut ? packet.TRUNCATED_RESPONSE : 0) |
    found.code;
  return packet.encode({
    type: 'response',
    id: asked.id ?? 0,
    flags,
    questions: asked.questions ?? [],
    answers: cut ? [] : [...found.answers],
  });
}

/** A port that is free for both. */
async function samePort() {
  for (;;) {
    const udp = createSocket('udp4');
    udp.bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const tcp = createServer();
    try {
      tcp.listen(udp.address().port, '127.0.0.1');
      await once(tcp, 'listening');
      if ((tcp.address() as AddressInfo).port === udp.address().port) return { udp, tcp };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
    udp.close();
  }
}
