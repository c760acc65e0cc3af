/** An authenticator that knows its answers by heart. */
import type { Authenticator, Login, ScramExchange } from '../../src/mail/authenticator.js';

export const refusedWrong: Login = { kind: 'refused', reason: 'wrong', message: 'Wrong user name or password' };

/** @param scram refuses everybody when left out */
export function fixedAuthenticator(
  answer: (user: string, password: string) => Login,
  scram: Authenticator['scram'] = () => refusingExchange,
): Authenticator {
  return {
    authenticate: async (user, password) => answer(user, password),
    scram,
    async recognised() {},
    admits: () => true,
  };
}

const refusingExchange: ScramExchange = {
  first: async () => ({ kind: 'refused', reason: 'wrong', message: 'Wrong user name or password' }),
  final: async () => ({ login: refusedWrong }),
};
