import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { OpenedOctets, readOctets } from '../../../src/adapters/sqlite/octets.js';
import { sealChunks } from '../../../src/adapters/seal/chunks.js';
import { places } from '../../../src/adapters/sqlite/contents.js';
import type { Scope } from '../../../src/adapters/sqlite/scope.js';
import type { BlobStore } from '../../../src/mail/blob-store.js';
import { allOctets } from '../../support/contracts/opened.js';

describe('opened octets', () => {
  const account = 1;
  const content = 2;
  const plain = randomBytes(300_000);
  const key = randomBytes(32);
  const sealed = Buffer.concat(sealChunks(key, plain));
  const scope = {
    account,
    keys: { unwrapContentKey: () => key },
    db: { get: () => [content, plain.length, 0, places.blob, 'ab', Buffer.alloc(0)] },
  } as unknown as Scope;
  const range = { start: 70_000, end: 80_000 };

  /** @param during what happens while the octets are read */
  const window = async (opened: OpenedOctets, during: () => void): Promise<void> => {
    const blobs = {
      async *read(_: unknown, { start, end }: { start: number; end: number }) {
        await Promise.resolve(during());
        yield sealed.subarray(start, end);
      },
    } as Partial<BlobStore> as BlobStore;
    const got = await allOctets(readOctets(scope, { blobs, opened }, content, range, undefined));
    assert.ok(got.equals(plain.subarray(range.start, range.end)));
  };

  it('are kept until their account is forgotten', async () => {
    const opened = new OpenedOctets(1_000_000);
    await window(opened, () => {});
    assert.ok(opened.get(account, content, 1)?.equals(plain.subarray(65_536, 131_072)));
    opened.forget(account);
    assert.equal(opened.get(account, content, 1), undefined);
  });

  it('are not kept of a read that was under way when the account was forgotten', async () => {
    const opened = new OpenedOctets(1_000_000);
    await window(opened, () => opened.forget(account));
    assert.equal(opened.get(account, content, 1), undefined);
  });
});
