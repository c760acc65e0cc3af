/** The client's side of a SCRAM-SHA-256 exchange. */
import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import {
  type ClientFirst,
  type Gs2Binding,
  formatClientFinal,
  formatClientFirst,
  formatGs2Header,
  formatWithoutProof,
  parseServerFinal,
  parseServerFirst,
} from '../../src/wire/sasl/scram.js';
import { scramPassword, scramUser } from './fixed-authenticator.js';

export interface ScramClientOptions {
  readonly user: string;
  readonly password: string;
  readonly binding: { readonly name: string; readonly data: Buffer };
  /** Says that it could bind, and that the server has not offered to. */
  readonly believesNotOffered: boolean;
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export class ScramClient {
  readonly #password: string;
  readonly #data: Buffer;
  readonly #first: ClientFirst;
  #serverSignature: Buffer | undefined;

  constructor({
    user = scramUser,
    password = scramPassword,
    binding,
    believesNotOffered,
  }: Partial<ScramClientOptions>) {
    this.#password = password;
    this.#data = binding?.data ?? Buffer.alloc(0);
    const unused: Gs2Binding = { kind: believesNotOffered ? 'not-offered' : 'unsupported' };
    const used = binding && ({ kind: 'used', name: binding.name } as const);
    this.#first = { binding: used ?? unused, authzid: undefined, user, nonce: 'rOprNGfwEbeRWgbNEkqO' };
  }

  first(): Buffer {
    return formatClientFirst(this.#first);
  }

  final(serverFirst: Buffer): Buffer {
    const { nonce, salt, iterations } = parseServerFirst(serverFirst)!;
    const gs2Header = formatGs2Header(this.#first);
    const binding = Buffer.concat([Buffer.from(gs2Header), this.#data]);
    const bare = this.first().toString().slice(gs2Header.length);
    const authMessage = `${bare},${serverFirst.toString()},${formatWithoutProof({ binding, nonce })}`;
    const salted = pbkdf2Sync(this.#password, salt, iterations, 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const signature = hmac(createHash('sha256').update(clientKey).digest(), authMessage);
    this.#serverSignature = hmac(hmac(salted, 'Server Key'), authMessage);
    return formatClientFinal({ binding, nonce, proof: clientKey.map((octet, i) => octet ^ signature[i]!) as Buffer });
  }

  /** Whether the server has shown that it has the password. */
  believes(serverFinal: Buffer): boolean {
    const final = parseServerFinal(serverFinal);
    return final?.kind === 'verified' && this.#serverSignature?.equals(final.signature) === true;
  }
}
