/** Setup links in memory. */
import { MailError } from '../../mail/errors.js';
import type { AccountId } from '../../mail/ids.js';
import { sameTag, setupLinkTries } from '../../mail/setup-links.js';
import type { NewSetupLink, SetupLinkAnswer, SetupLinks } from '../../mail/setup-links.js';
import type { StateOf } from './credentials.js';

interface LiveLink extends NewSetupLink {
  readonly triesLeft: number;
}

export class MemorySetupLinks implements SetupLinks {
  readonly #stateOf: StateOf;
  readonly #links = new Map<string, LiveLink>();

  constructor(stateOf: StateOf) {
    this.#stateOf = stateOf;
  }

  async add(link: NewSetupLink): Promise<void> {
    if (!this.#stateOf(link.account)) throw new MailError('account-not-found', 'There is no such account.');
    this.insert(link);
  }

  /** Of an account that is there. */
  insert(link: NewSetupLink): void {
    this.removeAccount(link.account);
    this.#links.set(keyOf(link.tokenHash), { ...link, triesLeft: setupLinkTries });
  }

  async isOpen(tokenHash: Buffer, nowMs: number): Promise<boolean> {
    return this.#live(tokenHash, nowMs) !== undefined;
  }

  async open(tokenHash: Buffer, pinTag: Buffer, nowMs: number): Promise<SetupLinkAnswer> {
    const link = this.#live(tokenHash, nowMs);
    if (!link) return { kind: 'gone' };
    const isRight = sameTag(pinTag, link.pinTag);
    const triesLeft = link.triesLeft - 1;
    if (isRight || triesLeft === 0) this.#links.delete(keyOf(tokenHash));
    else this.#links.set(keyOf(tokenHash), { ...link, triesLeft });
    return isRight ? { kind: 'opened', account: link.account } : { kind: 'wrong-pin', triesLeft };
  }

  removeAccount(account: AccountId): void {
    for (const [key, link] of this.#links) if (link.account === account) this.#links.delete(key);
  }

  #live(tokenHash: Buffer, nowMs: number): LiveLink | undefined {
    const link = this.#links.get(keyOf(tokenHash));
    return link && link.expiresMs > nowMs && this.#stateOf(link.account) === 'open' ? link : undefined;
  }
}

const keyOf = (tokenHash: Buffer) => tokenHash.toString('base64');
