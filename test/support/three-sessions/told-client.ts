/**
 * What a client knows of its mailbox from the server's responses alone, and the rules that every response must keep.
 * It follows RFC 9051 §7.4, §7.5 and, where it resyncs, RFC 7162 §6.
 */
import assert from 'node:assert/strict';
import { resolveSequenceSet } from '../../../src/wire/imap/sequence-set.js';
import { CommandInput } from '../../../src/wire/imap/command-input.js';
import { CommandParser } from '../../../src/wire/imap/parser.js';
import { type Picture, flagsKey } from './truth.js';

export type Kind = 'plain' | 'condstore' | 'qresync' | 'uidonly' | 'qresync uidonly';

interface Told {
  flags: string | undefined;
  modSeq: bigint | undefined;
}

/** What a client keeps over a disconnect. */
export interface Memory {
  readonly modSeq: bigint;
  readonly flags: ReadonlyMap<number, string>;
}

/** The command whose responses are heard. */
export interface Heard {
  /** As sent: `UID FETCH`. */
  readonly name: string;
  readonly before: Picture;
  readonly after: Picture;
}

export class ToldClient {
  readonly kind: Kind;
  /** Uids by position, which the test knows also where the client does not. */
  view: number[] = [];
  selected = false;
  readOnly = false;
  told = new Map<number, Told>();
  /** RFC 7162 §6: up to where this client has heard of everything. */
  highestModSeq = 0n;
  /** MODSEQs since the last tagged response, and HIGHESTMODSEQ, if it came. */
  #heardModSeqs: bigint[] = [];
  #heardHighest: bigint | undefined;
  #keywords = new Set<string>();
  #resyncing = false;
  /** The largest uid it has ever been told to exist. */
  #lastUid = 0;

  constructor(kind: Kind) {
    this.kind = kind;
  }

  get hearsModSeqs(): boolean {
    return this.kind === 'condstore' || this.resyncs;
  }

  get resyncs(): boolean {
    return this.kind === 'qresync' || this.kind === 'qresync uidonly';
  }

  get uidOnly(): boolean {
    return this.kind === 'uidonly' || this.kind === 'qresync uidonly';
  }

  get vanishes(): boolean {
    return this.resyncs || this.uidOnly;
  }

  /** @param memory what it remembers, when it resyncs; else it knows nothing */
  begin(after: Picture, memory: Memory | undefined): void {
    this.view = [...after.keys()];
    this.#lastUid = this.view.at(-1) ?? 0;
    this.told = new Map([...(memory?.flags ?? [])].map(([uid, flags]) => [uid, { flags, modSeq: undefined }]));
    this.#resyncing = memory !== undefined;
    this.#keywords = new Set();
  }

  /** Everything that the client has of its mailbox, when it knows all of it. */
  memory(): Memory | undefined {
    const flags = this.view.map((uid): [number, string | undefined] => [uid, this.told.get(uid)?.flags]);
    if (flags.some(([, known]) => known === undefined)) return undefined;
    return { modSeq: this.highestModSeq, flags: new Map(flags as [number, string][]) };
  }

  hear(line: string, heard: Heard): void {
    const [, number, word, rest] = /^\* (\d+) (EXISTS|EXPUNGE|FETCH|UIDFETCH|RECENT)(?: \((.*)\))?$/s.exec(line) ?? [];
    if (word === 'EXISTS') this.#exists(Number(number), heard);
    else if (word === 'EXPUNGE') this.#expunge(Number(number), heard);
    else if (word === 'FETCH' || word === 'UIDFETCH') this.#fetch(word, Number(number), rest!, heard);
    else if (line.startsWith('* VANISHED (EARLIER) ')) this.#vanishedEarlier(setOf(line.slice(21)), heard);
    else if (line.startsWith('* VANISHED ')) this.#vanished(setOf(line.slice(11)), heard);
    else if (line.startsWith('* FLAGS '))
      for (const flag of /\((.*)\)/.exec(line)![1]!.split(' ')) this.#keywords.add(flag);
    const highest = /^\S+ OK \[HIGHESTMODSEQ (\d+)\]/.exec(line)?.[1];
    if (highest !== undefined) this.#heardHighest = BigInt(highest);
  }

  /** RFC 7162 §6: a client works out where it stands at each tagged response. */
  end(): void {
    const [max] = this.#heardModSeqs.sort((a, b) => (a > b ? -1 : 1));
    if (this.#heardHighest !== undefined) this.highestModSeq = this.#heardHighest;
    else if (max !== undefined && max > this.highestModSeq) this.highestModSeq = max;
    this.#heardModSeqs = [];
    this.#heardHighest = undefined;
    this.#resyncing = false;
  }

  /** The client changed flags and asked not to be told (`.SILENT`): it knows them by itself. */
  assume(uid: number, change: (flags: string) => string): void {
    const told = this.told.get(uid);
    if (told?.flags !== undefined) told.flags = change(told.flags);
  }

  #exists(count: number, { before, after, name }: Heard): void {
    assert.ok(count >= this.view.length, `EXISTS shrinks at ${name}`);
    const last = this.#lastUid;
    const fresh = [before, after].map((picture) => [...picture.keys()].filter((uid) => uid > last));
    const fits = fresh.find((uids) => uids.length === count - this.view.length);
    assert.ok(fits, `${count} EXISTS at ${name} after ${this.view.length}, with ${fresh.join(' or ')} new`);
    this.view.push(...fits);
    this.#lastUid = fits.at(-1) ?? last;
  }

  #mayRemove(uid: number, { name, after }: Heard): void {
    assert.doesNotMatch(name, /^(FETCH|STORE|SEARCH)$/, 'no EXPUNGE during these (RFC 9051 §7.5.1)');
    assert.ok(!after.has(uid), `${uid} is told as expunged and is there`);
  }

  #expunge(number: number, heard: Heard): void {
    assert.ok(!this.vanishes, 'VANISHED in place of EXPUNGE (RFC 7162 §3.2.10)');
    const uid = this.view[number - 1];
    assert.ok(uid !== undefined, `EXPUNGE of ${number} among ${this.view.length}`);
    this.#mayRemove(uid, heard);
    this.view.splice(number - 1, 1);
    this.told.delete(uid);
  }

  #vanished(uids: readonly number[], heard: Heard): void {
    assert.ok(this.vanishes, 'EXPUNGE for those who did not ask for VANISHED');
    for (const uid of uids) {
      const index = this.view.indexOf(uid);
      assert.ok(index >= 0, `VANISHED ${uid}, which the client has not (RFC 7162 §3.2.10.2)`);
      this.#mayRemove(uid, heard);
      this.view.splice(index, 1);
      this.told.delete(uid);
    }
  }

  #vanishedEarlier(uids: readonly number[], { name, after }: Heard): void {
    assert.ok(this.#resyncing || name === 'UID FETCH', `VANISHED (EARLIER) at ${name}`);
    for (const uid of uids) {
      assert.ok(!after.has(uid) && !this.view.includes(uid), `VANISHED (EARLIER) ${uid}, which is there`);
      this.told.delete(uid);
    }
  }

  #fetch(word: string, number: number, items: string, { name, before, after }: Heard): void {
    assert.equal(word, this.uidOnly ? 'UIDFETCH' : 'FETCH');
    const uid = word === 'FETCH' ? this.view[number - 1] : number;
    assert.ok(uid !== undefined && this.view.includes(uid), `FETCH of ${number} among ${this.view.join(' ')}`);
    const itemUid = /(?:^| )UID (\d+)/.exec(items)?.[1];
    if (itemUid !== undefined) assert.equal(Number(itemUid), uid, `${number} has another UID`);
    const modSeq = /(?:^| )MODSEQ \((\d+)\)/.exec(items)?.[1];
    const flags = /(?:^| )FLAGS \(([^)]*)\)/.exec(items)?.[1];
    if (this.hearsModSeqs && !name.endsWith('FETCH'))
      assert.ok(modSeq && (itemUid || this.uidOnly), `no MODSEQ or UID: ${items} (§3.2.4)`);
    const told = this.told.get(uid) ?? { flags: undefined, modSeq: undefined };
    this.told.set(uid, told);
    if (modSeq !== undefined) {
      assert.ok(told.modSeq === undefined || BigInt(modSeq) >= told.modSeq, `the MODSEQ of ${uid} falls`);
      told.modSeq = BigInt(modSeq);
      this.#heardModSeqs.push(told.modSeq);
    }
    if (flags === undefined) return;
    const list = flags.split(' ').filter((flag) => flag !== '' && flag !== '\\Recent');
    for (const flag of list) assert.ok(this.#keywords.has(flag), `${flag} is used before FLAGS tells of it`);
    const key = flagsKey(list);
    const right = after.get(uid) ?? before.get(uid);
    assert.ok(
      right === undefined || right === key || before.get(uid) === key,
      `${uid} has (${right}), told is (${key})`,
    );
    told.flags = key;
  }
}

/** Numbers of a set that the server sent, which has no `*`. */
export function setOf(text: string): readonly number[] {
  const ranges = resolveSequenceSet(new CommandParser(CommandInput.ofLine(text)).messageSet() as never, 0);
  return ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}
