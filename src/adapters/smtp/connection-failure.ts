/** A connection that never came to the point where mail could be handed over. */
import type { SmtpReply } from './reply.js';

/** `connect`: no TCP connection; `greeting`: also EHLO; `tls`: STARTTLS, handshake or certificate; `login`: AUTH. */
export type ConnectionStage = 'connect' | 'greeting' | 'tls' | 'login';

export class ConnectionFailure extends Error {
  override readonly name = 'ConnectionFailure';
  /**
   * @param reply what the server said, if anything
   * @param code node's or OpenSSL's, such as `CERT_HAS_EXPIRED`
   */
  constructor(
    readonly stage: ConnectionStage,
    message: string,
    readonly reply: SmtpReply | undefined,
    readonly code: string | undefined,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

interface LibraryError extends Error {
  readonly code?: string | undefined;
  readonly originalCode?: string | undefined;
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection lost',
  EPIPE: 'connection lost',
  ECONNECTION: 'connection lost',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'no answer in time',
  EPROTOCOL: 'an answer that is not SMTP',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is of an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is of an unknown authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is of an unknown authority',
};

/** Of an error's code, without what the other side may have written into its message. */
export function inWords(error: LibraryError, otherwise: string): string {
  return words[error.originalCode ?? ''] ?? words[error.code ?? ''] ?? otherwise;
}

export function codeOf({ code, originalCode }: LibraryError): string | undefined {
  return originalCode ?? code;
}
