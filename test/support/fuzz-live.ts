/** Mutated dialogs against a running server: each connection ends, nothing is logged as a fault, others are served. */
import assert from 'node:assert/strict';
import { type Socket, connect } from 'node:net';
import { createSecureContext } from 'node:tls';
import { corpus, cut, mutate } from '../wire/imap/drive.js';
import { password, sampleMessage, startImapHost, user } from './transcript/imap-host.js';

/** Until the server has ended a connection whose client has closed its half. */
const patienceMs = 10_000;

export interface LiveFuzz {
  /** One dialog. Rejects when the server hangs, logs a fault, or serves nobody else any more. */
  play(random: () => number): Promise<void>;
  close(): Promise<void>;
}

export async function startLiveFuzz(): Promise<LiveFuzz> {
  const faults: string[] = [];
  const quiet = (): void => {};
  const host = await startImapHost({
    secureContext: () => createSecureContext(), // no certificate: after STARTTLS no handshake is done
    log: {
      debug: quiet,
      info: quiet,
      warn: quiet,
      error: (event, fields) => void faults.push(`${event} ${String((fields?.['error'] as Error | undefined)?.stack)}`),
    },
    limits: {
      loginTimeoutMs: 2_000,
      badCommandsBeforeLogin: 1000,
      badCommands: 1000,
      refusedLogins: 1000,
      messageOctets: 5000,
    },
  });
  const fault = (error: unknown): void => void faults.push(String(error));
  process.on('unhandledRejection', fault);
  for (let n = 1; n <= 3; n += 1) await host.deliver('INBOX', sampleMessage(n));
  const files = [...corpus().values()];

  return {
    async play(random) {
      const pick = (): Buffer => files[Math.floor(random() * files.length)]!;
      let dialog = pick();
      for (let times = Math.floor(random() * 3); times > 0; times -= 1) dialog = mutate(dialog, random);
      const login = random() < 0.7 ? `l LOGIN ${user} ${password}\r\ns SELECT INBOX\r\n` : '';
      const input = Buffer.concat([Buffer.from(login), dialog, Buffer.from('\r\nDONE\r\n*\r\nzz NOOP\r\n')]);
      const said = await talk(host.port, cut(input, random));
      assert.deepEqual(faults, []);
      assert.match(said, /^\* OK /);
      const other = await talk(host.port, [Buffer.from('n NOOP\r\n')]);
      assert.match(other, /^n OK NOOP/m);
    },
    async close() {
      process.off('unhandledRejection', fault);
      await host.close();
    },
  };
}

/** @returns all that the server said until it closed */
async function talk(port: number, pieces: Iterable<Buffer>): Promise<string> {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  const said: Buffer[] = [];
  socket.on('data', (octets: Buffer) => void said.push(octets));
  const ended = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the server hangs')), patienceMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    socket.on('end', done).on('close', done).on('error', done);
  });
  for (const piece of pieces) socket.write(piece);
  socket.end();
  try {
    await ended;
  } finally {
    socket.destroy();
  }
  return Buffer.concat(said).toString('latin1');
}
