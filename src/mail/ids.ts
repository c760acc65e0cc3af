/** The identifiers of the domain, branded so that one cannot stand in for another. */

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** An account: a positive integer, never used again. */
export type AccountId = Branded<number, 'AccountId'>;
/** A mailbox within its account; kept over rename, new after delete and create (RFC 8474 MAILBOXID). */
export type MailboxId = Branded<number, 'MailboxId'>;
/** The octets of a message, within their account; COPY shares them (RFC 8474 EMAILID). */
export type ContentId = Branded<number, 'ContentId'>;
/** A conversation within its account (RFC 8474 THREADID). */
export type ThreadId = Branded<number, 'ThreadId'>;
/** A durable job. */
export type JobId = Branded<number, 'JobId'>;
/** A submitted message in the queue: a positive integer, never used again. */
export type QueueId = Branded<number, 'QueueId'>;
/** RFC 9051 §2.3.1.1: 1 to 4294967295, strictly ascending in a mailbox, never used again. */
export type Uid = Branded<number, 'Uid'>;
/** RFC 9051 §2.3.1.1: 1 to 4294967295. */
export type UidValidity = Branded<number, 'UidValidity'>;
/** A message sequence number: 1 to the number of messages in one session's view. */
export type Seq = Branded<number, 'Seq'>;
/** RFC 7162 §3.1: a 63-bit mod-sequence. */
export type ModSeq = Branded<bigint, 'ModSeq'>;

export const accountId = (n: number): AccountId => n as AccountId;
export const mailboxId = (n: number): MailboxId => n as MailboxId;
export const contentId = (n: number): ContentId => n as ContentId;
export const threadId = (n: number): ThreadId => n as ThreadId;
export const jobId = (n: number): JobId => n as JobId;
export const queueId = (n: number): QueueId => n as QueueId;
export const uid = (n: number): Uid => n as Uid;
/** The largest UIDNEXT, and so one more than the largest uid that is given out. */
export const lastUidNext = uid(4_294_967_295);
export const uidValidity = (n: number): UidValidity => n as UidValidity;
export const seq = (n: number): Seq => n as Seq;
export const modSeq = (n: bigint | number): ModSeq => BigInt(n) as ModSeq;
