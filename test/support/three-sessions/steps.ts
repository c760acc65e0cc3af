/** Commands at random, for three sessions. Numbers are picked when a step is played: from what there is then. */
import fc from 'fast-check';
import type { FlagMode } from '../../../src/mail/flags.js';
import type { Kind } from './told-client.js';

export type Step = { readonly session: number } & (
  | { readonly do: 'append'; readonly flags: readonly string[] }
  | {
      readonly do: 'store';
      readonly pick: Pick;
      readonly mode: FlagMode;
      readonly silent: boolean;
      readonly flags: readonly string[];
      /** How far behind the mailbox's modseq; undefined for no UNCHANGEDSINCE. */
      readonly since: number | undefined;
    }
  | { readonly do: 'fetch'; readonly pick: Pick; readonly what: 'flags' | 'text'; readonly since: number | undefined }
  | { readonly do: 'learn' | 'noop' | 'check' | 'idle' | 'expunge' | 'close' | 'unselect' | 'drop' }
  | { readonly do: 'uid-expunge' | 'copy' | 'copy-away' | 'move' | 'move-away'; readonly pick: Pick }
  | { readonly do: 'search'; readonly uid: boolean; readonly flag: string }
  | { readonly do: 'select'; readonly readOnly: boolean }
  | { readonly do: 'resync'; readonly memory: number }
  | { readonly do: 'sync' }
);

/** Some of the messages: bit i says whether the i-th is named. By UID also some that are not there. */
export interface Pick {
  readonly uid: boolean;
  readonly bits: number;
}

const flags = ['\\Seen', '\\Flagged', '\\Deleted', '\\Deleted', '$Work'] as const;
const someFlags = fc.uniqueArray(fc.constantFrom(...new Set(flags)), { maxLength: 2 });
const pick = fc.record({ uid: fc.boolean(), bits: fc.integer({ min: 1, max: 0xffff }) });
const since = fc.option(fc.nat(4), { nil: undefined });
const plain = <D extends string>(...names: D[]) => fc.record({ do: fc.constantFrom(...names) });

const action = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('append' as const), flags: someFlags }) },
  {
    weight: 16,
    arbitrary: fc.record({
      do: fc.constant('store' as const),
      pick,
      mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
      silent: fc.boolean(),
      flags: fc.uniqueArray(fc.constantFrom(...flags), { maxLength: 2 }),
      since,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('fetch' as const),
      pick,
      what: fc.constantFrom('flags' as const, 'text' as const),
      since,
    }),
  },
  { weight: 8, arbitrary: plain('learn', 'expunge', 'noop', 'idle') },
  { weight: 2, arbitrary: plain('check', 'close', 'unselect', 'drop') },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'uid-expunge' as const,
        'copy' as const,
        'copy-away' as const,
        'move' as const,
        'move-away' as const,
      ),
      pick,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('search' as const), uid: fc.boolean(), flag: fc.constantFrom(...flags) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('select' as const), readOnly: fc.boolean() }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('resync' as const), memory: fc.nat(12) }) },
  { weight: 2, arbitrary: plain('sync') },
);

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.tuple(fc.nat(2), action).map(([session, what]) => ({ session, ...what })),
  { minLength: 10, maxLength: 60, size: 'max' },
);

export const kinds: fc.Arbitrary<readonly Kind[]> = fc.tuple(
  ...Array.from({ length: 3 }, () =>
    fc.constantFrom<Kind>('plain', 'condstore', 'qresync', 'uidonly', 'qresync uidonly'),
  ),
);
