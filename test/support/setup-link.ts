/** A one-time link of a running server, as a password letter brings it. */
import { join } from 'node:path';
import { connectToServer } from '../../src/adapters/control/control-client.js';
import type { SetupLinkSecrets } from '../../src/mail/setup-links.js';
import type { RunningServer } from './running-server.js';

/** A routine rotation: the account's password before stays valid for a while. */
export async function issueSetupLink(server: RunningServer, account: number): Promise<SetupLinkSecrets> {
  const admin = await connectToServer(join(server.dataDir, 'run', 'control.sock'));
  if (!admin) throw new Error('The server does not run.');
  const selection = { accounts: [String(account)] };
  const { run } = await admin.beginRotation({ selection, reason: 'routine', overlapMs: 3_600_000, graceMs: 3_600_000 });
  const { batch, passwords } = await admin.prepareRotation(run, { count: 1, setupLinks: true });
  await admin.commitRotation(run, batch);
  await admin.endRotation(run);
  return passwords[0]!.setup!;
}
