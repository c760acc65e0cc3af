/** The admin's side of the control socket: `Admin`, done by the running server. */
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { adminCalls, type Admin, type AdminCall, type IntakeProgress } from '../../mail/admin.js';
import { MailError } from '../../mail/errors.js';
import { requestHeader } from './control-server.js';
import { withSocketPath } from './socket-path.js';
import { fromWire, type WireError } from './wire-error.js';

type Answer = { progress: IntakeProgress } | { value: unknown } | { error: WireError };

/** @returns undefined when no server listens there */
export async function connectToServer(socket: string): Promise<Admin | undefined> {
  try {
    // Any answer will do: a server is there.
    await call(socket, '', [], undefined);
  } catch (error) {
    if (['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    if (!(error instanceof RangeError)) throw error;
  }
  const calls = Object.fromEntries(
    adminCalls.map((name) => [name, (...parameters: unknown[]) => call(socket, name, parameters, undefined)]),
  ) as Pick<Admin, AdminCall>;
  return {
    ...calls,
    async intake(request, octets, options = {}) {
      const upload = { header: encodeURIComponent(JSON.stringify(request)), octets };
      return (await call(socket, 'intake', [], { ...options, ...upload })) as Awaited<ReturnType<Admin['intake']>>;
    },
  };
}

interface Upload {
  readonly header: string;
  readonly octets: AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: IntakeProgress) => void;
}

async function call(socket: string, name: string, parameters: unknown[], upload: Upload | undefined): Promise<unknown> {
  return withSocketPath(socket, async (socketPath) => {
    const request = httpRequest({
      socketPath,
      path: `/${name}`,
      method: 'POST',
      ...(upload ? { headers: { [requestHeader]: upload.header } } : {}),
      ...(upload?.signal ? { signal: upload.signal } : {}),
    });
    try {
      const responded = response(request);
      // An early answer, a refusal, ends the upload.
      if (upload) await Promise.race([pipeline(Readable.from(upload.octets), request), responded]);
      else request.end(JSON.stringify(parameters));
      return await outcome(await responded, upload?.onProgress);
    } catch (error) {
      // Killed, it leaves a reset connection, a broken pipe under an upload, or an answer without its end.
      const cut = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'];
      throw cut.includes((error as NodeJS.ErrnoException).code ?? '') ? ended(error) : error;
    }
  });
}

async function outcome(from: IncomingMessage, onProgress: Upload['onProgress']): Promise<unknown> {
  for await (const line of createInterface({ input: from })) {
    const answer = JSON.parse(line) as Answer;
    if ('progress' in answer) onProgress?.(answer.progress);
    else if ('error' in answer) throw fromWire(answer.error);
    else return answer.value;
  }
  throw ended();
}

function ended(cause?: unknown): MailError {
  return new MailError('unavailable', 'The server ended before it answered. Start it again and repeat the command.', {
    cause,
  });
}

function response(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
}
