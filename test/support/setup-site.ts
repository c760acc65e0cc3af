/** The web server's app with one account in memory, and links to set up its devices. */
import { readFileSync } from 'node:fs';
import { openMemoryStores } from '../../src/adapters/memory/open.js';
import { projectPath } from '../../src/lib/project-path.js';
import type { AccountId } from '../../src/mail/ids.js';
import { issuePassword } from '../../src/mail/issued-password.js';
import { makeSetupLink, setupPinTag, type SetupLinkSecrets, setupTokenHash } from '../../src/mail/setup-links.js';
import { createWebApp, type WebApp } from '../../src/services/web/app.js';
import type { WebOptions } from '../../src/services/web/options.js';
import { FakeTime, memoryTurns } from './fake-time.js';
import { RecordingLog } from './recording-log.js';
import { settings } from './setup/settings.js';

export const customer = { user: 'erika', name: 'Erika <Mustermann> & "Söhne"', address: 'erika@post.example' };

export class SetupSite {
  readonly time: FakeTime;
  readonly log = new RecordingLog();
  /** What the service was asked to issue, and gave out. */
  readonly issued: { readonly name: string; readonly password: string }[] = [];
  readonly app: WebApp;
  readonly options: WebOptions;
  readonly account: AccountId;
  readonly #stores: Awaited<ReturnType<typeof openMemoryStores>>;
  #random = 0;

  static async open(options: Partial<WebOptions> = {}): Promise<SetupSite> {
    const time = new FakeTime(memoryTurns);
    const stores = await openMemoryStores({ clock: time });
    const octets = Buffer.alloc(32);
    const { id } = await stores.accounts.create({
      ...customer,
      language: 'de',
      verifier: { mechanism: 'SCRAM-SHA-256', iterations: 4096, salt: octets, storedKey: octets, serverKey: octets },
      mark: Buffer.alloc(3),
      createdMs: time.now(),
      mailboxes: [],
    });
    return new SetupSite(time, stores, id, options);
  }

  private constructor(
    time: FakeTime,
    stores: Awaited<ReturnType<typeof openMemoryStores>>,
    account: AccountId,
    options: Partial<WebOptions>,
  ) {
    this.time = time;
    this.account = account;
    this.#stores = stores;
    const asset = (name: string) => readFileSync(projectPath(`assets/web/${name}`), 'utf8');
    this.options = {
      settings: () => settings,
      accounts: stores.accounts,
      setupLinks: stores.setupLinks,
      feed: stores.stores.feed,
      devicePasswords: {
        issue: async (_, { name }) => {
          const password = issuePassword((n) => this.#next(n));
          this.issued.push({ name, password });
          return { password, credential: this.issued.length };
        },
      },
      signProfile: (profile) => profile,
      mtaSts: undefined,
      randomOctets: (count) => Buffer.alloc(count, this.#next(256)),
      files: { style: asset('setup.css'), script: asset('setup.js') },
      clock: time,
      log: this.log,
      ...options,
    };
    this.app = createWebApp(this.options);
  }

  async addLink(lifeMs = 14 * 86_400_000): Promise<SetupLinkSecrets> {
    const link = makeSetupLink((n) => this.#next(n));
    await this.#stores.setupLinks.add({
      account: this.account,
      tokenHash: setupTokenHash(link.token),
      pinTag: setupPinTag(link),
      createdMs: this.time.now(),
      expiresMs: this.time.now() + lifeMs,
    });
    return link;
  }

  /** As when a password is withdrawn. */
  endAccess(credential: number): void {
    this.#stores.stores.feed.publish(this.account, { kind: 'access-ended', credential });
  }

  async closeAccount(): Promise<void> {
    await this.#stores.accounts.close(this.account, this.time.now());
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}, address = '192.0.2.1'): Promise<Response> {
    return this.ask(path, { headers }, address);
  }

  post(path: string, fields: Readonly<Record<string, string>>, address = '192.0.2.1'): Promise<Response> {
    return this.ask(path, { method: 'POST', body: new URLSearchParams(fields) }, address);
  }

  async ask(path: string, init: RequestInit, address = '192.0.2.1'): Promise<Response> {
    const url = URL.canParse(path) ? path : `https://mail.post.example${path}`;
    return this.app.request(url, init, { address });
  }

  /** @returns the path of the pages behind a fresh link, opened with its PIN */
  async enter(): Promise<string> {
    const { token, pin } = await this.addLink();
    return (await this.post(`/s/${token}`, { pin })).headers.get('Location')!;
  }

  #next(n: number): number {
    this.#random = (this.#random * 1_103_515_245 + 12_345) % 2 ** 31;
    return (this.#random >> 8) % n;
  }
}
