/** SEARCH in the big mailbox: warm, cold, and beside Dovecot's full-text index. */
import { quoted, type Connection } from '../connection.js';
import { bound, times, type Goal } from '../goals.js';
import { big, indexed } from '../mail/mailboxes.js';
import {
  absentWord,
  compoundStem,
  occurrences,
  rareSender,
  rareSubject,
  rareWord,
  rareWords,
} from '../mail/rare-words.js';
import type { Scenario } from '../scenario.js';
import { median } from '../../statistics.js';
import type { Side } from '../target.js';
import { closeAll, elapsed, ms } from './support.js';

type Criteria = string | readonly (string | Buffer)[];

/** @returns the UIDs found */
export async function search(connection: Connection, criteria: Criteria): Promise<number[]> {
  const parts = typeof criteria === 'string' ? [criteria] : criteria;
  const { lines } = await connection.command(['UID SEARCH ', ...parts], { collect: true });
  const answer = lines.find((line) => /^\* SEARCH\b/i.test(line));
  if (answer === undefined) throw new Error('no SEARCH response');
  return (answer.match(/\d+/g) ?? []).map(Number);
}

/** Two sets of UIDs are the same when both their size and this are. */
function digest(uids: readonly number[]): number {
  return [...uids].sort((a, b) => a - b).reduce((sum, uid) => (Math.imul(sum, 31) + uid) | 0, 17);
}

interface Query {
  readonly id: string;
  readonly row: string;
  readonly title: string;
  readonly criteria: (number: number) => Criteria;
  readonly goal: Goal;
  /** Queries of a sample. */
  readonly repeat?: number;
  readonly sides?: readonly Side[];
  readonly mailbox?: string;
}

/** Number n of the words searched for: each query asks for another, which occurs in this mailbox. */
function nthWord(n: number, messages: number): number {
  return (17 + 37 * n) % Math.min(rareWords, messages);
}

const warm = ({
  id,
  row,
  title,
  criteria,
  goal,
  repeat = 3,
  sides = ['ours', 'dovecot'],
  mailbox = big,
}: Query): Scenario => ({
  id,
  row,
  title,
  metrics: { main: ms(goal) },
  sides,
  mailboxes: [mailbox],
  async prepare(target, { settings }) {
    const messages = mailbox === big ? settings.messages : settings.indexedMessages;
    const connection = await target.openSelected(mailbox);
    let queries = 0;
    return {
      async sample() {
        const taken: number[] = [];
        let [hits, found] = [0, 0];
        for (let i = 0; i < repeat; i += 1) {
          queries += 1;
          let uids: number[] = [];
          taken.push(
            await elapsed(async () => {
              uids = await search(connection, criteria(nthWord(queries, messages)));
            }),
          );
          hits += uids.length;
          found = (Math.imul(found, 31) + digest(uids)) | 0;
        }
        return { figures: { main: median(taken) }, ops: repeat, facts: { hits, 'digest of the UIDs': found } };
      },
      close: () => closeAll([connection]),
    };
  },
});

/** A server just started, its files not in memory: the first search of its life. */
const cold = (id: string, title: string, criteria: (number: number) => Criteria): Scenario => ({
  id,
  row: 'SEARCH TEXT / BODY, cold',
  title: `${title}; the first search after a restart, files out of the page cache`,
  metrics: { main: ms(times(15)) },
  sides: ['ours', 'dovecot'],
  mailboxes: [big],
  rounds: 2,
  warmUp: false,
  async prepare(target, { settings }) {
    let queries = 0;
    return {
      async sample() {
        await target.restart();
        const connection = await target.openSelected(big);
        queries += 1;
        let hits = 0;
        const main = await elapsed(async () => {
          hits = (await search(connection, criteria(nthWord(queries, settings.messages)))).length;
        });
        await connection.logout();
        return { figures: { main }, ops: 0, facts: { hits } };
      },
      close: async () => {},
    };
  },
});

const inCompound = (number: number): string => `BODY ${quoted(compoundStem(number))}`;
const withUmlaut = (number: number): Criteria => ['CHARSET UTF-8 BODY ', Buffer.from(`ücks${compoundStem(number)}ver`)];
const word = (number: number): string => `TEXT ${quoted(rareWord(number))}`;
const missing = (number: number): string => `TEXT ${quoted(absentWord(number))}`;

const warmRow = 'SEARCH TEXT / BODY, warm';
const xapianRow = 'the same against Dovecot with its Xapian plugin';
const xapianSides = ['ours', 'xapian'] as const;

/** Umlauts inside compounds, found or not: of 15 words, the share of messages that have them. */
const found: Scenario = {
  id: 'search_xapian_found',
  row: xapianRow,
  title: 'share of messages found by an umlaut and letters within a compound, 15 queries',
  metrics: { main: { unit: '% found', better: 'higher', goals: [bound(100)] } },
  sides: xapianSides,
  mailboxes: [indexed],
  rounds: 1,
  warmUp: false,
  async prepare(target, { settings }) {
    const connection = await target.openSelected(indexed);
    return {
      async sample() {
        let [hits, there] = [0, 0];
        for (let n = 0; n < 15; n += 1) {
          const number = nthWord(n, settings.indexedMessages);
          there += occurrences(number, settings.indexedMessages);
          hits += (await search(connection, withUmlaut(number))).length;
        }
        return { figures: { main: (100 * hits) / there }, ops: 0 };
      },
      close: () => closeAll([connection]),
    };
  },
};

/** Beside the index the time is compared; what each finds is another row's. */
const besideIndex = (query: Omit<Query, 'row' | 'goal' | 'sides'>): Scenario => {
  const scenario = warm({ ...query, row: xapianRow, goal: times(1 / 3), sides: xapianSides, mailbox: indexed });
  return {
    ...scenario,
    async prepare(target, bench) {
      const player = await scenario.prepare(target, bench);
      return {
        ...player,
        async sample() {
          const { figures, ops } = await player.sample();
          return { figures, ops };
        },
      };
    },
  };
};

const fields = (id: string, title: string, criteria: Query['criteria']): Scenario =>
  warm({ id, row: 'SEARCH SUBJECT / FROM', title, criteria, goal: times(5) });

const shortRow = 'SEARCH with NOT, OR; needles of 1 and 2 characters';
const right = (id: string, title: string, criteria: Query['criteria']): Scenario =>
  warm({ id, row: shortRow, title, criteria, goal: bound(250), repeat: 1 });

export const searching: readonly Scenario[] = [
  cold('search_cold_word', 'TEXT, a rare word', word),
  cold('search_cold_umlaut', 'BODY, a part of a compound with an umlaut', withUmlaut),
  warm({ id: 'search_text', row: warmRow, title: 'TEXT, a rare word', criteria: word, goal: times(40), repeat: 1 }),
  warm({
    id: 'search_text_miss',
    row: warmRow,
    title: 'TEXT, in no message',
    criteria: missing,
    goal: times(40),
    repeat: 1,
  }),
  warm({
    id: 'search_compound',
    row: warmRow,
    title: 'BODY, inside a compound',
    criteria: inCompound,
    goal: times(40),
    repeat: 1,
  }),
  warm({
    id: 'search_umlaut',
    row: warmRow,
    title: 'BODY, an umlaut inside a compound',
    criteria: withUmlaut,
    goal: times(40),
    repeat: 1,
  }),
  besideIndex({ id: 'search_xapian_word', title: 'TEXT, a rare word', criteria: word }),
  besideIndex({ id: 'search_xapian_miss', title: 'TEXT, in no message', criteria: missing }),
  besideIndex({ id: 'search_xapian_compound', title: 'BODY, inside a compound', criteria: inCompound }),
  found,
  fields('search_subject', 'SUBJECT, a reference number', (n) => `SUBJECT ${quoted(rareSubject(n))}`),
  fields('search_subject_miss', 'SUBJECT, in no message', (n) => `SUBJECT ${quoted(absentWord(n))}`),
  fields('search_from', 'FROM, an address', (n) => `FROM ${quoted(rareSender(n))}`),
  fields('search_from_miss', 'FROM, in no message', (n) => `FROM ${quoted(absentWord(n))}`),
  right('search_not', 'NOT TEXT', (n) => `NOT TEXT ${quoted(rareWord(n))}`),
  right('search_or', 'OR of SUBJECT and BODY', (n) => `OR SUBJECT ${quoted(rareSubject(n))} ${inCompound(n + 1)}`),
  right('search_1_character', 'BODY "x"', () => 'BODY "x"'),
  right('search_2_characters', 'BODY "qu"', () => 'BODY "qu"'),
];
