/** What `unpaperme password rotate` was asked for: for whom, why, and how long the old ones go on. */
import { readFile } from 'node:fs/promises';
import type { RotationPlan, RotationSelection } from '../../mail/admin.js';
import type { RotationReason } from '../../mail/rotation.js';
import { accountOf } from '../print.js';
import { readAccountList, type AccountList } from './list-file.js';

export interface RotateOptions {
  readonly account?: string;
  readonly list?: string;
  readonly olderThan?: number;
  readonly all?: true;
  readonly reason?: RotationReason;
  readonly now?: true;
  readonly overlap?: number;
  readonly grace?: number;
  readonly letters?: string;
  readonly csv?: string;
  readonly to?: string;
  readonly showPasswords?: true;
  readonly json?: true;
  readonly dryRun?: true;
  /** True: the one that is open. */
  readonly resume?: number | true;
  readonly abandon?: number | true;
}

/** @throws RangeError with words: nobody named, or several ways at the same time */
export function selectionOf(
  reference: string | undefined,
  options: RotateOptions,
  list: AccountList | undefined,
): RotationSelection {
  const { account, olderThan, all } = options;
  const ways = [reference !== undefined || account !== undefined, list, olderThan !== undefined, all].filter(Boolean);
  if (ways.length !== 1) {
    throw new RangeError('Say whose passwords: name an account, or give --list FILE, --older-than TIME or --all.');
  }
  if (list) return { accounts: list.accounts };
  if (olderThan !== undefined) return { olderThanMs: olderThan };
  return all ? { all } : { accounts: [accountOf(reference, options)] };
}

/** @throws RangeError with words: it cannot be read, or is no list */
export async function listOf({ list }: RotateOptions): Promise<AccountList | undefined> {
  return list === undefined ? undefined : readAccountList((await readGiven(list)).toString('utf8'));
}

/** A file that the admin named. @throws RangeError with words */
export async function readGiven(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new RangeError(`${file} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}

/**
 * @param defaults times for `routine`, ms
 * @throws RangeError with words: times for a reason that cuts at once
 */
export function planOf(
  { reason: given, now, overlap, grace }: RotateOptions,
  defaults: { readonly overlapMs: number; readonly graceMs: number },
): Omit<RotationPlan, 'selection'> {
  const reason = given ?? (now ? 'loss' : 'routine');
  if (now || reason !== 'routine') {
    if (overlap !== undefined || grace !== undefined) {
      throw new RangeError('The old password ends at once: --overlap and --grace are for --reason routine.');
    }
    return { reason, overlapMs: 0, graceMs: 0 };
  }
  const overlapMs = overlap ?? Math.max(defaults.overlapMs, grace ?? 0);
  return { reason, overlapMs, graceMs: Math.min(grace ?? defaults.graceMs, overlapMs) };
}

/** @throws RangeError with words: the new passwords would go nowhere, or nowhere safe */
export function checkOutputs({ letters, csv, to, showPasswords, json }: RotateOptions): void {
  if (csv !== undefined && to === undefined) {
    throw new RangeError('--csv is written encrypted: name your OpenPGP public key with --to KEY.asc.');
  }
  if (csv === undefined && to !== undefined) throw new RangeError('--to is the key for --csv FILE, which is missing.');
  if (letters !== undefined || csv !== undefined || showPasswords) return;
  throw new RangeError(
    `The new passwords would go nowhere${json ? ': --json alone does not print them' : ''}. Give --letters DIR (PDF), ` +
      '--csv FILE --to KEY.asc (encrypted) or --show-passwords (on the screen).',
  );
}
