/** Time, readers and stores for tests of intake. */
import { openMemoryStores, type OpenedStores } from '../../../src/adapters/memory/open.js';
import type { Language } from '../../../src/mail/accounts.js';
import type { Clock } from '../../../src/mail/clock.js';
import type { AccountId } from '../../../src/mail/ids.js';
import { inbox } from '../../../src/mail/mailbox.js';
import type { ReadScan, ScanReader } from '../../../src/mail/scan.js';
import { createIntake, type Intake, type IntakeOptions, type NewScan } from '../../../src/services/intake/intake.js';
import { FakeTime, until } from '../../support/fake-time.js';
import { RecordingLog } from '../../support/recording-log.js';
import { readScan, textPage } from '../../support/pages.js';

export type Script = (scan: Buffer, options: Parameters<ScanReader['read']>[1]) => Promise<ReadScan>;

/** A reader that does as told, and remembers which scans it was given. */
export class ScriptedReader implements ScanReader {
  readonly scans: Buffer[] = [];
  script: Script;

  constructor(script: Script = async (scan) => plainLetter(scan)) {
    this.script = script;
  }

  async read(scan: Buffer, options: Parameters<ScanReader['read']>[1]): Promise<ReadScan> {
    this.scans.push(scan);
    return this.script(scan, options);
  }

  async close(): Promise<void> {}
}

/** What reading gives: one page with the words after the PDF header as its text. */
export function plainLetter(scan: Buffer): ReadScan {
  return readScan([textPage(scan.toString('utf8').replace(/^%PDF-\S+\s+/, ''))], { pdf: scan, preview: undefined });
}

/** A reader that never answers, and does not listen to `signal` either. */
export const hanging: Script = () => new Promise<never>(() => {});

export function pdf(text: string): Buffer {
  return Buffer.from(`%PDF-1.7 ${text}`);
}

/** Stores with time, log and reader beside, and as many intakes over them as a test starts. */
export class World {
  readonly reader = new ScriptedReader();
  readonly log = new RecordingLog();
  #intakes: Intake[] = [];

  private constructor(
    readonly time: FakeTime,
    readonly opened: OpenedStores,
  ) {}

  static async open(
    openStores: (options: { clock: Clock }) => Promise<OpenedStores> = openMemoryStores,
  ): Promise<World> {
    const time = new FakeTime();
    return new World(time, await openStores({ clock: time }));
  }

  /** Not started. */
  intake(options: Partial<IntakeOptions> = {}): Intake {
    const intake = createIntake({
      stores: this.opened.stores,
      accounts: this.opened.accounts,
      jobs: this.opened.jobs,
      reader: this.reader,
      clock: this.time,
      timers: this.time,
      log: this.log,
      service: { name: 'Unpaperme', address: 'post@post.example' },
      ...options,
    });
    this.#intakes.push(intake);
    return intake;
  }

  started(options: Partial<IntakeOptions> = {}): Intake {
    const intake = this.intake(options);
    intake.start();
    return intake;
  }

  async account(user = 'erika@example.org', language: Language = 'de'): Promise<AccountId> {
    return createAccount(this.opened, user, language, this.time.now());
  }

  /** The messages of INBOX, octet for octet, in order. */
  async inbox(account: AccountId): Promise<readonly string[]> {
    return inboxOf(this.opened, account);
  }

  /** Time passes until something has come about. */
  async passUntil(condition: () => boolean | Promise<boolean>, limitMs?: number): Promise<void> {
    await until(condition, () => this.time.advance(500), limitMs);
  }

  /** Time passes until the promise has settled. */
  async pass<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const mark = () => void (settled = true);
    promise.then(mark, mark);
    await this.passUntil(() => settled);
    return promise;
  }

  async close(): Promise<void> {
    await this.pass(Promise.all(this.#intakes.map((intake) => intake.close())));
    await this.opened.close();
  }
}

export async function createAccount(
  { accounts }: OpenedStores,
  user: string,
  language: Language,
  createdMs: number,
): Promise<AccountId> {
  const key = Buffer.alloc(32, 1);
  const verifier = { mechanism: 'SCRAM-SHA-256', iterations: 4096, salt: key, storedKey: key, serverKey: key } as const;
  const name = 'Erika Sonnleitner';
  const account = await accounts.create({
    ...{ user, language, name, address: user, verifier, mark: key, createdMs, mailboxes: [] },
  });
  return account.id;
}

export async function inboxOf({ stores }: OpenedStores, account: AccountId): Promise<readonly string[]> {
  const store = await stores.open(account);
  const mailbox = await store.mailbox(inbox);
  const found: string[] = [];
  for (const { content } of (await store.messages(mailbox!.id)).messages) {
    const pieces: Buffer[] = [];
    for await (const piece of store.octets(content)) pieces.push(piece);
    found.push(Buffer.concat(pieces).toString('latin1'));
  }
  return found;
}

export function scanOf(account: AccountId, octets: Buffer, more: Partial<NewScan> = {}): NewScan {
  return { account, octets, source: 'command', fileName: 'scan.pdf', identity: '/in/scan.pdf 1', ...more };
}
