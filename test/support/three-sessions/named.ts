/** The messages that a pick names for a client, as the client would name them. */
import { formatNumbers } from '../../../src/wire/imap/sequence-set.js';
import type { Pick } from './steps.js';
import type { ToldClient } from './told-client.js';
import type { Truth } from './truth.js';

export interface Named {
  /** Empty for none. */
  readonly set: string;
  readonly uids: readonly number[];
  readonly prefix: '' | 'UID ';
}

export function named(client: ToldClient, truth: Truth, { uid, bits }: Pick): Named {
  const chosen = (numbers: readonly number[]) => numbers.filter((_, index) => bits & (1 << (index % 16)));
  if (!uid && !client.uidOnly) {
    const seqs = chosen(client.view.map((_, index) => index + 1));
    return { set: formatNumbers(seqs), uids: seqs.map((seq) => client.view[seq - 1]!), prefix: '' };
  }
  const uids = chosen(Array.from({ length: truth.uidNext + 1 }, (_, index) => index + 1));
  return { set: formatNumbers(uids), uids, prefix: 'UID ' };
}
