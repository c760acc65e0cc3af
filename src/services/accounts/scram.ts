/** One exchange of SCRAM-SHA-256, bound to its channel or not: RFC 5802, RFC 7677; RFC 5929, RFC 9266. */
import type { ChannelBindings, Login, Refused, ScramExchange } from '../../mail/authenticator.js';
import { foldUser } from '../../mail/accounts.js';
import type { StoredCredential } from '../../mail/credentials.js';
import type { ScramVerifier } from '../../mail/accounts.js';
import {
  type ReadClientFirst,
  formatServerFinal,
  formatServerFirst,
  parseClientFinal,
  parseClientFirst,
} from '../../wire/sasl/scram.js';
import type { Guess } from './guard.js';
import type { Found, Lookup } from './lookup.js';
import { isProof, serverSignature } from './scram-verifier.js';

/** What came of a proof. */
export type Proven =
  | { readonly kind: 'right'; readonly credential: StoredCredential }
  | { readonly kind: 'replaced' | 'wrong' | 'unheard' };

export interface ScramDesk {
  readonly lookup: Lookup;
  /** 24 printable characters, different each time (RFC 5802 §5.1 r). */
  readonly nonce: () => string;
  /** Checked against for a user that has no password, so that the time tells nothing. */
  readonly decoy: ScramVerifier;
  readonly plus: boolean;
  readonly bindings: ChannelBindings;
  /** Before anything is told about a user. */
  readonly hear: (user: string) => Refused | undefined;
  readonly guess: (user: string) => Guess | undefined;
  readonly conclude: (found: Found, proven: Proven) => Promise<Login>;
  readonly refuse: (reason: 'malformed' | 'binding' | 'otherAccount') => Refused;
}

interface Begun {
  readonly first: ReadClientFirst;
  readonly serverFirst: string;
  readonly nonce: string;
  readonly salt: Buffer;
  /** What `c=` of the client's final message has to be. */
  readonly binding: Buffer;
}

export class Exchange implements ScramExchange {
  readonly #desk: ScramDesk;
  #begun: Begun | undefined;

  constructor(desk: ScramDesk) {
    this.#desk = desk;
  }

  async first(clientFirst: Buffer): Promise<Buffer | Refused> {
    const { lookup, nonce: newNonce, hear, refuse } = this.#desk;
    const first = parseClientFirst(clientFirst);
    if (!first) return refuse('malformed');
    const data = this.#bindingData(first);
    if (!data) return refuse('binding');
    if (first.authzid !== undefined && foldUser(first.authzid) !== foldUser(first.user)) return refuse('otherAccount');
    const refused = hear(first.user);
    if (refused) return refused;
    const { salt, iterations } = await lookup(first.user);
    const nonce = first.nonce + newNonce();
    const serverFirst = formatServerFirst({ nonce, salt, iterations });
    const binding = Buffer.concat([Buffer.from(first.gs2Header), data]);
    this.#begun = { first, serverFirst: serverFirst.toString(), nonce, salt, binding };
    return serverFirst;
  }

  async final(clientFinal: Buffer): Promise<{ readonly login: Login; readonly serverFinal?: Buffer }> {
    const { lookup, decoy, guess: askToGuess, conclude, refuse } = this.#desk;
    const begun = this.#begun;
    this.#begun = undefined; // one proof for each nonce
    const final = parseClientFinal(clientFinal);
    if (!begun || !final || final.nonce !== begun.nonce) return { login: refuse('malformed') };
    // RFC 5802 §6: somebody stands between us and the client, or has changed what it said.
    if (!final.binding.equals(begun.binding)) return { login: refuse('binding') };
    // Once more: a password may have been withdrawn since the first message.
    const found = await lookup(begun.first.user);
    const guess = askToGuess(begun.first.user);
    if (!guess) return { login: await conclude(found, { kind: 'unheard' }) };
    const authMessage = `${begun.first.bare},${begun.serverFirst},${final.withoutProof}`;
    const fits = ({ verifier }: StoredCredential): boolean =>
      verifier.salt.equals(begun.salt) && isProof(verifier, authMessage, final.proof);
    const credential = found.valid.find(fits);
    if (credential) {
      guess.right();
      const signature = serverSignature(credential.verifier, authMessage);
      const login = await conclude(found, { kind: 'right', credential });
      return { login, serverFinal: formatServerFinal({ kind: 'verified', signature }) };
    }
    if (found.valid.length === 0) isProof(decoy, authMessage, final.proof);
    if (!found.ended.some(fits)) return { login: await conclude(found, { kind: 'wrong' }) };
    guess.right(); // no guess: a phone that was not told
    return { login: await conclude(found, { kind: 'replaced' }) };
  }

  /** RFC 5802 §6. @returns the data of the binding, empty without one; undefined when it is refused */
  #bindingData({ binding }: ReadClientFirst): Buffer | undefined {
    const { plus, bindings } = this.#desk;
    const offered = Object.values(bindings).length > 0;
    switch (binding.kind) {
      case 'used': {
        if (!plus || !Object.hasOwn(bindings, binding.name)) return undefined;
        return bindings[binding.name as keyof ChannelBindings]?.();
      }
      case 'not-offered':
        // It would have chosen -PLUS had it seen our list: somebody took that out of it.
        return plus || offered ? undefined : Buffer.alloc(0);
      case 'unsupported':
        return plus ? undefined : Buffer.alloc(0);
    }
  }
}
