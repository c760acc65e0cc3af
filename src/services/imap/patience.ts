/** How much nonsense a session puts up with: guessed passwords, and commands that nobody understands. */
import type { ImapLimits } from './limits.js';

export class Patience {
  readonly #limits: ImapLimits;
  #refusedLogins = 0;
  #badCommands = 0;

  constructor(limits: ImapLimits) {
    this.#limits = limits;
  }

  /** @returns true when it is at its end. Those of a connection count together, whoever logs in between. */
  refusedLogin(): boolean {
    this.#refusedLogins += 1;
    return this.#refusedLogins >= this.#limits.refusedLogins;
  }

  /** @returns true when it is at its end: only a row of bad ones counts */
  command(bad: boolean, loggedIn: boolean): boolean {
    this.#badCommands = bad ? this.#badCommands + 1 : 0;
    return this.#badCommands >= (loggedIn ? this.#limits.badCommands : this.#limits.badCommandsBeforeLogin);
  }
}
