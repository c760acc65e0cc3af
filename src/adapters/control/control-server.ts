/**
 * The local socket over which admin commands reach a running server: HTTP on a Unix socket that only the owner of
 * the data folder can open. Who can open it can read the master key, too; so it asks for no password.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { adminCalls, type Admin, type IntakeRequest } from '../../mail/admin.js';
import type { Log } from '../../mail/log.js';
import { withSocketPath } from './socket-path.js';
import { toWire } from './wire-error.js';

/** A list of 200,000 accounts is the longest. */
const maxCallOctets = 16_000_000;
/** Percent-encoded JSON of the request that goes with a scan's octets. */
export const requestHeader = 'x-unpaperme-request';

export async function openControlServer(socket: string, admin: Admin, log: Log): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      log.warn('control.failed', { error: error as Error });
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = (request.url ?? '').slice(1);
    try {
      if (call === 'intake') return await intake(request, response);
      if (!isCall(call)) throw new RangeError('The running server does not know this command: is it another version?');
      const parameters = JSON.parse(await body(request)) as unknown[];
      const method = admin[call] as (...parameters: unknown[]) => Promise<unknown>;
      end(response, { value: await method(...parameters) });
    } catch (error) {
      report(error, call);
      end(response, { error: toWire(error) });
    }
  }

  async function intake(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parameters = JSON.parse(decodeURIComponent(String(request.headers[requestHeader]))) as IntakeRequest;
    // The command may be interrupted: the job goes on, only nobody waits for it.
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const onProgress = (progress: unknown) => {
      if (!response.writableNeedDrain) response.write(`${JSON.stringify({ progress })}\n`);
    };
    end(response, { value: await admin.intake(parameters, request, { signal: gone.signal, onProgress }) });
  }

  function report(error: unknown, call: string): void {
    if (toWire(error).kind === 'bug')
      log.error('control.bug', { call: isCall(call) ? call : 'intake', error: error as Error });
  }

  // Left over by a killed server: whoever holds the data folder's lock may take its place.
  rmSync(socket, { force: true });
  await withSocketPath(socket, (path) => listen(server, path));
  chmodSync(socket, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isCall(name: string): name is (typeof adminCalls)[number] {
  return (adminCalls as readonly string[]).includes(name);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    octets += chunk.length;
    if (octets > maxCallOctets) throw new RangeError('The command is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function end(response: ServerResponse, value: unknown): void {
  response.end(`${JSON.stringify(value)}\n`);
}
