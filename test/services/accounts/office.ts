/** Accounts with passwords, in memory, and whoever renews them. */
import { openMemoryStores, type OpenedStores } from '../../../src/adapters/memory/open.js';
import type { PreparedPassword, RotationPlan, RotationSelection } from '../../../src/mail/admin.js';
import type { Change } from '../../../src/mail/change-feed.js';
import { isValid } from '../../../src/mail/credentials.js';
import { accountId, type AccountId } from '../../../src/mail/ids.js';
import { silentLog } from '../../../src/mail/log.js';
import { createAccounts } from '../../../src/services/accounts/accounts.js';
import { createDevices } from '../../../src/services/accounts/devices.js';
import { createPasswordMaker } from '../../../src/services/accounts/password-maker.js';
import { RotationService, type RotationPorts } from '../../../src/services/accounts/rotation.js';
import { verifies } from '../../../src/services/accounts/scram-verifier.js';
import { TestClock } from '../../support/contracts/opened.js';

export const dayMs = 86_400_000;

export class Office {
  readonly clock = new TestClock();
  readonly opened: OpenedStores;
  readonly ports: RotationPorts;
  readonly accounts: ReturnType<typeof createAccounts>;
  /** Sessions that were told to end, as `account/credential`. */
  readonly ended: string[] = [];
  rotation: RotationService;

  private constructor(opened: OpenedStores, clock: TestClock, changed: Partial<RotationPorts>) {
    this.clock = clock;
    this.opened = opened;
    const { feed } = opened.stores;
    const common = { ...opened, directory: opened.accounts, feed, clock, log: silentLog };
    const maker = createPasswordMaker({ loginSecret: opened.loginSecret, iterations: 4096 });
    this.ports = { ...common, maker, ...changed };
    const devices = createDevices({ ...common, maker });
    this.accounts = createAccounts({ ...common, maker, devices, domain: 'post.example', onChange: () => {} });
    this.rotation = new RotationService(this.ports);
  }

  static async open(changed: (opened: OpenedStores) => Partial<RotationPorts> = () => ({})): Promise<Office> {
    const clock = new TestClock();
    const opened = await openMemoryStores({ clock });
    return new Office(opened, clock, changed(opened));
  }

  async add(name: string): Promise<{ readonly account: AccountId; readonly user: string; readonly password: string }> {
    const { account, user, password } = await this.accounts.add({ name, user: name, language: 'de' });
    const id = accountId(account);
    this.opened.stores.feed.subscribe(id, (change: Change) => {
      if (change.kind === 'access-ended') this.ended.push(`${account}/${change.credential}`);
    });
    return { account: id, user, password };
  }

  /** The process ends and starts again: what it held in memory is gone. */
  restart(): void {
    this.rotation = new RotationService(this.ports);
  }

  async begin(selection: RotationSelection, plan: Partial<RotationPlan> = {}): Promise<number> {
    const times = plan.reason && plan.reason !== 'routine' ? { overlapMs: 0, graceMs: 0 } : {};
    const { run } = await this.rotation.beginRotation({
      ...{ selection, reason: 'routine', overlapMs: 60 * dayMs, graceMs: 7 * dayMs },
      ...times,
      ...plan,
    });
    return run;
  }

  /** A whole run. @returns the passwords it made */
  async renew(selection: RotationSelection, plan: Partial<RotationPlan> = {}): Promise<readonly PreparedPassword[]> {
    const run = await this.begin(selection, plan);
    const { batch, passwords } = await this.rotation.prepareRotation(run, { count: 250, setupLinks: false });
    await this.rotation.commitRotation(run, batch);
    await this.rotation.endRotation(run);
    return passwords;
  }

  /** Number of the credential that the password opens now. */
  async opens(account: number, password: string): Promise<number | undefined> {
    for (const credential of await this.opened.credentials.list(accountId(account))) {
      if (isValid(credential, this.clock.now()) && (await verifies(password, credential.verifier)))
        return credential.id;
    }
    return undefined;
  }

  async valid(account: AccountId): Promise<readonly number[]> {
    const all = await this.opened.credentials.list(account);
    return all.filter((each) => isValid(each, this.clock.now())).map(({ id }) => id);
  }
}
