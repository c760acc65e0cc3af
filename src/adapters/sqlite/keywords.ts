/** Keywords: sealed names, and in a message's row only their numbers, ascending: `3,17`. */
import { MailError } from '../../mail/errors.js';
import { FlagSet } from '../../mail/flags.js';
import type { Scope } from './scope.js';
import { takeIds } from './scope.js';
import { mailboxStatements } from './statements/mailboxes.js';
import { messageStatements } from './statements/messages.js';

const numbersIn = (text: string) => (text === '' ? [] : text.split(',').map(Number));

/** @returns the text of a message's row */
export function keywordText(numbers: Iterable<number>): string {
  return [...new Set(numbers)].sort((a, b) => a - b).join(',');
}

export function addKeywords(text: string, numbers: readonly number[]): string {
  return keywordText([...numbersIn(text), ...numbers]);
}

export function removeKeywords(text: string, numbers: readonly number[]): string {
  return keywordText(numbersIn(text).filter((number) => !numbers.includes(number)));
}

/** Numbers of the keywords that are known; the others are left out. */
export function knownKeywords(scope: Scope, flags: FlagSet): number[] {
  return flags.keywords.flatMap((name) => {
    const hash = scope.keys.hash('keyword', name.toLowerCase());
    return scope.db.get(mailboxStatements.keywordByName, scope.account, hash) ?? [];
  });
}

/**
 * Within a change: numbers of the keywords, new ones being written down in this spelling.
 * @throws MailError keyword-limit
 */
export function ensureKeywords(scope: Scope, flags: FlagSet): number[] {
  const { db, account, keys, limits } = scope;
  const isNew = (name: string) =>
    !db.get(mailboxStatements.keywordByName, account, keys.hash('keyword', name.toLowerCase()));
  const room = () => limits.keywords - db.get(mailboxStatements.keywordCount, account)![0];
  let fresh = flags.keywords.filter(isNew);
  if (fresh.length > 0 && fresh.length > room()) {
    forgetUnused(scope);
    fresh = flags.keywords.filter(isNew);
    if (fresh.length > room()) {
      throw new MailError('keyword-limit', `No more than ${limits.keywords} different keywords can be in use.`);
    }
  }
  for (const name of fresh) {
    const number = takeIds(scope, 1);
    const hash = keys.hash('keyword', name.toLowerCase());
    db.run(mailboxStatements.insertKeyword, account, number, hash, keys.sealName('keyword', number, name));
  }
  return knownKeywords(scope, flags);
}

function forgetUnused({ db, account }: Scope): void {
  const used = new Set(db.all(messageStatements.keywordsInAccount, account).flatMap(([text]) => numbersIn(text)));
  for (const [number] of db.all(mailboxStatements.keywords, account)) {
    if (!used.has(number)) db.run(mailboxStatements.removeKeyword, account, number);
  }
}

/**
 * Names by number, read when an unknown number turns up. Not to be asked within a change: a number taken there may
 * be given back.
 */
export class KeywordNames {
  readonly #scope: Scope;
  #names = new Map<number, string>();
  readonly #sorted = new Map<string, readonly string[]>();

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  flags(bits: number, text: string): FlagSet {
    return FlagSet.fromParts(bits, this.namesIn(text));
  }

  /** Sorted by folded form. */
  namesIn(text: string): readonly string[] {
    if (text === '') return [];
    let names = this.#sorted.get(text);
    if (!names) {
      names = numbersIn(text)
        .map((number) => this.#name(number))
        .map((name) => [name.toLowerCase(), name] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, name]) => name);
      if (this.#sorted.size > 10_000) this.#sorted.clear();
      this.#sorted.set(text, names);
    }
    return names;
  }

  #name(number: number): string {
    if (!this.#names.has(number)) {
      const { db, account, keys } = this.#scope;
      this.#names = new Map(
        db
          .all(mailboxStatements.keywords, account)
          .map(([each, sealed]) => [each, keys.openName('keyword', each, sealed)]),
      );
    }
    const name = this.#names.get(number);
    if (name === undefined) throw new Error(`Keyword ${number} of account ${this.#scope.account} has no name`);
    return name;
  }
}
