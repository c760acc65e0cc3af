/** A connection that mail can be handed over on, one transaction after another (RFC 5321 §3.3). */
import { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { SMTPEnvelope } from 'nodemailer/lib/smtp-connection';
import { inWords } from './connection-failure.js';
import type { CommandParameters, ParameterisedConnection } from './library.js';
import type { SmtpLimits } from './limits.js';
import { readReply, type SmtpReply } from './reply.js';

export interface Transaction {
  readonly from: string;
  /** Each once. */
  readonly recipients: readonly string[];
  readonly parameters: CommandParameters;
  readonly sizeOctets: number;
  readonly eightBit: boolean;
  readonly requireTls: boolean;
  readonly octets: () => AsyncIterable<Buffer>;
}

export interface TransactionResult {
  /** Recipients refused at RCPT. */
  readonly refused: ReadonlyMap<string, SmtpReply>;
  /** What became of the others. */
  readonly end:
    | { readonly kind: 'taken' | 'refused'; readonly reply: SmtpReply }
    /** `begun`: octets of the message went out, and it may have been taken. */
    | { readonly kind: 'lost'; readonly begun: boolean; readonly why: string };
}

/** The library writes into the envelope it was given. */
type Bookkeeping = SMTPEnvelope & {
  readonly mailError?: Error;
  readonly rejectedErrors?: readonly { readonly recipient?: string; readonly response?: string }[];
};

/** How long QUIT may take. */
const quitMs = 2_000;

export class SmtpConnection {
  /** EHLO keywords with their arguments. */
  readonly extensions: ReadonlyMap<string, string>;
  /** `TLSv1.3`; undefined: in the open. */
  readonly tls: string | undefined;
  /** After connecting; the socket that TLS runs on. */
  readonly secured: TLSSocket | undefined;
  readonly #library: ParameterisedConnection;
  readonly #limits: SmtpLimits;
  #transactions = 0;
  /** In the midst of one, or after one that went wrong: not to be used again. */
  #clean = true;

  constructor(
    library: ParameterisedConnection,
    readonly host: string,
    limits: SmtpLimits,
  ) {
    this.#library = library;
    this.#limits = limits;
    this.extensions = library.extensions();
    this.secured = library._socket instanceof TLSSocket ? library._socket : undefined;
    this.tls = this.secured?.getProtocol() ?? undefined;
    // Without a listener the process would end with an idle connection.
    library.on('error', () => {});
  }

  get isFresh(): boolean {
    return this.#transactions === 0;
  }

  get isUsable(): boolean {
    const socket = this.#library._socket;
    const open = !this.#library.destroyed && socket instanceof Object && socket.writable && !socket.destroyed;
    return open && this.#clean && this.#transactions < this.#limits.messagesPerConnection;
  }

  /** RFC 1870 §3: undefined when not told. */
  get maxOctets(): number | undefined {
    return Number(this.extensions.get('SIZE')) || undefined;
  }

  /** @throws what reading the message throws; nothing else */
  async send(transaction: Transaction, signal: AbortSignal): Promise<TransactionResult> {
    this.#transactions++;
    this.#clean = false;
    const { from, recipients, sizeOctets, eightBit, requireTls } = transaction;
    this.#library.parameters = transaction.parameters;
    const envelope: Bookkeeping = {
      from,
      to: [...recipients],
      size: sizeOctets,
      use8BitMime: eightBit,
      requireTLSExtensionEnabled: requireTls,
    };
    const reading = new Reading(transaction.octets);
    const message = Readable.from(reading.octets(), { objectMode: false });
    message.once('end', () => this.#patience(this.#limits.finalReplyMs));
    const outcome = await this.#sent(envelope, message, signal);
    if (outcome.kind === 'taken') {
      this.#patience(this.#limits.replyMs);
      this.#clean = true;
    } else if (outcome.kind === 'refused' && reading.begun === message.readableEnded) this.quit();
    else this.destroy(); // in the midst of a message there is no QUIT
    message.destroy();
    if (reading.fault) throw reading.fault.error;
    const end = outcome.kind === 'lost' ? { ...outcome, begun: reading.begun } : outcome;
    return { refused: refusals(envelope), end };
  }

  /** Says goodbye, and does not wait for the answer; nor does the end of the process. */
  quit(): void {
    this.#clean = false;
    if (this.#library.destroyed) return;
    this.#patience(quitMs);
    this.#library.quit();
    const socket = this.#library._socket;
    if (socket instanceof Object) socket.unref();
  }

  destroy(): void {
    this.#clean = false;
    this.#library.close();
  }

  #patience(ms: number): void {
    const socket = this.#library._socket;
    if (socket instanceof Object) socket.setTimeout(ms);
  }

  #sent(envelope: Bookkeeping, message: Readable, signal: AbortSignal) {
    type Sent = { kind: 'taken' | 'refused'; reply: SmtpReply } | { kind: 'lost'; why: string };
    return new Promise<Sent>((resolve) => {
      if (signal.aborted) return resolve({ kind: 'lost', why: 'given up by us' });
      const settle = (sent: Sent) => {
        clearTimeout(late);
        signal.removeEventListener('abort', stop);
        resolve(sent);
      };
      const end = (why: string) => {
        settle({ kind: 'lost', why });
        this.#library.close();
      };
      const stop = () => end('given up by us');
      const late = setTimeout(() => end('no end in time'), this.#limits.transactionMs);
      signal.addEventListener('abort', stop, { once: true });
      this.#library.send(envelope, message, (error, info) => {
        const response = error ? error.response : info?.response;
        const reply = response === undefined ? undefined : readReply(response);
        if (!error && reply) settle({ kind: 'taken', reply });
        else if (reply && reply.code >= 400) settle({ kind: 'refused', reply });
        else settle({ kind: 'lost', why: error ? inWords(error, 'connection lost') : 'no SMTP reply' });
      });
    });
  }
}

/** The message on its way, with what went wrong when it was read. */
class Reading {
  readonly #source: () => AsyncIterable<Buffer>;
  begun = false;
  fault: { readonly error: unknown } | undefined;

  constructor(source: () => AsyncIterable<Buffer>) {
    this.#source = source;
  }

  async *octets(): AsyncGenerator<Buffer> {
    this.begun = true;
    try {
      yield* this.#source();
    } catch (error) {
      this.fault = { error };
      throw error;
    }
  }
}

function refusals({ mailError, rejectedErrors = [] }: Bookkeeping): ReadonlyMap<string, SmtpReply> {
  const refused = new Map<string, SmtpReply>();
  if (mailError) return refused; // the 503 to RCPTs that were sent along say nothing of the recipients
  for (const { recipient, response } of rejectedErrors) {
    const reply = readReply(response ?? '');
    if (recipient !== undefined && reply) refused.set(recipient, reply);
  }
  return refused;
}
