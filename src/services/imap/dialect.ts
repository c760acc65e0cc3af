/** What a client has asked to hear, and so the words in which it is told of messages. Lasts as long as the login. */
import type { Seq, Uid } from '../../mail/ids.js';
import type { MessageState } from '../../mail/message.js';
import { formatNumbers } from '../../wire/imap/sequence-set.js';

/** RFC 9051 §6.3.1: what ENABLE switches on, for good. CONDSTORE has other ways in, see `becomeModSeqAware`. */
export type Extension = 'IMAP4REV2' | 'UTF8=ACCEPT' | 'CONDSTORE' | 'QRESYNC' | 'METADATA' | 'UIDONLY';

export class Dialect {
  readonly #enabled: ReadonlySet<Extension>;

  /** @param enabled read each time, so that what is enabled later counts from then on */
  constructor(enabled: ReadonlySet<Extension>) {
    this.#enabled = enabled;
  }

  /** IMAP4rev2 has no `\Recent`, no RECENT, and ESEARCH in place of SEARCH. */
  get rev2(): boolean {
    return this.#enabled.has('IMAP4REV2');
  }

  /** RFC 9051 §5.1, RFC 6855 §3: mailbox names and texts go out as UTF-8. */
  get utf8(): boolean {
    return this.rev2 || this.#enabled.has('UTF8=ACCEPT');
  }

  /** RFC 7162 §3.1: every FETCH response that the client did not ask for has the MODSEQ; §3.2.4: and the UID. */
  get modSeqs(): boolean {
    return this.#enabled.has('CONDSTORE');
  }

  /** RFC 9586: messages have no numbers, in either direction. */
  get uidOnly(): boolean {
    return this.#enabled.has('UIDONLY');
  }

  /** RFC 7162 §3.2.10, RFC 9586 §3: VANISHED in place of EXPUNGE. */
  get vanished(): boolean {
    return this.#enabled.has('QRESYNC') || this.uidOnly;
  }

  /** RFC 7162 §3.2.7: HIGHESTMODSEQ tells up to where the client has heard of all that was expunged. */
  get resyncs(): boolean {
    return this.#enabled.has('QRESYNC');
  }

  /** How a FETCH response begins; RFC 9586 §3.3 UIDFETCH, which has the UID in the number's place. */
  fetchStart(number: Seq, uid: Uid): string {
    return this.uidOnly ? `* ${uid} UIDFETCH (` : `* ${number} FETCH (`;
  }

  /**
   * RFC 9051 §7.5.2: a message's flags as they are now.
   * @param uids tell the UID also to a client that did not ask for it once and for all
   */
  flags(number: Seq, message: MessageState, flagsText: string, uids: boolean): string {
    const uid = (uids || this.rev2 || this.modSeqs) && !this.uidOnly ? `UID ${message.uid} ` : '';
    const at = this.modSeqs ? ` MODSEQ (${message.modSeq})` : '';
    return `${this.fetchStart(number, message.uid)}${uid}FLAGS (${flagsText})${at})\r\n`;
  }

  /** RFC 7162 §3.1.3: a message's modseq alone, where the client said it knows the flags (`.SILENT`). */
  modSeq(number: Seq, message: MessageState): string {
    const uid = this.uidOnly ? '' : `UID ${message.uid} `;
    return `${this.fetchStart(number, message.uid)}${uid}MODSEQ (${message.modSeq}))\r\n`;
  }

  /**
   * Messages that are no more.
   * @param numbers each as it is when those before it are out (RFC 9051 §7.5.1)
   * @param uids of the same messages, ascending
   */
  *expunged(numbers: readonly Seq[], uids: readonly Uid[]): Generator<string> {
    if (this.vanished) yield `* VANISHED ${formatNumbers(uids)}\r\n`;
    else for (const number of numbers) yield `* ${number} EXPUNGE\r\n`;
  }
}
