/** How long other servers may take, and how much is asked of them. */
export interface SmtpLimits {
  /** Until a TCP connection stands. */
  readonly connectMs: number;
  /** From there until mail can be handed over: greeting, EHLO, TLS (RFC 5321 §4.5.3.2.1: 5 min for the greeting). */
  readonly greetingMs: number;
  /** Silence while commands and octets go out (RFC 5321 §4.5.3.2.2, §4.5.3.2.3: 5 min). */
  readonly replyMs: number;
  /** For the reply after the dot (RFC 5321 §4.5.3.2.6: 10 min). Shorter ones make duplicates. */
  readonly finalReplyMs: number;
  /** For one transaction in all: a server may not hold us by a trickle. */
  readonly transactionMs: number;
  /** A connection that nothing needs is kept for as long. */
  readonly idleMs: number;
  readonly messagesPerConnection: number;
  /** A bound; how many deliveries go to one destination is the relay's to say. */
  readonly connectionsPerHost: number;
  /** Mail hosts and addresses of a destination that are tried (RFC 5321 §5.1). */
  readonly hosts: number;
  readonly addresses: number;
}

export const defaultSmtpLimits: SmtpLimits = {
  connectMs: 30_000,
  greetingMs: 5 * 60_000,
  replyMs: 5 * 60_000,
  finalReplyMs: 10 * 60_000,
  transactionMs: 60 * 60_000,
  idleMs: 10_000,
  messagesPerConnection: 100,
  connectionsPerHost: 20,
  hosts: 10,
  addresses: 20,
};

/** Octets of one reply. */
export const maxReplyOctets = 16_384;
