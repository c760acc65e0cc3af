/** One question, one server: by UDP, and by TCP when the answer was cut (RFC 7766). */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { DecodedPacket } from 'dns-packet';
import { DnsError } from './dns-error.js';
import { decodeReply, encodeQuestion, readReply, type Question, type Reply } from './message.js';
import type { NameServer } from './name-servers.js';

interface Patience {
  /** For each of UDP and TCP. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** @throws DnsError; what `signal` was aborted with */
export async function exchange(server: NameServer, question: Question, patience: Patience): Promise<Reply> {
  const cut = await patiently(question, patience, (settle, fail) => byUdp(server, question, settle, fail));
  if (!cut.flag_tc) return readReply(cut, question);
  const whole = await patiently(question, patience, (settle, fail) => byTcp(server, question, settle, fail));
  return readReply(whole, question);
}

type Settle = (packet: DecodedPacket) => void;
type Fail = (error: Error) => void;

/** @param start begins, and returns what ends it */
async function patiently(
  { name, type }: Question,
  { timeoutMs, signal }: Patience,
  start: (settle: Settle, fail: Fail) => () => void,
): Promise<DecodedPacket> {
  const late = AbortSignal.timeout(timeoutMs);
  let end = () => {};
  const given = signal ? AbortSignal.any([signal, late]) : late;
  let stop = () => {};
  try {
    return await new Promise<DecodedPacket>((resolve, reject) => {
      stop = () => {
        const timeout = new DnsError('no-answer', `no answer from the DNS on ${type} of ${name}`);
        reject(signal?.aborted ? (signal.reason as Error) : timeout);
      };
      given.addEventListener('abort', stop, { once: true });
      end = start(resolve, (cause) => {
        reject(new DnsError('no-answer', `the DNS server could not be asked for ${type} of ${name}`, { cause }));
      });
    });
  } finally {
    given.removeEventListener('abort', stop);
    end();
  }
}

/** A socket of its own for each question: its port is the system's random choice (RFC 5452 §9.2). */
function byUdp(server: NameServer, question: Question, settle: Settle, fail: Fail): () => void {
  const { id, octets } = encodeQuestion(question);
  const socket = createSocket(server.host.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', fail);
  socket.on('message', (reply) => {
    const packet = decodeReply(reply, id, question);
    if (packet) settle(packet);
  });
  // Connected: the kernel drops what comes from elsewhere.
  socket.connect(server.port, server.host, () => socket.send(octets, (error) => error && fail(error)));
  return () => {
    socket.removeAllListeners('message');
    socket.close();
  };
}

function byTcp(server: NameServer, question: Question, settle: Settle, fail: Fail): () => void {
  const { id, octets } = encodeQuestion(question);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(octets.length);
  const socket = connect({ port: server.port, host: server.host });
  const chunks: Buffer[] = [];
  socket.on('error', fail).on('end', () => fail(new Error('closed before it answered')));
  socket.on('connect', () => socket.write(Buffer.concat([length, octets])));
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    const input = Buffer.concat(chunks);
    if (input.length < 2 || input.length < 2 + input.readUInt16BE(0)) return;
    const packet = decodeReply(input.subarray(2, 2 + input.readUInt16BE(0)), id, question);
    if (packet) settle(packet);
    else fail(new Error('answered something else'));
  });
  return () => socket.destroy();
}
