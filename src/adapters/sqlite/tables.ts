/**
 * The tables of messages of mailboxes in use, kept up to date with each commit. Whoever selects a mailbox shares its
 * table, and the rows of a mailbox are read once, in slices that let others work.
 */
import { setImmediate } from 'node:timers/promises';
import { OctetLru } from '../../lib/octet-lru.js';
import { modSeq, uid } from '../../mail/ids.js';
import type { MailboxId, ModSeq } from '../../mail/ids.js';
import type { Changes, Snapshot, UidRange } from '../../mail/mail-store.js';
import { MessageTable } from '../../mail/message-table.js';
import type { Commits } from './commits.js';
import type { KeywordNames } from './keywords.js';
import { selectableRow } from './mailbox-rows.js';
import { atLeast, messageOf, numbersOf, stateOf } from './message-rows.js';
import type { Scope } from './scope.js';
import { messageStatements } from './statements/messages.js';
import type { FlagRow, MessageRow } from './statements/messages.js';

/** What one commit did to the messages of a mailbox. */
export interface Delta {
  readonly mailbox: number;
  readonly modSeq: number;
  /** New, ascending by uid. */
  readonly rows: readonly MessageRow[];
  /** With new flags, ascending by uid. */
  readonly flagged: readonly FlagRow[];
  readonly expunged: readonly number[];
  /** The journal of expunges is whole above this, when something was expunged. */
  readonly forgotten?: number;
  /** The mailbox is gone, or only its name is left. */
  readonly deleted?: true;
}

/** A mailbox as it was committed. */
interface Picture {
  readonly table: MessageTable;
  readonly modSeq: number;
  readonly uidNext: number;
  /** The last change that removed something; 0 for none. */
  readonly lastExpunge: number;
  /** The journal of expunges is whole above this. */
  readonly forgotten: number;
}

/** While its rows are read, a mailbox collects what is committed meanwhile. */
interface Loading {
  readonly picture: Promise<Picture>;
  readonly meanwhile: Delta[];
}

/** Read in about 3 ms; a multiple of the table's chunks. */
const sliceRows = 1024;
/** What a table costs beyond its messages, in messages. */
const overhead = 50;

export class Tables {
  readonly #pictures: OctetLru<string, Picture>;
  readonly #loading = new Map<string, Loading>();

  readonly #commits: Commits;

  /** @param limitMessages in the tables kept; each takes about 50 octets */
  constructor(commits: Commits, limitMessages: number) {
    this.#commits = commits;
    this.#pictures = new OctetLru(limitMessages);
  }

  /** @throws MailError mailbox-not-found */
  async snapshot(scope: Scope, keywords: KeywordNames, mailbox: MailboxId): Promise<Snapshot> {
    const picture = await this.#get(scope, keywords, mailbox);
    return { highestModSeq: modSeq(picture.modSeq), uidNext: uid(picture.uidNext), messages: picture.table };
  }

  /** @throws MailError mailbox-not-found */
  async changes(scope: Scope, keywords: KeywordNames, mailbox: MailboxId, since: ModSeq): Promise<Changes> {
    const picture = await this.#get(scope, keywords, mailbox);
    const { table, modSeq: at, uidNext } = picture;
    const runs = expungedAfter(scope, mailbox, picture, since);
    return {
      highestModSeq: modSeq(at),
      uidNext: uid(uidNext),
      table,
      messages: at > since ? table.changedSince(since) : [],
      expunged: runs === 'forgotten' ? runs : numbersOf(runs).map(uid),
    };
  }

  /** @throws MailError mailbox-not-found */
  async expungedSince(
    scope: Scope,
    keywords: KeywordNames,
    mailbox: MailboxId,
    since: ModSeq,
  ): Promise<readonly UidRange[] | 'forgotten'> {
    const runs = expungedAfter(scope, mailbox, await this.#get(scope, keywords, mailbox), since);
    if (runs === 'forgotten') return runs;
    return runs.map(([first, last]) => ({ from: uid(first), to: uid(last) }));
  }

  /** What was committed, in the order of the commits. */
  apply({ account }: Scope, keywords: KeywordNames, deltas: readonly Delta[]): void {
    for (const delta of deltas) {
      const key = keyOf(account, delta.mailbox);
      this.#loading.get(key)?.meanwhile.push(delta);
      const picture = this.#pictures.get(key);
      if (!picture) continue;
      if (delta.deleted) this.#pictures.delete(key);
      else this.#keep(key, after(picture, delta, keywords));
    }
  }

  forget(account: number): void {
    for (const key of [...this.#pictures.keys()]) if (key.startsWith(`${account} `)) this.#pictures.delete(key);
  }

  async #get(scope: Scope, keywords: KeywordNames, mailbox: MailboxId): Promise<Picture> {
    const key = keyOf(scope.account, mailbox);
    return this.#pictures.get(key) ?? this.#loading.get(key)?.picture ?? this.#load(key, scope, keywords, mailbox);
  }

  async #load(key: string, scope: Scope, keywords: KeywordNames, mailbox: MailboxId): Promise<Picture> {
    const meanwhile: Delta[] = [];
    const loading = { meanwhile, picture: this.#read(scope, keywords, mailbox, meanwhile) };
    this.#loading.set(key, loading);
    try {
      const picture = await loading.picture;
      // Nothing can have come between the last look and this: both run without a turn of the event loop.
      this.#keep(key, picture);
      return picture;
    } finally {
      this.#loading.delete(key);
    }
  }

  async #read(scope: Scope, keywords: KeywordNames, mailbox: MailboxId, meanwhile: readonly Delta[]): Promise<Picture> {
    const { db, account } = scope;
    let table = MessageTable.empty;
    for (;;) {
      await this.#commits.settled(account); // what is read was told, or may be
      const [, , , , , uidNext, at, , floor, forgotten] = selectableRow(scope, mailbox);
      const rows = db.all(messageStatements.slice, account, mailbox, table.lastUid, sliceRows);
      table = table.with(rows.map((row) => messageOf(keywords, atLeast(floor, row))));
      if (rows.length < sliceRows) {
        const [lastExpunge] = db.get(messageStatements.lastExpunge, account, mailbox)!;
        const read = { table, modSeq: 0, uidNext, lastExpunge: lastExpunge ?? 0, forgotten };
        const current = meanwhile.reduce((picture, delta) => after(picture, delta, keywords), read);
        return { ...current, modSeq: at, uidNext };
      }
      await setImmediate();
    }
  }

  #keep(key: string, picture: Picture): void {
    this.#pictures.set(key, picture, picture.table.length + overhead);
  }
}

function expungedAfter(
  { db, account }: Scope,
  mailbox: MailboxId,
  { modSeq: at, lastExpunge, forgotten }: Picture,
  since: ModSeq,
): readonly (readonly [first: number, last: number])[] | 'forgotten' {
  if (lastExpunge <= since) return [];
  return forgotten > since ? 'forgotten' : db.all(messageStatements.expunged, account, mailbox, Number(since), at);
}

const keyOf = (account: number, mailbox: number) => `${account} ${mailbox}`;

function after(picture: Picture, delta: Delta, keywords: KeywordNames): Picture {
  const { rows, flagged, expunged, modSeq: at } = delta;
  const messages = rows.map((row) => messageOf(keywords, row));
  const states = flagged.map((row) => stateOf(keywords, row));
  const lastUid = rows.at(-1)?.[0] ?? 0;
  return {
    table: picture.table.withStates(states).with(messages, expunged.map(uid)),
    modSeq: at,
    uidNext: Math.max(picture.uidNext, lastUid + 1),
    lastExpunge: expunged.length > 0 ? at : picture.lastExpunge,
    forgotten: delta.forgotten ?? picture.forgotten,
  };
}
