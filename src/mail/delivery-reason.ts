/** What an enhanced status (RFC 3463) means to people: a handful of reasons that have words in each language. */

import type { Attempt } from './queue.js';

export const deliveryReasons = [
  'no-such-mailbox',
  'no-such-domain',
  'takes-no-mail',
  'mailbox-full',
  'mailbox-closed',
  'too-large',
  'refused',
  'sender-refused',
  'not-secure',
  'address-form',
  'content',
  'unreachable',
  'lookup',
  'busy',
  'trouble',
  'ours',
  'unknown',
] as const;
export type DeliveryReason = (typeof deliveryReasons)[number];

/** Where the class makes the difference: out of order for a while, or no mail server at all (RFC 7504). */
const byStatus: Readonly<Record<string, DeliveryReason>> = { '5.3.2': 'takes-no-mail' };

/** By subject and detail, as RFC 3463 §3 and the registry of RFC 5248 have them. */
const byDetail: Readonly<Record<string, DeliveryReason>> = {
  '1.0': 'no-such-mailbox',
  '1.1': 'no-such-mailbox',
  '1.2': 'no-such-domain',
  '1.3': 'address-form',
  '1.6': 'no-such-mailbox',
  '1.7': 'sender-refused',
  '1.8': 'sender-refused',
  '1.9': 'sender-refused',
  '1.10': 'takes-no-mail', // RFC 7505: null MX
  '2.1': 'mailbox-closed',
  '2.2': 'mailbox-full',
  '2.3': 'too-large',
  '3.1': 'mailbox-full',
  '3.4': 'too-large',
  '4.1': 'unreachable',
  '4.2': 'unreachable',
  '4.3': 'lookup',
  '4.4': 'lookup',
  '4.5': 'busy',
  '4.7': 'unreachable',
  '5.3': 'busy',
  '6.7': 'address-form', // RFC 6531: addresses in more than ASCII
  '6.8': 'address-form',
  '6.9': 'address-form',
  '6.10': 'address-form',
  '7.4': 'not-secure',
  '7.5': 'not-secure',
  '7.10': 'not-secure',
  '7.11': 'not-secure',
  '7.30': 'not-secure', // RFC 8689: REQUIRETLS
};

/** By subject, where the detail is one of the many. */
const bySubject: Readonly<Record<string, DeliveryReason>> = {
  '1': 'no-such-mailbox',
  '2': 'mailbox-closed',
  '3': 'trouble',
  '4': 'unreachable',
  '5': 'trouble',
  '6': 'content',
  '7': 'refused',
};

/** @param status `5.1.1`; of anything else the reason is not known */
export function deliveryReason({ status, ours }: Pick<Attempt, 'status' | 'ours'>): DeliveryReason {
  if (ours) return 'ours';
  const [, subject = '', detail = ''] = status.split('.');
  return byStatus[status] ?? byDetail[`${subject}.${detail}`] ?? bySubject[subject] ?? 'unknown';
}
