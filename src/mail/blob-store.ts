/** Where sealed octets lie: a folder or a bucket. It sees only sealed octets, and names made of ids. */

/** `<area>/<account>/<id>`; areas: `octets` (of messages) and `scans` (of intake jobs). */
export interface BlobKey {
  readonly area: 'octets' | 'scans';
  readonly account: number;
  readonly id: string;
}

export interface BlobStore {
  /**
   * Writes a blob; durable when resolved. It counts as *pending* until `settle`: one whose owner died in between is
   * listed by `pending` at the next start.
   */
  write(key: BlobKey, octets: AsyncIterable<Uint8Array>): Promise<void>;
  /** The row that names the blob has committed: it is pending no more. */
  settle(key: BlobKey): Promise<void>;
  /** Blobs written but never settled. */
  pending(): Promise<readonly BlobKey[]>;
  /** The octets [start, end) as a stream of buffers, each good until the next is asked for or the stream ends; throws
   *  `ENOENT` when it is not there. */
  read(key: BlobKey, range: { start: number; end: number }): AsyncIterable<Buffer>;
  size(key: BlobKey): Promise<number>;
  /** No error when it is not there. */
  remove(key: BlobKey): Promise<void>;
  /** All blobs of an account, in every area. */
  removeAccount(account: number): Promise<void>;
}
