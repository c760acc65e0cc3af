/** HTTPS as MTA-STS and TLS-RPT use it: the name looked up by our resolver, no redirects, limits on everything. */
import { request, type RequestOptions } from 'node:https';
import type { SecureContext } from 'node:tls';
import type { Resolver } from './dns/resolver.js';

export interface HttpsAnswer {
  readonly status: number;
  /** Lower case, without parameters. */
  readonly contentType: string;
  readonly body: Buffer;
}

/** `tls`: certificate or handshake; `size`: more than allowed; `http`: anything else. */
export class HttpsError extends Error {
  override readonly name = 'HttpsError';
  constructor(
    readonly kind: 'tls' | 'size' | 'http',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Where an IP address and port are really reached; in tests a port on loopback. */
export type Dial = (address: string, port: number) => { readonly host: string; readonly port: number };

export interface HttpsOptions {
  readonly resolver: Resolver;
  readonly dial: Dial;
  readonly secureContext: SecureContext | undefined;
  readonly timeoutMs: number;
  readonly maxOctets: number;
}

export interface HttpsRequest {
  readonly method: 'GET' | 'POST';
  /** `https:` with a name, not a number. */
  readonly url: URL;
  readonly contentType?: string;
  readonly body?: Buffer;
}

/** @throws HttpsError, DnsError; what `signal` was aborted with */
export async function https(
  { method, url, contentType, body }: HttpsRequest,
  { resolver, dial, secureContext, timeoutMs, maxOctets }: HttpsOptions,
  signal?: AbortSignal,
): Promise<HttpsAnswer> {
  const four = await resolver.query(url.hostname, 'A', signal);
  const [address] = four.values.length > 0 ? four.values : (await resolver.query(url.hostname, 'AAAA', signal)).values;
  if (address === undefined) throw new HttpsError('http', `${url.hostname} has no address`);
  const late = AbortSignal.timeout(timeoutMs);
  const options: RequestOptions = {
    method,
    ...dial(address, Number(url.port) || 443),
    path: url.pathname + url.search,
    servername: url.hostname,
    headers: {
      host: url.host,
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(body === undefined ? {} : { 'content-length': body.length }),
    },
    agent: false,
    signal: signal ? AbortSignal.any([signal, late]) : late,
    ...(secureContext ? { secureContext } : {}),
  };
  try {
    return await new Promise<HttpsAnswer>((resolve, reject) => {
      const sent = request(options, (response) => {
        const chunks: Buffer[] = [];
        let octets = 0;
        response.on('data', (chunk: Buffer) => {
          octets += chunk.length;
          chunks.push(chunk);
          if (octets > maxOctets) sent.destroy(new HttpsError('size', `more than ${maxOctets} octets`));
        });
        response.on('error', reject).on('end', () => {
          const type = response.headers['content-type'] ?? '';
          resolve({
            status: response.statusCode ?? 0,
            contentType: type.split(';')[0]!.trim().toLowerCase(),
            body: Buffer.concat(chunks),
          });
        });
      });
      sent.on('error', reject).end(body);
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof HttpsError) throw cause;
    const { code = '' } = cause as NodeJS.ErrnoException;
    const ofTls = /CERT|TLS|SSL|SIGNATURE|EPROTO/.test(code);
    throw new HttpsError(ofTls ? 'tls' : 'http', `${url.hostname}: ${late.aborted ? 'no answer in time' : code}`, {
      cause,
    });
  }
}
