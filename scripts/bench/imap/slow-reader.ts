/** A client that asks for much and then takes a few octets at a time. */
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { Endpoint, Login } from './connection.js';

export interface Sip {
  readonly octets: number;
  readonly everyMs: number;
}

/**
 * Logs in over TLS, selects the mailbox, sends the command, and sips its answer.
 *
 * @returns once the first octets of the answer are there: what ends it
 */
export async function sipAnswer(
  endpoint: Endpoint,
  { user, password }: Login,
  commands: { readonly mailbox: string; readonly slow: string },
  { octets, everyMs }: Sip,
): Promise<() => void> {
  const socket = connectTls({ host: endpoint.host, port: endpoint.port, rejectUnauthorized: false });
  socket.on('error', () => {}); // ended by us while it sends
  await lineWith(socket, '* OK');
  socket.write(`a LOGIN "${user}" "${password}"\r\n`);
  await lineWith(socket, 'a OK');
  socket.write(`b SELECT "${commands.mailbox}"\r\n`);
  await lineWith(socket, 'b OK');
  socket.write(`c ${commands.slow}\r\n`);
  const timer = setInterval(() => socket.read(octets) as unknown, everyMs);
  return () => {
    clearInterval(timer);
    socket.destroy();
  };
}

/** Reads until a line begins with the text. */
async function lineWith(socket: TLSSocket, start: string): Promise<void> {
  let said = '';
  for (;;) {
    const chunk = socket.read() as Buffer | null;
    if (chunk) said += chunk.toString('latin1');
    if (new RegExp(`^${start.replace('*', '\\*')}.*\r\n$`, 'm').test(said)) return;
    if (socket.destroyed) throw new Error('the server closed the connection');
    if (!chunk) await new Promise((resolve) => socket.once('readable', resolve));
  }
}
