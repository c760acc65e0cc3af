/**
 * Finds in a message, as it streams by, what the postcard rule asks about: whether it came encrypted, and what may be a
 * document of the service. Bounded by the limits of the part scanner; nothing of an attachment is kept.
 */
import { createHash } from 'node:crypto';
import { documentOfField, documentOfMessageId } from '../../../mail/postcard.js';
import type { Header } from '../../../wire/mime/header-fields.js';
import { parseMessageIds } from '../../../wire/mime/message-ids.js';
import { type PartDescription, describePart } from '../../../wire/mime/part-header.js';
import { type BodyListener, PartScanner } from '../../../wire/mime/part-scanner.js';
import { type MimeLimits, defaultMimeLimits } from '../../../wire/mime/structure.js';
import { createTransferDecoding } from '../../../wire/mime/transfer.js';
import { EncryptionWatch } from './encryption.js';

export interface Findings {
  readonly encryptedBySender: boolean;
  /** SHA-256 of each decoded leaf, each once. */
  readonly attachments: readonly Buffer[];
  /** Ids that the message names itself. */
  readonly documents: readonly string[];
}

/** A thread of scans refers to many; more than these are not one. */
const maxDocuments = 200;
const rootContext = { mayHoldParts: true, inDigest: false, isMessageInside: false };

export class Examination {
  readonly #serviceDomain: string;
  readonly #scanner: PartScanner;
  readonly #encryption = new EncryptionWatch();
  readonly #hashes = new Map<string, Buffer>();
  readonly #documents = new Set<string>();

  /** @param serviceDomain of the Message-IDs of letters */
  constructor(serviceDomain: string, limits: MimeLimits = defaultMimeLimits) {
    this.#serviceDomain = serviceDomain;
    this.#scanner = new PartScanner(limits, {
      message: (header, _octets, depth) => {
        this.#noteReferences(header);
        if (depth > 0) return this.#noteLetter(header);
        const { type, subtype } = describePart(header, rootContext);
        this.#encryption.root(`${type}/${subtype}`);
      },
      part: () => {},
      leaf: (part) => this.#leaf(part),
    });
  }

  push(octets: Buffer): void {
    this.#scanner.push(octets);
  }

  /** After the last octet, once. */
  end(): Findings {
    this.#scanner.end();
    return {
      encryptedBySender: this.#encryption.encrypted(),
      attachments: [...this.#hashes.values()],
      documents: [...this.#documents],
    };
  }

  /** What the message answers or forwards; Thunderbird names what it forwards in a field of its own. */
  #noteReferences(header: Header): void {
    for (const key of ['references', 'in-reply-to', 'x-forwarded-message-id']) {
      for (const value of header.values(key)) for (const id of parseMessageIds(value)) this.#noteMessageId(id);
    }
  }

  /** A letter forwarded as an attachment is the document itself. */
  #noteLetter(header: Header): void {
    for (const id of parseMessageIds(header.value('message-id') ?? '')) this.#noteMessageId(id);
    this.#note(documentOfField(header.value('x-unpaperme-document') ?? ''));
  }

  #noteMessageId(id: string): void {
    this.#note(documentOfMessageId(id, this.#serviceDomain));
  }

  #note(document: string | undefined): void {
    if (document !== undefined && this.#documents.size < maxDocuments) this.#documents.add(document);
  }

  #leaf(part: PartDescription): BodyListener {
    const evidence = this.#encryption.leaf(part);
    const hash = createHash('sha256');
    // An encoding that nobody knows is hashed as it stands.
    const decoding = createTransferDecoding(part.encoding) ?? createTransferDecoding('binary')!;
    const take = (octets: Buffer): void => {
      hash.update(octets);
      evidence?.push(octets);
    };
    const ending = new WithoutLastLineEnd((octets) => take(decoding.push(octets)));
    return {
      push: (octets) => ending.push(octets),
      end: () => {
        take(decoding.end());
        evidence?.end();
        const digest = hash.digest();
        this.#hashes.set(digest.toString('base64'), digest);
      },
    };
  }
}

/** RFC 2046 §5.1.1: the line end before a delimiter is part of the delimiter, and so of no attachment. */
class WithoutLastLineEnd {
  readonly #take: (octets: Buffer) => void;
  #held = Buffer.alloc(0);

  constructor(take: (octets: Buffer) => void) {
    this.#take = take;
  }

  push(octets: Buffer): void {
    const all = this.#held.length > 0 ? Buffer.concat([this.#held, octets]) : octets;
    const hold = all.at(-1) === 0x0a ? (all.at(-2) === 0x0d ? 2 : 1) : all.at(-1) === 0x0d ? 1 : 0;
    this.#held = Buffer.from(all.subarray(all.length - hold));
    if (all.length > hold) this.#take(all.subarray(0, all.length - hold));
  }
}
