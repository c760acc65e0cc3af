/** The way out: hands a message to the servers of its recipients, or to a smarthost. */
import type { Attempt, NewRecipient, QueueEnvelope, Way } from './queue.js';

export interface OutgoingMail {
  readonly envelope: QueueEnvelope;
  readonly recipients: readonly (NewRecipient & { readonly number: number })[];
  /** The recipients' common domain; not looked at with a smarthost. */
  readonly domain: string;
  readonly sizeOctets: number;
  /** CRLF line ends, ready to send (dots not doubled). May be asked for again, for another server. */
  readonly octets: () => AsyncIterable<Buffer>;
}

/** `deferred`: trying again may help (4yz, no connection); `failed`: it will not (5yz, no such domain). */
export type TransportResult =
  | { readonly kind: 'delivered' | 'relayed'; readonly attempt: Attempt; readonly way: Omit<Way, 'encrypted'> }
  | {
      readonly kind: 'deferred' | 'failed';
      readonly attempt: Attempt;
      /** No server of the destination could be reached. */ readonly unreachable?: true;
    };

/** How safe the way to a domain would be, as far as can be told without sending. */
export type Outlook = 'dane' | 'mta-sts' | 'unproven' | 'unknown';

export interface Transport {
  /** `item`: all goes to one smarthost. */
  readonly by: 'domain' | 'item';
  /**
   * One transaction for all recipients, over a connection used again where there is one. Every recipient gets a result;
   * only a fault of our own is thrown.
   * @param options `signal`: gives up; what the remote may have taken by then is `deferred`
   */
  deliver(mail: OutgoingMail, options: { readonly signal: AbortSignal }): Promise<ReadonlyMap<number, TransportResult>>;
  /** Looks up what the destination's DNS says; no connection to its mail servers. */
  outlook(domain: string): Promise<Outlook>;
  close(): Promise<void>;
}

/** Octets of a message as the queue has them. */
export interface MessageOctets {
  readonly sizeOctets: number;
  readonly octets: () => AsyncIterable<Buffer>;
}

/** Adds the signatures of the sending domain (RFC 6376): header fields to put in front; empty when none is configured. */
export interface Signer {
  /** @param from the domain of the From: field */
  sign(from: string, message: MessageOctets): Promise<Buffer>;
}

/** A copy of the message for some of the recipients. */
export interface ProtectedCopy extends MessageOctets {
  readonly numbers: readonly number[];
  readonly encrypted: Way['encrypted'];
}

/** The step between queue and wire: encrypts for recipients whose keys are known. */
export interface Protection {
  /** Could a message to this address leave encrypted? */
  reaches(account: number, address: string): Promise<boolean>;
  /** Every recipient is in exactly one copy. */
  protect(
    account: number,
    message: MessageOctets,
    recipients: readonly { readonly number: number; readonly address: string }[],
  ): Promise<readonly ProtectedCopy[]>;
}

/** Everything leaves as it is. */
export const noProtection: Protection = {
  reaches: async () => false,
  protect: async (_account, message, recipients) => [
    { ...message, numbers: recipients.map(({ number }) => number), encrypted: 'no' },
  ],
};
