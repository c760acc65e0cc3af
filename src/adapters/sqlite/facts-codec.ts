/**
 * The facts of a content as octets, and read back without decoding what is not asked for.
 *
 * Layout 1: octet 1; thread (48 bits); size (48 bits); sent day and sent ms (doubles, NaN for none); then eight
 * fields, each a length (32 bits) and its octets.
 */
import type { ContentFacts } from '../../mail/content-facts.js';
import { contentId, threadId } from '../../mail/ids.js';
import type { ContentId, ThreadId } from '../../mail/ids.js';
import { decodeParts, encodeParts } from '../../wire/mime/part-codec.js';
import type { MessageStructure, Part } from '../../wire/mime/structure.js';

const layout = 1;
const headOctets = 1 + 6 + 6 + 8 + 8;
const fields = ['header', 'envelope', 'body', 'bodyStructure', 'parts', 'ids', 'baseSubject', 'preview'] as const;
/**
 * Parts message ids, which have no control characters. The first is the message's own, or empty; an empty one behind
 * it parts the references of References from those of In-Reply-To only.
 */
const idSeparator = '\0';
/** Stands behind the base subject of a reply; subjects have no control characters either. */
const replyMark = '\0';

export function encodeFacts(facts: MessageStructure & { readonly thread: number; readonly preview: string }): Buffer {
  const head = Buffer.alloc(headOctets);
  head[0] = layout;
  head.writeUIntBE(facts.thread, 1, 6);
  head.writeUIntBE(facts.sizeOctets, 7, 6);
  head.writeDoubleBE(facts.sentDay ?? NaN, 13);
  head.writeDoubleBE(facts.sentMs ?? NaN, 21);
  const references = facts.references.map((id) => id.replaceAll(idSeparator, ''));
  const onlyReplied = references.splice(facts.inReferences);
  const ids = [(facts.messageId ?? '').replaceAll(idSeparator, ''), ...references];
  if (onlyReplied.length > 0) ids.push('', ...onlyReplied);
  const values: Record<(typeof fields)[number], Buffer> = {
    header: facts.header,
    envelope: facts.envelope,
    body: facts.body,
    bodyStructure: facts.bodyStructure,
    parts: encodeParts(facts.root),
    ids: Buffer.from(ids.join(idSeparator), 'utf8'),
    baseSubject: Buffer.from(facts.baseSubject.replaceAll(replyMark, '') + (facts.isReply ? replyMark : ''), 'utf8'),
    preview: Buffer.from(facts.preview, 'utf8'),
  };
  const pieces = fields.flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(values[field].length);
    return [length, values[field]];
  });
  return Buffer.concat([head, ...pieces]);
}

/** Facts over their stored octets; each field is cut out when it is asked for. */
export class StoredFacts implements ContentFacts {
  readonly content: ContentId;
  readonly #octets: Buffer;
  readonly #start: number;

  /** @param octets with the facts in them, from `start` on; they tell themselves where they end */
  constructor(content: number, octets: Buffer, start = 0) {
    if (octets[start] !== layout)
      throw new RangeError(`Facts of layout ${octets[start]} cannot be read by this version`);
    this.content = contentId(content);
    this.#octets = octets;
    this.#start = start;
  }

  get thread(): ThreadId {
    return threadId(this.#octets.readUIntBE(this.#start + 1, 6));
  }
  get sizeOctets(): number {
    return this.#octets.readUIntBE(this.#start + 7, 6);
  }
  get sentDay(): number | undefined {
    return numberOrNone(this.#octets.readDoubleBE(this.#start + 13));
  }
  get sentMs(): number | undefined {
    return numberOrNone(this.#octets.readDoubleBE(this.#start + 21));
  }
  get header(): Buffer {
    return this.#field(0);
  }
  get envelope(): Buffer {
    return this.#field(1);
  }
  get body(): Buffer {
    return this.#field(2);
  }
  get bodyStructure(): Buffer {
    return this.#field(3);
  }
  get root(): Part {
    return decodeParts(this.#field(4));
  }
  get messageId(): string | undefined {
    return this.#ids()[0] || undefined;
  }
  get references(): readonly string[] {
    return this.#references().filter((id) => id !== '');
  }
  get inReferences(): number {
    const ids = this.#references();
    const parted = ids.indexOf('');
    return parted < 0 ? ids.length : parted;
  }
  get baseSubject(): string {
    const text = this.#field(6);
    return text.toString('utf8', 0, this.isReply ? text.length - replyMark.length : text.length);
  }
  get isReply(): boolean {
    return this.#field(6).at(-1) === 0;
  }
  get preview(): string {
    return this.#field(7).toString('utf8');
  }

  #references(): readonly string[] {
    return this.#ids().slice(1);
  }

  #ids(): readonly string[] {
    return this.#field(5).toString('utf8').split(idSeparator);
  }

  #field(number: number): Buffer {
    let at = this.#start + headOctets;
    for (let i = 0; i < number; i++) at += 4 + this.#octets.readUInt32BE(at);
    return this.#octets.subarray(at + 4, at + 4 + this.#octets.readUInt32BE(at));
  }
}

function numberOrNone(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
