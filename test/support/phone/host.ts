/** What a phone talks to, in one process: IMAP, submission and the relay on the same stores in memory, with chosen time. */
import { createImapServer } from '../../../src/services/imap/server.js';
import { createSubmission } from '../../../src/services/submission/server.js';
import { noProtection } from '../../../src/mail/transport.js';
import { World } from '../../services/relay/support.js';
import { fixedAuthenticator, refusedWrong } from '../fixed-authenticator.js';
import { turns } from '../fake-time.js';

export const user = 'erika@example.org';
export const password = 'geheim';
/** Domain of the letters' Message-IDs. */
const serviceDomain = 'post.example';

export interface PhoneHost {
  readonly world: World;
  readonly imapPort: number;
  readonly smtpPort: number;
  /** Lets time pass for the relay. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Longest step: what the relay looks at now and then, it looks at in each. */
const stepMs = 500;

export async function startPhoneHost(): Promise<PhoneHost> {
  const world = await World.open();
  const { stores, accounts, queue, correspondents } = world.opened;
  const authenticator = fixedAuthenticator((name, secret) => {
    if (name === user && secret === password) return { kind: 'granted', account: world.account, credential: 1 };
    return refusedWrong;
  });
  const shared = {
    ...{ stores, authenticator, clock: world.time, log: world.log, addressForLog: () => '127.0.0.0/24' },
    plaintextLogin: 'loopback' as const,
    secureContext: () => {
      throw new Error('this host has no certificate');
    },
  };
  const imap = createImapServer(shared);
  const submission = createSubmission({
    ...shared,
    ...{ accounts, queue, correspondents, protection: noProtection, serviceDomain },
    hostname: 'mail.post.example',
  });
  const { port: imapPort } = await imap.listen({ host: '127.0.0.1', port: 0, tls: 'starttls' });
  const { port: smtpPort } = await submission.listen({ host: '127.0.0.1', port: 0, tls: 'starttls' });
  world.start();
  return {
    world,
    imapPort,
    smtpPort,
    async pass(ms) {
      await turns();
      // Days in one go, and a last minute step by step, as the relay works in all of them.
      if (ms > 60_000) await world.time.advance(ms - 60_000);
      for (let left = Math.min(ms, 60_000); left > 0; left -= stepMs) {
        await world.time.advance(stepMs);
        await turns();
      }
    },
    async close() {
      await submission.close();
      await imap.close();
      await world.close();
    },
  };
}
