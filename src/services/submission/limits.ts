/** What a session, an account and all of them together may use. Everything has a limit; these are the defaults. */

export interface SubmissionLimits {
  /** Octets of a command with its line end: RFC 4954 §4 asks for 12,288 in AUTH. */
  readonly lineOctets: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  readonly connectionsPerAccount: number;
  /** From the connection to a login; a TLS handshake is part of it. */
  readonly loginTimeoutMs: number;
  /** Without an octet from the client: RFC 5321 §4.5.3.2.7 asks for 5 minutes. */
  readonly idleTimeoutMs: number;
  /** From DATA to the end of the message, however slowly it trickles. */
  readonly dataTimeoutMs: number;
  /** How long `close` waits for messages that are just being stored. */
  readonly closeMs: number;
  /** Answers to wrong passwords are held back this long. */
  readonly refusedLoginDelayMs: number;
  /** Wrong passwords before the connection is closed. */
  readonly refusedLogins: number;
  /** Commands without login before the connection is closed. */
  readonly commandsBeforeLogin: number;
  /** Told with SIZE (RFC 1870). */
  readonly messageOctets: number;
  /** Of the header as sent, with its empty line. */
  readonly headerOctets: number;
  readonly headerFields: number;
  /** Of one message (RFC 5321 §4.5.3.1.8 asks for 100). */
  readonly recipients: number;
  /** Of one account, in the last hour and in the last 24. */
  readonly messagesPerHour: number;
  readonly messagesPerDay: number;
  /** Recipients that an account had never written to, in 24 hours: a stolen password does not serve to send spam. */
  readonly firstRecipientsPerDay: number;
}

export const defaultSubmissionLimits: SubmissionLimits = {
  lineOctets: 12_288,
  connections: 2_000,
  connectionsPerAddress: 100,
  connectionsPerAccount: 20,
  loginTimeoutMs: 60_000,
  idleTimeoutMs: 5 * 60_000,
  dataTimeoutMs: 60 * 60_000,
  closeMs: 3_000,
  refusedLoginDelayMs: 1_000,
  refusedLogins: 5,
  commandsBeforeLogin: 30,
  messageOctets: 64_000_000,
  headerOctets: 256 * 1024,
  headerFields: 1_000,
  recipients: 100,
  messagesPerHour: 60,
  messagesPerDay: 300,
  firstRecipientsPerDay: 50,
};
