/** A listening socket, as all servers have it. */
import type { AddressInfo, Server } from 'node:net';

export interface ListenOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** `implicit`: TLS from the first octet; `starttls`: in the clear until STARTTLS (RFC 8314 §3.3). */
  readonly tls: 'implicit' | 'starttls';
}

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * @param onError what goes wrong afterwards, such as no file descriptor left: those connected are served on
 * @returns where it listens now. @throws the system's error when the port cannot be had
 */
export async function listen(server: Server, { host, port }: Endpoint, onError: (error: Error) => void) {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      server.on('error', onError);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return { host: address.address, port: address.port } satisfies Endpoint;
}

/** An address of this host alone, of either family, also as dual-stack sockets tell it. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(?:::ffff:)?127\./.test(address);
}
