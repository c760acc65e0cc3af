/** Passwords on the screen, or for the program behind the pipe: only when asked for. */
import type { Context } from '../context.js';
import { printIssued } from '../print.js';
import type { RotationOutput } from './outputs.js';

/**
 * `secret`: with passwords, printed before they are valid, since nobody could ask for one that was lost on the way; of
 * several lines for an account, after an interruption, the last counts. Without: printed when they are.
 */
export function screenOutput(
  context: Pick<Context, 'out' | 'err'>,
  { secret, json }: { readonly secret: boolean; readonly json: boolean },
): RotationOutput {
  return {
    setupLinks: false,
    async clean() {},
    async write(_run, { passwords }, each) {
      for (const { account, user, password, credential } of passwords) {
        const issued = { account, user, password, credential };
        if (secret && json) context.out(JSON.stringify(issued));
        else if (secret) printIssued(context, issued, undefined);
        if (secret) each();
      }
    },
    async settle(_run, { passwords }, issued) {
      const valid = new Set(issued.map(({ account }) => account));
      for (const { account, user, credential } of passwords) {
        if (!valid.has(account) && secret) context.err(`Void: ${user} got no new password; the old one stays.\n`);
        else if (!secret && json && valid.has(account)) context.out(JSON.stringify({ account, user, credential }));
      }
    },
    async discard(_run, { passwords }) {
      if (secret && passwords.length > 0) context.err(`Void: the last ${passwords.length} printed.\n`);
    },
    async finish() {},
    async abandon() {},
  };
}
