/**
 * New passwords for many accounts, in batches: made, written down by whoever asked for them, then issued in one commit.
 * Whatever ends in between, each account has one that works: the old until the commit, the new from then on.
 */
import { inParallel } from '../../lib/in-parallel.js';
import type { Account, AccountDirectory } from '../../mail/accounts.js';
import {
  mostPrepared,
  type Admin,
  type CommittedBatch,
  type PreparedBatch,
  type PreparedPassword,
  type RotationPlan,
  type RotationPreview,
  type RotationRun,
  type RotationSelection,
} from '../../mail/admin.js';
import type { ChangeFeed } from '../../mail/change-feed.js';
import type { Clock } from '../../mail/clock.js';
import { isValid, type CredentialStore, type Replacement, type StoredCredential } from '../../mail/credentials.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import type { JobQueue } from '../../mail/job-queue.js';
import type { Log } from '../../mail/log.js';
import type { QueueStore } from '../../mail/queue-store.js';
import type { IssuedCredential, Rotation, RotationEntry, RotationStore } from '../../mail/rotation.js';
import { holdForReview } from './mail-review.js';
import { newSetupLink } from './new-setup-link.js';
import { besides, type PasswordMaker } from './password-maker.js';
import type { PasswordNoticeSubject } from './password-notice.js';
import { PreparedBatches } from './prepared-batches.js';
import { selectAccounts } from './rotation-selection.js';

export type RotationCalls = Pick<
  Admin,
  'previewRotation' | 'beginRotation' | 'openRotations' | 'prepareRotation' | 'commitRotation' | 'endRotation'
>;

export interface RotationPorts {
  readonly directory: AccountDirectory;
  readonly credentials: CredentialStore;
  readonly rotations: RotationStore;
  readonly queue: Pick<QueueStore, 'list' | 'hold'>;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly feed: ChangeFeed;
  readonly maker: PasswordMaker;
  readonly clock: Clock;
  readonly log: Log;
}

/** Key derivations at a time: the threads that Node has for them. */
const atOnce = 4;
const dayMs = 86_400_000;
/** A run for one account that was interrupted is forgotten when another begins: its password was not issued. */
const oneAccountLastsMs = 3_600_000;
/** How long ended runs are remembered. */
const rememberMs = 90 * dayMs;

export class RotationService implements RotationCalls {
  readonly #ports: RotationPorts;
  readonly #batches = new PreparedBatches();
  readonly #committing = new Set<Promise<unknown>>();

  constructor(ports: RotationPorts) {
    this.#ports = ports;
  }

  async previewRotation(selection: RotationSelection): Promise<RotationPreview> {
    const { accounts, closed } = await selectAccounts(selection, { ...this.#ports, nowMs: this.#ports.clock.now() });
    const named = ({ id, user }: Account) => ({ account: id, user });
    return { accounts: accounts.map(named), closed: closed.map(named) };
  }

  async beginRotation({ selection, reason, overlapMs, graceMs }: RotationPlan): Promise<RotationRun> {
    const { rotations, clock, log } = this.#ports;
    const nowMs = clock.now();
    if (reason !== 'routine' && overlapMs + graceMs > 0) {
      throw new RangeError('After loss or misuse the old password ends at once: there is no overlap and no grace.');
    }
    const { accounts } = await selectAccounts(selection, { ...this.#ports, nowMs });
    await this.#makeRoom(accounts.length, nowMs);
    const begun = await rotations.begin(
      { reason, startedMs: nowMs, overlapMs, graceMs },
      accounts.map(({ id }) => id),
    );
    log.info('rotation.begun', { run: begun.id, reason, accounts: begun.total });
    return runOf(begun);
  }

  async openRotations(): Promise<readonly RotationRun[]> {
    return (await this.#ports.rotations.open()).map(runOf);
  }

  async prepareRotation(
    run: number,
    { count, setupLinks }: { readonly count: number; readonly setupLinks: boolean },
  ): Promise<PreparedBatch> {
    const { rotations, credentials, clock } = this.#ports;
    // Whatever was prepared before is void from here on, or issued: those that wait have nothing yet that counts.
    this.#batches.drop(run);
    await this.settled();
    const rotation = await this.#open(run);
    const accounts = await rotations.pending(run, Math.min(Math.max(count, 1), mostPrepared));
    const ids = await credentials.reserve(accounts);
    const nowMs = clock.now();
    const made = await inParallel([...accounts.entries()], atOnce, ([index, account]) =>
      this.#prepare(rotation, account, { id: ids[index]!, nowMs, setupLinks }),
    );
    const batch = this.#batches.put(
      run,
      made.map(({ entry }) => entry),
      nowMs,
    );
    return {
      batch,
      passwords: made.flatMap(({ password }) => password ?? []),
      waiting: accounts.length,
      before: rotation.done,
    };
  }

  async commitRotation(run: number, batch: string): Promise<CommittedBatch> {
    const rotation = await this.#open(run);
    const entries = this.#batches.take(run, batch, this.#ports.clock.now());
    if (!entries) return { kind: 'gone', reason: goneReason(run) };
    const committing = this.#commit(rotation, entries);
    this.#committing.add(committing);
    try {
      return await committing;
    } finally {
      this.#committing.delete(committing);
    }
  }

  async endRotation(run: number): Promise<readonly number[]> {
    const { rotations, clock, log } = this.#ports;
    const { total } = await this.#open(run);
    const pending = await rotations.pending(run, total);
    this.#batches.drop(run);
    await rotations.end(run, clock.now());
    await rotations.forget(clock.now(), rememberMs);
    log.info('rotation.ended', { run, passedOver: pending.length });
    return pending;
  }

  /** Resolves when what is being issued at this moment is issued, or has failed. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#committing);
  }

  /** One run for several accounts at a time; one password may be renewed at any time. */
  async #makeRoom(accounts: number, nowMs: number): Promise<void> {
    const { rotations } = this.#ports;
    for (const { id, total, startedMs } of await rotations.open()) {
      if (total <= 1 && startedMs < nowMs - oneAccountLastsMs) await rotations.end(id, nowMs);
      else if (total > 1 && accounts > 1) {
        throw new MailError(
          'unavailable',
          `Run ${id} was begun and is not done: go on with "unpaperme password rotate --resume ${id}", or end it with ` +
            `"unpaperme password rotate --abandon ${id}".`,
        );
      }
    }
  }

  async #prepare(
    rotation: Rotation,
    account: AccountId,
    { id, nowMs, setupLinks }: { readonly id: number; readonly nowMs: number; readonly setupLinks: boolean },
  ): Promise<{ readonly entry: RotationEntry; readonly password: PreparedPassword | undefined }> {
    const { directory, credentials, maker } = this.#ports;
    const [found, contract, existing] = await Promise.all([
      directory.get(account),
      directory.contract(account),
      credentials.list(account),
    ]);
    const replaces = replacementOf(rotation, nowMs);
    const user = found?.user ?? '';
    const { password, verifier, mark } = await maker.make(user, besides(existing, replaces, nowMs));
    const made = setupLinks ? newSetupLink(account, nowMs) : undefined;
    const entry: RotationEntry = {
      account,
      credential: {
        id,
        kind: 'account',
        name: '',
        scopes: ['imap', 'smtp'],
        verifier,
        mark,
        createdMs: nowMs,
        replaces,
      },
      ...(made && { link: made.link }),
    };
    // Closed or deleted since: it is passed over at the commit.
    if (found?.state !== 'open') return { entry, password: undefined };
    const overlaps = replaces.how.kind === 'overlap' && existing.some((each) => isOwn(each) && isValid(each, nowMs));
    return {
      entry,
      password: {
        ...{ account, user, password, credential: id },
        ...{ name: contract?.name ?? '', address: contract?.address ?? user, language: found.language },
        postal: contract?.postal ?? [],
        setup: made?.setup ?? null,
        oldUntilMs: overlaps && replaces.how.kind === 'overlap' ? replaces.how.untilMs : null,
      },
    };
  }

  async #commit(rotation: Rotation, entries: readonly RotationEntry[]): Promise<CommittedBatch> {
    const { rotations, queue, feed, log } = this.#ports;
    const accounts = entries.map(({ account }) => account);
    // Before, so that it is held also if we end right after the commit; and once more, for what came in until then.
    const suspicious = rotation.reason !== 'routine';
    if (suspicious) await holdForReview(queue, accounts);
    else await this.#announce(rotation.id, entries);
    const issued = await rotations.issue(rotation.id, entries);
    for (const { account, cut } of issued) {
      for (const credential of cut) feed.publish(account, { kind: 'access-ended', credential });
    }
    if (suspicious) await holdForReview(queue, accounts);
    const { reason } = rotation;
    for (const { account, credential } of issued) log.info('password.rotated', { account, credential, reason });
    return {
      kind: 'issued',
      issued: issued.map(({ account, credential }) => ({ account, credential })),
      run: runOf((await rotations.get(rotation.id)) ?? rotation),
      ...(await this.#stayValid(issued)),
    };
  }

  async #stayValid(
    issued: readonly IssuedCredential[],
  ): Promise<{ readonly overlapping: number; readonly devices: number }> {
    const { credentials, clock } = this.#ports;
    let [overlapping, devices] = [0, 0];
    for (const { account, credential } of issued) {
      const others = (await credentials.list(account)).filter(
        (each) => each.id !== credential && isValid(each, clock.now()),
      );
      if (others.some(isOwn)) overlapping += 1;
      devices += others.filter((each) => !isOwn(each)).length;
    }
    return { overlapping, devices };
  }

  /** Jobs come before the commit that they tell of; they wait for it, and are moot without it. */
  async #announce(run: number, entries: readonly RotationEntry[]): Promise<void> {
    const { jobs, directory } = this.#ports;
    await Promise.all(
      entries.map(async ({ account, credential }) => {
        if (credential.replaces?.how.kind !== 'overlap' || !(await directory.get(account))) return;
        const payload: PasswordNoticeSubject = { kind: 'password', run, credential: credential.id };
        await jobs.enqueue({ account, kind: 'notice', key: `password ${run} ${credential.id}`, payload });
      }),
    );
  }

  async #open(run: number): Promise<Rotation> {
    const rotation = await this.#ports.rotations.get(run);
    if (!rotation) throw new RangeError(`There is no run ${run}.`);
    if (rotation.endedMs !== undefined) throw new RangeError(`Run ${run} has ended.`);
    return rotation;
  }
}

/** Of the account's letter, not of a device. */
function isOwn({ kind }: StoredCredential): boolean {
  return kind === 'account';
}

function replacementOf({ reason, overlapMs, graceMs }: Rotation, nowMs: number): Replacement {
  // After misuse nobody knows what else was seen: the devices' passwords go too.
  const which = reason === 'misuse' ? 'all' : 'account';
  if (reason !== 'routine' || overlapMs === 0) return { which, how: { kind: 'cut' } };
  return { which, how: { kind: 'overlap', untilMs: nowMs + overlapMs, graceMs } };
}

function goneReason(run: number): string {
  return (
    'These passwords are not waiting to be issued any more, and are void: another command took the run over, the server ' +
    `was restarted, or half an hour has passed. "unpaperme password rotate --resume ${run}" makes new ones.`
  );
}

function runOf({ id, reason, total, done, skipped, startedMs, overlapMs, graceMs }: Rotation): RotationRun {
  return { run: id, reason, total, done, skipped, startedMs, overlapMs, graceMs };
}
