/** LOGOUT: RFC 9051 §6.1.3. */
import { command } from '../command.js';
import { bye, ok } from '../responses.js';

export const logout = command({
  name: 'LOGOUT',
  state: 'any',
  parse: () => undefined,

  async *run({ session }) {
    yield bye('Good-bye');
    session.select(undefined);
    session.logout();
    return ok('LOGOUT completed');
  },
});
