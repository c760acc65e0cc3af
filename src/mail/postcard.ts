/**
 * The postcard rule: an unencrypted mail is like a postcard, think before you forward. It says what a document of the
 * service is, and who may get one in the clear.
 */
import type { PostcardPolicy } from './accounts.js';

export interface PostcardFacts {
  /** What the account wants: be asked first, no question, or nothing in the clear ever. */
  readonly policy: PostcardPolicy;
  /** The customer's own app has encrypted it: no postcard, whoever gets it. */
  readonly encryptedBySender: boolean;
  /** Documents of the service in the message. */
  readonly documents: readonly string[];
  readonly recipients: readonly {
    readonly address: string;
    /** The message could leave encrypted to them. */
    readonly reached: boolean;
    /** The customer has allowed them for good. */
    readonly allowed: boolean;
  }[];
}

export type PostcardVerdict =
  | { readonly kind: 'pass' }
  /** The customer is asked first. */
  | { readonly kind: 'hold' }
  /** To these it would leave in the clear, which the account forbids. */
  | { readonly kind: 'refuse'; readonly addresses: readonly string[] };

export function judgePostcard({ policy, encryptedBySender, documents, recipients }: PostcardFacts): PostcardVerdict {
  if (encryptedBySender || policy === 'allow') return { kind: 'pass' };
  const inTheClear = recipients.filter(({ reached }) => !reached);
  if (policy === 'require') {
    // Every message, with a document or without: what a customer writes about one is as private.
    if (inTheClear.length === 0) return { kind: 'pass' };
    return { kind: 'refuse', addresses: inTheClear.map(({ address }) => address) };
  }
  const asks = documents.length > 0 && inTheClear.some(({ allowed }) => !allowed);
  return { kind: asks ? 'hold' : 'pass' };
}

/** The ids of documents: 32 hex digits, which also begin the Message-ID of the letter. */
const documentId = /^[0-9a-f]{32}$/;

/** @returns the document that a Message-ID, with its angle brackets, names; undefined when it is none of the service's */
export function documentOfMessageId(messageId: string, serviceDomain: string): string | undefined {
  const [, id = '', domain = ''] = /^<([^@<>]+)@([^@<>]+)>$/.exec(messageId) ?? [];
  return documentId.test(id) && domain.toLowerCase() === serviceDomain.toLowerCase() ? id : undefined;
}

/** @returns the document that a field of the letter's own header names (`X-Unpaperme-Document`) */
export function documentOfField(value: string): string | undefined {
  return documentId.test(value) ? value : undefined;
}
