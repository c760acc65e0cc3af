/** Fills the same mailboxes of several servers with the same letters, each made once: large MULTIAPPENDs (RFC 3502). */
import { quoted, type Connection } from './connection.js';
import { letter, type Letter } from './mail/letters.js';
import type { MailboxPlan } from './mail/mailboxes.js';
import type { Target } from './target.js';

/** One APPEND carries at most this much, unless a single message is larger. */
const batchOctets = 4_000_000;
const batchMessages = 250;

export async function seed(
  targets: readonly Target[],
  plans: readonly MailboxPlan[],
  progress: (text: string) => void,
): Promise<void> {
  const connections = await Promise.all(targets.map((target) => target.open()));
  const messages = plans.reduce((sum, plan) => sum + plan.count, 0);
  let done = 0;
  for (const plan of plans) {
    await Promise.all(connections.map((connection) => connection.command(`CREATE ${quoted(plan.name)}`)));
    let sent: Promise<unknown> = Promise.resolve();
    for (const batch of batches(plan)) {
      // The next batch was made while the servers stored this one.
      await sent;
      sent = Promise.all(connections.map((connection) => appendAll(connection, plan.name, batch)));
      sent.catch(() => {}); // awaited above, or below
      done += batch.length;
      progress(`seeding ${targets.map(({ side }) => side).join(', ')}: ${done} of ${messages} letters`);
    }
    await sent;
  }
  await Promise.all(connections.map((connection) => connection.logout()));
}

export async function appendAll(connection: Connection, mailbox: string, letters: readonly Letter[]): Promise<void> {
  await connection.command([
    `APPEND ${quoted(mailbox)}`,
    ...letters.flatMap(({ flags, internalDate, octets }) => [` ${flags} "${internalDate}" `, octets]),
  ]);
}

function* batches(plan: MailboxPlan): Generator<readonly Letter[]> {
  let batch: Letter[] = [];
  let octets = 0;
  for (let index = 0; index < plan.count; index += 1) {
    const made = letter(index, plan);
    batch.push(made);
    octets += made.octets.length;
    if (octets < batchOctets && batch.length < batchMessages && index < plan.count - 1) continue;
    yield batch;
    batch = [];
    octets = 0;
  }
}
