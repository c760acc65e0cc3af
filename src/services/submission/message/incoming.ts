/** A message on its way in: checked, put in order, looked at, in one pass and in pieces of any size. */
import { randomBytes } from 'node:crypto';
import type { PassThrough } from 'node:stream';
import type { Transaction, VerbContext } from '../transaction.js';
import { Examination, type Findings } from './examination.js';
import { HeaderGate } from './header-gate.js';
import { type OutgoingHeader, outgoingHeader } from './outgoing-header.js';

export interface Received {
  readonly header: OutgoingHeader;
  readonly eightBit: boolean;
  readonly findings: Findings;
}

export class Incoming {
  readonly #gate: HeaderGate;
  readonly #examination: Examination;
  #header: OutgoingHeader | undefined;

  constructor({ envelope, ownAddresses }: Transaction, { server, limits, secure }: VerbContext) {
    const newId = server.newId ?? (() => randomBytes(10).toString('hex'));
    this.#examination = new Examination(server.serviceDomain);
    this.#gate = new HeaderGate(limits, (header) => {
      this.#header = outgoingHeader(header, {
        ownAddresses,
        hostname: server.hostname,
        // RFC 3848; RFC 6531 §4.3
        protocol: `${envelope.smtpUtf8 ? 'UTF8SMTP' : 'ESMTP'}${secure ? 'S' : ''}A`,
        id: newId(),
        nowMs: server.clock.now(),
        fieldLimit: limits.headerFields,
      });
      return this.#header.octets;
    });
  }

  /** Those to be stored. @throws Refusal, in the loop of whoever reads them; the stream is left as it is then */
  async *octets(stream: PassThrough): AsyncGenerator<Buffer> {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      yield* this.#pass(this.#gate.push(chunk as Buffer));
    }
    yield* this.#pass(this.#gate.end());
  }

  /** After the last octet. */
  finish(): Received {
    return { header: this.#header!, eightBit: this.#gate.eightBit, findings: this.#examination.end() };
  }

  *#pass(octets: Buffer | undefined): Generator<Buffer> {
    if (!octets || octets.length === 0) return;
    this.#examination.push(octets);
    yield octets;
  }
}
