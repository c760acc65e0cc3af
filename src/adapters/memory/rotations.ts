/** Rotation runs in memory. */
import type { AccountId } from '../../mail/ids.js';
import type { IssuedCredential, NewRotation, Rotation, RotationEntry, RotationStore } from '../../mail/rotation.js';
import type { MemoryCredentials, StateOf } from './credentials.js';
import type { MemorySetupLinks } from './setup-links.js';

interface Run {
  readonly about: NewRotation & { readonly id: number; readonly total: number };
  /** In the order in which the run was begun with them. */
  readonly waiting: Set<AccountId>;
  done: number;
  endedMs: number | undefined;
}

export class MemoryRotations implements RotationStore {
  readonly #stateOf: StateOf;
  readonly #credentials: MemoryCredentials;
  readonly #setupLinks: MemorySetupLinks;
  readonly #runs = new Map<number, Run>();
  #lastId = 0;

  constructor(stateOf: StateOf, credentials: MemoryCredentials, setupLinks: MemorySetupLinks) {
    this.#stateOf = stateOf;
    this.#credentials = credentials;
    this.#setupLinks = setupLinks;
  }

  async begin({ reason, startedMs, overlapMs, graceMs }: NewRotation, all: readonly AccountId[]): Promise<Rotation> {
    this.#lastId += 1;
    const accounts = new Set(all);
    const about = { id: this.#lastId, reason, startedMs, overlapMs, graceMs, total: accounts.size };
    const waiting = new Set([...accounts].filter((each) => this.#stateOf(each)));
    const run: Run = { about, waiting, done: 0, endedMs: undefined };
    this.#runs.set(about.id, run);
    return this.#view(run);
  }

  async get(id: number): Promise<Rotation | undefined> {
    const run = this.#runs.get(id);
    return run && this.#view(run);
  }

  async open(): Promise<readonly Rotation[]> {
    return [...this.#runs.values()].filter(({ endedMs }) => endedMs === undefined).map((run) => this.#view(run));
  }

  async pending(id: number, limit: number): Promise<readonly AccountId[]> {
    const run = this.#runs.get(id);
    return run ? this.#pending(run).slice(0, limit) : [];
  }

  async issue(id: number, entries: readonly RotationEntry[]): Promise<readonly IssuedCredential[]> {
    const run = this.#runs.get(id);
    return run ? entries.flatMap((entry) => this.#issueOne(run, entry)) : [];
  }

  #issueOne(run: Run, { account, credential: fresh, link }: RotationEntry): readonly IssuedCredential[] {
    if (this.#stateOf(account) !== 'open' || !run.waiting.has(account)) return [];
    const { credential, cut } = this.#credentials.insert(account, fresh);
    if (!credential) return [];
    run.waiting.delete(account);
    if (link) this.#setupLinks.insert(link);
    run.done += 1;
    return [{ account, credential: credential.id, cut }];
  }

  async end(id: number, nowMs: number): Promise<void> {
    const run = this.#runs.get(id);
    run?.waiting.clear();
    if (run) run.endedMs ??= nowMs;
  }

  async forget(nowMs: number, ageMs: number): Promise<void> {
    for (const [id, { endedMs = Infinity }] of this.#runs) if (endedMs < nowMs - ageMs) this.#runs.delete(id);
  }

  removeAccount(account: AccountId): void {
    for (const { waiting } of this.#runs.values()) waiting.delete(account);
  }

  /** Who is closed may come back as long as the run goes on. */
  #pending({ waiting }: Run): readonly AccountId[] {
    return [...waiting].filter((each) => this.#stateOf(each) === 'open');
  }

  #view(run: Run): Rotation {
    const { about, done, endedMs } = run;
    return { ...about, done, skipped: about.total - done - this.#pending(run).length, endedMs };
  }
}
