/** A look at our own listeners from outside, as a mail app has it; and at the machine. */

export interface ProbeTarget {
  readonly protocol: 'imap' | 'smtp' | 'https';
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'starttls';
  /** The name that the certificate must be for. */
  readonly serverName: string;
}

export interface ProbeAnswer {
  /** The first line of the server, at most 500 characters; empty for HTTPS. */
  readonly greeting: string;
  readonly tlsVersion: string;
  /** Why a mail app would not trust the certificate; undefined when it would. */
  readonly distrust: string | undefined;
  readonly certificateUntilMs: number;
}

export interface Probe {
  /** @throws Error with words: nothing listens, or what answers is no such server */
  look(target: ProbeTarget, signal: AbortSignal): Promise<ProbeAnswer>;
}

export interface HostFacts {
  readonly nodeVersion: string;
  /** Most files and connections that the process may have open; undefined: no limit. */
  readonly openFiles: number | undefined;
  readonly dataDir: { readonly path: string; readonly mode: number; readonly freeOctets: number } | undefined;
  readonly masterKey: { readonly path: string; readonly mode: number; readonly besideData: boolean } | undefined;
}
