/** Plays steps against a server and checks all it says, and afterwards that server, clients and model agree. */
import assert from 'node:assert/strict';
import { mailboxName } from '../../../src/mail/mailbox.js';
import type { Message } from '../../../src/mail/message.js';
import { type ImapHost, sampleMessage } from '../transcript/imap-host.js';
import type { LineClient } from '../transcript/line-client.js';
import { connect, say } from './talk.js';
import { named } from './named.js';
import type { Step } from './steps.js';
import { checkModified, modifiedOf } from './modified.js';
import { type Kind, type Memory, ToldClient } from './told-client.js';
import { type Picture, Truth, changed, flagsKey } from './truth.js';

const inbox = mailboxName('INBOX');

const behind = (modSeq: bigint, by: number): bigint => (modSeq > by ? modSeq - BigInt(by) : 0n);

/** One session: its connection, and what its client knows. */
interface Session {
  line: LineClient;
  client: ToldClient;
}

export class Play {
  readonly #host: ImapHost;
  readonly #truth = new Truth();
  readonly #sessions: Session[] = [];
  readonly #memories: Memory[] = [];
  #validity = '';
  #tags = 0;
  /** What was said, for whoever has to find out why a run failed. */
  readonly log: string[] = [];

  constructor(host: ImapHost) {
    this.#host = host;
  }

  async start(kinds: readonly Kind[]): Promise<void> {
    await this.#host.store.create(mailboxName('Away'));
    for (let n = 1; n <= 3; n += 1) {
      await this.#host.deliver('INBOX', sampleMessage(n));
      this.#truth.append([]);
    }
    for (const kind of kinds) {
      const session = { client: new ToldClient(kind), line: await connect(this.#host, kind) };
      this.#sessions.push(session);
      await this.#select(session, 'SELECT', undefined);
    }
  }

  close(): void {
    for (const { line } of this.#sessions) line.close();
  }

  async play(step: Step): Promise<void> {
    if (step.do === 'sync') return this.sync();
    const session = this.#sessions[step.session]!;
    const { client } = session;
    if (step.do === 'append') {
      await this.#run(session, 'APPEND', ` INBOX (${step.flags.join(' ')}) {6+}\r\na: b\r\n`, () =>
        this.#truth.append(step.flags),
      );
      return;
    }
    if (step.do === 'select') return this.#select(session, step.readOnly ? 'EXAMINE' : 'SELECT', undefined);
    if (step.do === 'drop') return this.#reconnect(session, undefined);
    if (step.do === 'resync') return this.#resync(session, step.memory);
    if (!client.selected) await this.#select(session, 'SELECT', undefined);
    await this.#whileSelected(session, step);
    if (client.resyncs) {
      const memory = client.selected ? client.memory() : undefined;
      if (memory) this.#memories.push(memory);
    }
  }

  /** Where all have heard all: NOOP tells all that is pending (RFC 9051 §6.1.2). */
  async sync(): Promise<void> {
    const { messages } = await this.#stored();
    assert.deepEqual(
      [...messages].map(({ uid, flags }) => [uid, flagsKey(flags)]),
      [...this.#truth.picture],
      'store and model',
    );
    for (const session of this.#sessions) {
      const { client } = session;
      if (!client.selected) continue;
      await this.#run(session, 'NOOP', '');
      assert.deepEqual(client.view, this.#truth.uids, 'a client has other messages than the mailbox');
      for (const message of messages) {
        const told = client.told.get(message.uid);
        if (told?.flags !== undefined)
          assert.equal(told.flags, flagsKey(message.flags), `flags of ${message.uid} at a client`);
        if (told?.modSeq !== undefined && client.hearsModSeqs) {
          assert.equal(told.modSeq, message.modSeq, `modseq of ${message.uid} at a client`);
        }
      }
    }
  }

  async #whileSelected(
    session: Session,
    step: Exclude<Step, { do: 'append' | 'select' | 'drop' | 'resync' | 'sync' }>,
  ): Promise<void> {
    const { client } = session;
    const truth = this.#truth;
    switch (step.do) {
      case 'noop':
      case 'check':
        return this.#run(session, step.do.toUpperCase(), '');
      case 'idle':
        return this.#idle(session);
      case 'learn':
        return this.#run(session, 'UID FETCH', ` 1:* (${client.hearsModSeqs ? 'FLAGS MODSEQ' : 'FLAGS'})`);
      case 'unselect':
        client.selected = false;
        return this.#run(session, 'UNSELECT', '');
      case 'close':
        client.selected = false;
        return this.#run(session, 'CLOSE', '', () => !client.readOnly && truth.remove(truth.deleted()));
      case 'expunge':
        return this.#run(session, 'EXPUNGE', '', () => !client.readOnly && truth.remove(truth.deleted()));
      case 'uid-expunge': {
        const { set, uids } = named(client, this.#truth, { ...step.pick, uid: true });
        if (set === '') return;
        return this.#run(
          session,
          'UID EXPUNGE',
          ` ${set}`,
          () => !client.readOnly && truth.remove(truth.deleted(uids)),
        );
      }
      case 'search':
        return this.#search(session, step.uid, step.flag);
      case 'store':
        return this.#store(session, step);
      case 'fetch':
        return this.#fetch(session, step);
      case 'copy':
      case 'copy-away':
      case 'move':
      case 'move-away': {
        const { set, uids, prefix } = named(client, this.#truth, step.pick);
        if (set === '') return;
        const away = step.do.endsWith('away');
        const moves = step.do.startsWith('move');
        const name = `${prefix}${moves ? 'MOVE' : 'COPY'}`;
        return this.#run(session, name, ` ${set} ${away ? 'Away' : 'INBOX'}`, () => {
          if (moves && client.readOnly) return;
          const there = uids.filter((uid) => truth.has(uid));
          if (!away) truth.copy(there);
          if (moves) truth.remove(there);
        });
      }
    }
  }

  async #store(session: Session, step: Step & { do: 'store' }): Promise<void> {
    const { client } = session;
    const { set, uids, prefix } = named(client, this.#truth, step.pick);
    if (set === '') return;
    const { messages, highestModSeq } = await this.#stored();
    const modSeqs = new Map([...messages].map((message: Message) => [message.uid as number, message.modSeq as bigint]));
    const conditional = step.since !== undefined && client.hearsModSeqs;
    const since = conditional ? behind(highestModSeq, step.since) : undefined;
    const known = new Map(uids.map((uid) => [uid, client.told.get(uid)?.flags]));
    const before = this.#truth.picture;
    const sign = { add: '+', remove: '-', replace: '' }[step.mode];
    const what = `${sign}FLAGS${step.silent ? '.SILENT' : ''} (${step.flags.join(' ')})`;
    const there = uids.filter((uid) => this.#truth.has(uid));
    await this.#run(
      session,
      `${prefix}STORE`,
      ` ${set}${since === undefined ? '' : ` (UNCHANGEDSINCE ${since})`} ${what}`,
      (tagged) => {
        if (client.readOnly) return;
        const modified = modifiedOf(tagged, prefix === '' ? client.view : undefined);
        if (since !== undefined) checkModified(modified, { there, since, modSeqs, before, known, change: step });
        const done = there.filter((uid) => !modified.includes(uid));
        this.#truth.store(done, step.mode, step.flags);
        if (step.silent) for (const uid of done) client.assume(uid, (flags) => changed(flags, step.mode, step.flags));
      },
    );
  }

  async #fetch(session: Session, step: Step & { do: 'fetch' }): Promise<void> {
    const { client } = session;
    const { set, uids, prefix } = named(client, this.#truth, step.pick);
    if (set === '') return;
    const { messages, highestModSeq } = await this.#stored();
    const since = step.since !== undefined && client.hearsModSeqs ? behind(highestModSeq, step.since) : undefined;
    const vanished = since !== undefined && client.resyncs && prefix !== '' ? ' VANISHED' : '';
    const modifiers = since === undefined ? '' : ` (CHANGEDSINCE ${since}${vanished})`;
    const reached = uids.filter((uid) => client.view.includes(uid) || this.#truth.has(uid));
    const read =
      since === undefined
        ? reached
        : [...messages]
            .filter((each) => each.modSeq > since && reached.includes(each.uid))
            .map(({ uid }) => uid as number);
    await this.#run(
      session,
      `${prefix}FETCH`,
      ` ${set} ${step.what === 'flags' ? 'FLAGS' : 'BODY[TEXT]<0.4>'}${modifiers}`,
      () => {
        if (step.what === 'text' && !client.readOnly) this.#truth.store(read, 'add', ['\\Seen']);
      },
    );
  }

  async #search(session: Session, asked: boolean, flag: string): Promise<void> {
    const { client } = session;
    const uid = asked || client.uidOnly;
    const key = flag.startsWith('\\') ? flag.slice(1).toUpperCase() : `KEYWORD ${flag}`;
    let found: readonly number[] = [];
    let numbers: readonly number[] = [];
    await this.#run(session, `${uid ? 'UID ' : ''}SEARCH`, ` ${key}`, undefined, (line, view) => {
      const result = /^\* SEARCH(.*)/.exec(line)?.[1];
      if (result === undefined) return;
      numbers = result.split(' ').filter(Boolean).map(Number);
      found = uid ? numbers : numbers.map((number) => view[number - 1]!);
    });
    const right = [...this.#truth.picture].filter(([, flags]) => flags.split(' ').includes(flag)).map(([each]) => each);
    assert.deepEqual(
      found.filter((each) => this.#truth.has(each)),
      right,
      `SEARCH ${key} finds ${numbers.join(' ')}`,
    );
  }

  async #idle(session: Session): Promise<void> {
    const picture = this.#truth.picture;
    const tag = `t${(this.#tags += 1)}`;
    const heard = { name: 'IDLE', before: picture, after: picture };
    session.line.line(`${tag} IDLE`);
    for (const line of await session.line.until('+ ')) session.client.hear(line, heard);
    session.line.line('DONE');
    for (const line of await session.line.until(`${tag} OK`)) session.client.hear(line, heard);
    session.client.end();
  }

  /** A QRESYNC client that comes back with what it knew at some time has the mailbox exactly: RFC 7162 §6. */
  async #resync(session: Session, which: number): Promise<void> {
    if (!session.client.resyncs || this.#memories.length === 0) return this.#reconnect(session, undefined);
    await this.#reconnect(session, this.#memories.at(-1 - (which % this.#memories.length)));
    const { client } = session;
    const known = [...client.told].map(([uid, { flags }]) => [uid, flags] as const).sort(([a], [b]) => a - b);
    assert.deepEqual(known, [...this.#truth.picture], 'what a client has after its resync');
  }

  async #reconnect(session: Session, memory: Memory | undefined): Promise<void> {
    session.line.close();
    const { kind } = session.client;
    session.client = new ToldClient(kind);
    session.line = await connect(this.#host, kind);
    await this.#select(session, 'SELECT', memory);
  }

  async #select(session: Session, name: 'SELECT' | 'EXAMINE', memory: Memory | undefined): Promise<void> {
    const { client } = session;
    const picture = this.#truth.picture;
    const parameters = memory ? ` (QRESYNC (${this.#validity} ${memory.modSeq}))` : '';
    client.begin(picture, memory);
    client.readOnly = name === 'EXAMINE';
    const lines = await this.#say(session, name, ` INBOX${parameters}`);
    assert.match(lines.at(-1)!, /^\S+ OK /);
    assert.ok(lines.includes(`* ${picture.size} EXISTS`), 'EXISTS at SELECT');
    for (const line of lines)
      if (!line.endsWith(' EXISTS')) client.hear(line, { name, before: picture, after: picture });
    client.end();
    client.selected = true;
    this.#validity = /UIDVALIDITY (\d+)/.exec(lines.join('\n'))![1]!;
  }

  /**
   * @param effect on the model, given the tagged response: before the untagged ones are checked
   * @param see each untagged response, with the view as it was before the command
   */
  async #run(
    session: Session,
    name: string,
    rest: string,
    effect?: (tagged: string) => unknown,
    see?: (line: string, view: readonly number[]) => void,
  ): Promise<void> {
    const { client } = session;
    const before: Picture = this.#truth.picture;
    const lines = await this.#say(session, name, rest);
    const tagged = lines.at(-1)!;
    effect?.(tagged);
    const after = this.#truth.picture;
    for (const line of lines) {
      client.hear(line, { name, before, after });
      see?.(line, client.view);
    }
    client.end();
    const refusable =
      client.readOnly && /STORE|EXPUNGE|MOVE/.test(name)
        ? / NO \[READ-ONLY\] /
        : / OK | NO \[(EXPUNGEISSUED|MODIFIED [\d:,]+)\] /;
    assert.match(tagged, refusable, `${name}${rest}`);
  }

  async #say({ line, client }: Session, name: string, rest: string): Promise<readonly string[]> {
    const lines = await say(line, `t${(this.#tags += 1)}`, `${name}${rest}`);
    const who = this.#sessions.findIndex((each) => each.client === client) + 1;
    this.log.push(`${who} ${client.kind}: ${name}${rest}`, ...lines);
    return lines;
  }

  #stored() {
    return this.#host.store.mailbox(inbox).then((mailbox) => this.#host.store.messages(mailbox!.id));
  }
}
