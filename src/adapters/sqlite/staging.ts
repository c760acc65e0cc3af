/** Taking octets in: sealed as they come, analysed on the way. Small ones wait in memory, big ones in the blob store. */
import { randomBytes } from 'node:crypto';
import type { BlobKey, BlobStore } from '../../mail/blob-store.js';
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import type { StagedContent } from '../../mail/mail-store.js';
import { previewOf } from '../../mail/preview.js';
import { foldText } from '../../mail/search.js';
import type { StoreLimits } from '../../mail/store-limits.js';
import { createAnalyser } from '../../wire/mime/analyse.js';
import { newKey } from '../seal/box.js';
import { ChunkSealer } from '../seal/chunks.js';
import { translateStorageError } from './connection.js';
import type { NewContent } from './contents.js';

export class SealedStaged implements StagedContent {
  readonly owner: AccountId;
  readonly content: NewContent;
  #used = false;

  constructor(owner: AccountId, content: NewContent) {
    this.owner = owner;
    this.content = content;
  }

  get sizeOctets(): number {
    return this.content.structure.sizeOctets;
  }

  /** The blob to settle or to remove, if there is one. */
  get blob(): BlobKey | undefined {
    const { octets } = this.content;
    return octets.kind === 'blob' ? { area: 'octets', account: this.owner, id: octets.id } : undefined;
  }

  /** Each staged content is used once, and by the account that staged it. */
  static take(content: StagedContent, account: AccountId): SealedStaged {
    if (!(content instanceof SealedStaged) || content.owner !== account || content.#used) {
      throw new Error('This content was not staged here, or was used before');
    }
    content.#used = true;
    return content;
  }
}

/** After the commit. What fails here is made up for at the next start, and is no reason to call the commit failed. */
export async function settleAll(blobs: BlobStore, keys: readonly BlobKey[]): Promise<void> {
  await Promise.allSettled(keys.map((key) => blobs.settle(key)));
}

export function newBlobId(): string {
  return randomBytes(16).toString('hex');
}

/**
 * @throws MailError message-too-large, storage-full; or the reason of `signal`. Nothing stays behind then.
 */
export async function stageOctets(
  account: AccountId,
  source: AsyncIterable<Uint8Array>,
  { blobs, limits, signal }: { blobs: BlobStore; limits: StoreLimits; signal: AbortSignal | undefined },
): Promise<SealedStaged> {
  const key = newKey();
  const sealer = new ChunkSealer(key);
  const analyser = createAnalyser();
  const pieces = source[Symbol.asyncIterator]();
  let size = 0;

  const next = async (): Promise<readonly Buffer[] | undefined> => {
    signal?.throwIfAborted();
    const { value, done } = await pieces.next();
    signal?.throwIfAborted();
    if (done) return undefined;
    size += value.length;
    if (size > limits.messageOctets) {
      throw new MailError('message-too-large', `A message can have at most ${limits.messageOctets} octets.`);
    }
    analyser.push(value); // neither keeps it: the giver may use its buffer again
    return sealer.push(value);
  };

  const finish = (octets: NewContent['octets']) => {
    const { structure, text } = analyser.end();
    const preview = previewOf(text.body);
    return new SealedStaged(account, { structure, text: foldText(text), preview, key, octets });
  };

  try {
    const sealed: Buffer[] = [];
    while (size <= limits.inlineOctets) {
      const chunks = await next();
      if (!chunks) return finish({ kind: 'inline', sealed: [...sealed, sealer.finish()] });
      sealed.push(...chunks);
    }
    const id = newBlobId();
    const rest = async function* (): AsyncGenerator<Uint8Array> {
      yield* sealed.splice(0);
      for (let chunks = await next(); chunks; chunks = await next()) yield* chunks;
      yield sealer.finish();
    };
    await blobs.write({ area: 'octets', account, id }, rest());
    return finish({ kind: 'blob', id });
  } catch (error) {
    throw translateStorageError(error);
  } finally {
    await pieces.return?.();
  }
}
