/** LOGIN: RFC 9051 §6.2.3. */
import { command } from '../command.js';
import { logIn } from '../log-in.js';

export const login = command({
  name: 'LOGIN',
  state: 'not-authenticated',
  capabilities: [{ name: 'LOGINDISABLED', when: 'may-not-login' }],
  parse: (p) => ({ user: p.sp().astring('a user name'), password: p.sp().astring('a password') }),

  async run({ session }, { user, password }) {
    return logIn(session, user, password);
  },
});
