/** The machine and the data folder. */
import type { HostFacts } from '../../mail/probe.js';
import type { Check, Finding } from './run-checks.js';

/** Below it the store begins to refuse mail soon: a large scan takes several times its size on its way. */
const leastFreeOctets = 2_000_000_000;
/** Files of the database, of messages that are read, and workers, besides connections. */
const filesBesideConnections = 500;

export function checkHost(
  facts: () => Promise<HostFacts>,
  wanted: { readonly connections: number; readonly dataDir: string },
): Check {
  return {
    title: 'This machine',
    async *run() {
      const { nodeVersion, openFiles, dataDir, masterKey } = await facts();
      yield { subject: 'Node', status: 'ok', detail: nodeVersion };
      yield judgeOpenFiles(openFiles, wanted.connections + filesBesideConnections);
      if (!dataDir) {
        const detail = `${wanted.dataDir} is not there: run this where the server runs, or set dataDir.`;
        yield { subject: 'data folder', status: 'failure', detail };
        return;
      }
      yield judgeMode('data folder', dataDir, 0o700);
      yield judgeSpace(dataDir.freeOctets);
      if (!masterKey) {
        yield { subject: 'master key', status: 'failure', detail: 'It is not there. Without it nothing can be read.' };
        return;
      }
      yield judgeMode('master key', masterKey, 0o600);
      if (!masterKey.besideData) return;
      const detail =
        `${masterKey.path} lies beside what it seals: who copies the folder has both. Keep a copy elsewhere, and ` +
        'leave it out of backups of the folder (store.masterKey names another place).';
      yield { subject: 'master key', status: 'warning', detail };
    },
  };
}

function judgeOpenFiles(limit: number | undefined, wanted: number): Finding {
  const subject = 'open files';
  if (limit === undefined) return { subject, status: 'ok', detail: 'no limit' };
  if (limit >= wanted) return { subject, status: 'ok', detail: `${limit} allowed` };
  const detail = `${limit} allowed, ${wanted} may be needed: raise it (LimitNOFILE=) or lower imap.connections.`;
  return { subject, status: 'warning', detail };
}

function judgeMode(subject: string, { path, mode }: { path: string; mode: number }, wanted: number): Finding {
  const octal = (value: number) => value.toString(8).padStart(4, '0');
  if ((mode & 0o077) === 0) return { subject, status: 'ok', detail: `${path} (${octal(mode)})` };
  const detail = `Others on this machine may open ${path} (${octal(mode)}): chmod ${octal(wanted)} ${path}`;
  return { subject, status: 'failure', detail };
}

function judgeSpace(freeOctets: number): Finding {
  const subject = 'free space';
  const detail = `${(freeOctets / 1e9).toFixed(1)} GB`;
  if (freeOctets >= leastFreeOctets) return { subject, status: 'ok', detail };
  return { subject, status: 'failure', detail: `${detail} left for the data folder: make room, or letters will wait.` };
}
