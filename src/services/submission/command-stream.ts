/**
 * smtp-server's reader of commands, with DATA read by ours: the library's takes a turn of the event loop for each doubled
 * dot, so that a message of dots costs minutes.
 */
import { SMTPStream } from 'smtp-server/lib/smtp-stream.js';
import type { SMTPServerDataStream } from 'smtp-server';
import { DotReader } from '../../wire/smtp/dot-reader.js';

export class CommandStream extends SMTPStream {
  #dots = new DotReader();

  override startDataMode(maxOctets?: number | string | null): SMTPServerDataStream {
    this.#dots = new DotReader();
    return super.startDataMode(maxOctets);
  }

  override _feedDataStream(chunk: Buffer, done: () => void): void {
    const stream = this._dataStream!;
    const { octets, rest } = this.#dots.push(chunk);
    this._countDataBytes(octets.length);
    if (rest) return this._endDataMode(octets, rest, done);
    if (octets.length === 0 || !stream.writable || stream.write(octets) || stream.destroyed) return done();
    // A stream that is destroyed never drains.
    const go = (): void => {
      stream.removeListener('drain', go);
      stream.removeListener('close', go);
      done();
    };
    stream.once('drain', go);
    stream.once('close', go);
  }
}
