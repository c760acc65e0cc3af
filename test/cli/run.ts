/** The command line as tests run it: on an admin that remembers what it was asked, with all that was printed. */
import type { Context } from '../../src/cli/context.js';
import { createProgram } from '../../src/cli/program.js';
import { loadConfig } from '../../src/load-config.js';
import type {
  AccountDetails,
  AccountSummary,
  Admin,
  CredentialSummary,
  PasswordForLetter,
  PreparedBatch,
  RotationRun,
} from '../../src/mail/admin.js';
import type { DnsRecord } from '../../src/mail/dns-records.js';
import type { DoctorFinding } from '../../src/mail/doctor-finding.js';
import type { DkimKeys } from '../../src/mail/dkim-keys.js';

export const details: AccountDetails = {
  account: 7,
  user: 'erika@post.example',
  name: 'Erika Sonnleitner',
  address: 'erika@post.example',
  aliases: [],
  postal: [],
  language: 'de',
  state: 'open',
  postcard: 'warn',
  createdMs: Date.UTC(2026, 10, 24),
  closedMs: null,
  credentials: [{ credential: 1, createdMs: Date.UTC(2026, 10, 24), expiresMs: null }],
  mailboxes: [{ name: 'INBOX', messages: 2, unseen: 1, sizeOctets: 2_500_000 }],
  quota: { octets: { used: 2_500_000, limit: 1_073_741_824 }, messages: { used: 2, limit: null } },
  hotFolder: '/srv/scans/7',
};
const { credentials: _credentials, mailboxes: _mailboxes, quota: _quota, hotFolder: _hotFolder, ...rest } = details;
export const summary: AccountSummary = rest;
export const issued = { account: 7, user: 'erika@post.example', password: 'acde-…', credential: 1 };

export const rotationRun: RotationRun = {
  ...{ run: 3, reason: 'routine', total: 1, done: 0, skipped: 0, startedMs: Date.UTC(2026, 10, 24) },
  ...{ overlapMs: 60 * 86_400_000, graceMs: 7 * 86_400_000 },
};
export const added: PasswordForLetter = {
  ...issued,
  ...{ name: 'Erika Sonnleitner', address: issued.user, language: 'de', postal: [], setup: null },
};
export const prepared: PreparedBatch = {
  batch: '0123abcd-0000-4000-8000-000000000000',
  passwords: [{ ...added, oldUntilMs: null }],
  waiting: 1,
  before: 0,
};
export const credential: CredentialSummary = {
  ...{ credential: 1, kind: 'device', name: 'Handy', scopes: ['imap', 'smtp'], createdMs: Date.UTC(2026, 10, 24) },
  ...{ expiresMs: null, revokedMs: null, valid: true, lastUsed: { day: '2026-11-24', client: 'Thunderbird' } },
};

const dkimKeys: DkimKeys = {
  make: async (domain, selector) => [
    {
      domain,
      selector,
      name: `${selector}-rsa._domainkey.${domain}`,
      value: `v=DKIM1; k=rsa; p=${'A'.repeat(300)}`,
      keyFile: '/srv/keys/rsa.pem',
    },
  ],
  list: async () => [],
};

const dnsRecords: readonly DnsRecord[] = [
  { name: '_imaps._tcp.post.example', type: 'SRV', value: '0 1 993 mail.post.example.', purpose: 'a', need: 'wished' },
  { name: 'post.example', type: 'TXT', value: 'v=spf1 -all', purpose: 'b', need: 'required' },
];
const findings: readonly DoctorFinding[] = [
  { check: 'Names', subject: 'mail.post.example', status: 'ok', detail: '192.0.2.1' },
  { check: 'DNS records', subject: 'post.example TXT', status: 'failure', detail: 'It is not there.' },
];

/** Runs a command line on an admin that remembers what it was asked. */
export async function run(
  args: readonly string[],
  overrides: Partial<Admin> = {},
  { typed, context: others = {} }: { readonly typed?: string; readonly context?: Partial<Context> } = {},
) {
  const calls: unknown[][] = [];
  const out: string[] = [];
  let err = '';
  let code = 0;
  const record =
    <T>(name: string, value: T) =>
    async (...parameters: unknown[]) => {
      calls.push([name, ...parameters]);
      return value;
    };
  const admin: Admin = {
    addAccount: record('addAccount', added),
    listAccounts: record('listAccounts', [summary]),
    showAccount: record('showAccount', details),
    closeAccount: record('closeAccount', { ...summary, state: 'closed' as const }),
    reopenAccount: record('reopenAccount', summary),
    setQuota: record('setQuota', summary),
    setPostcard: record('setPostcard', summary),
    setAliases: record('setAliases', summary),
    setPostal: record('setPostal', summary),
    disclosures: record('disclosures', []),
    listQueue: record('listQueue', []),
    changeQueue: record('changeQueue', []),
    pauseDestination: record('pauseDestination', { domain: 'kunde.example', sinceMs: 0 }),
    resumeDestination: record('resumeDestination', true),
    pausedDestinations: record('pausedDestinations', []),
    deleteAccount: record('deleteAccount', summary),
    previewRotation: record('previewRotation', { accounts: [{ account: 7, user: issued.user }], closed: [] }),
    beginRotation: record('beginRotation', rotationRun),
    openRotations: record('openRotations', [rotationRun]),
    prepareRotation: record('prepareRotation', prepared),
    commitRotation: record('commitRotation', {
      kind: 'issued',
      issued: [{ account: 7, credential: 1 }],
      run: { ...rotationRun, done: 1 },
      ...{ overlapping: 1, devices: 0 },
    } as const),
    endRotation: record('endRotation', []),
    listCredentials: record('listCredentials', [credential]),
    issueDevicePassword: record('issueDevicePassword', issued),
    revokeCredential: record('revokeCredential', true),
    intake: async (request, octets) => {
      for await (const chunk of octets) void chunk;
      calls.push(['intake', request]);
      return { result: 'delivered', mailbox: 'INBOX', uid: 3 };
    },
    ...overrides,
  };
  const context: Context = {
    out: (line) => void out.push(line),
    err: (text) => {
      err += text;
    },
    errIsTerminal: false,
    ask: async () => typed,
    config: () => loadConfig({}),
    withAdmin: (use) => use(admin),
    dkimKeys: () => dkimKeys,
    dnsRecords: async () => dnsRecords,
    doctor: async function* () {
      yield* findings;
    },
    letterOffice: async () => {
      throw new RangeError('no letters in this test');
    },
    encryption: async () => {
      throw new RangeError('no key in this test');
    },
    serve: record('serve', undefined),
    signal: new AbortController().signal,
    setExitCode: (to) => {
      code = to;
    },
    ...others,
  };
  const error = await createProgram(context)
    .parseAsync(args, { from: 'user' })
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  return { calls, out, err, code, error };
}
