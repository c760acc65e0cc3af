/** UIDBATCHES: RFC 10022. UIDs that part the mailbox into batches, for clients without sequence numbers. */
import { seq } from '../../../mail/ids.js';
import { formatBatches } from '../../../wire/imap/uid-batches.js';
import type { KnownRange } from '../../../wire/imap/syntax.js';
import { command } from '../command.js';
import { bad, no, ok } from '../responses.js';
import type { View } from '../view.js';

/** RFC 10022: smaller ones need not be had, and would be sequence numbers by another name. */
const leastMessages = 500;

export const uidBatches = command({
  name: 'UIDBATCHES',
  state: 'selected',
  capabilities: [{ name: 'UIDBATCHES', when: 'logged-in', covers: 'command' }],
  parse: (p) => p.sp().batchesRequest(),

  async *run({ view, tag }, { size, wanted = { from: 1, to: Infinity } }) {
    if (size < leastMessages) return no(`A batch has ${leastMessages} messages or more`, 'TOOFEW');
    if (wanted.from > wanted.to) return bad('Batches are named in ascending order', 'CLIENTBUG');
    const batches = formatBatches(batchesOf(view, size, wanted));
    yield `* UIDBATCHES (TAG "${tag}")${batches === '' ? '' : ` ${batches}`}\r\n`;
    return ok('UIDBATCHES completed');
  },
});

/** The newest first. They leave no gaps, so that every UID of a message is in one, up to the present largest. */
function batchesOf(view: View, size: number, { from, to }: KnownRange): readonly KnownRange[] {
  const batches: KnownRange[] = [];
  const last = Math.min(to, Math.ceil(view.exists / size));
  /** The uid of the batch's oldest message; 1 for the last batch, which reaches down to it. */
  const lowest = (batch: number): number => {
    const number = view.exists - batch * size + 1;
    return number <= 1 ? 1 : view.uidAt(seq(number));
  };
  for (let batch = from; batch <= last; batch += 1) {
    batches.push({ from: lowest(batch), to: batch === 1 ? view.lastUid : lowest(batch - 1) - 1 });
  }
  return batches;
}
