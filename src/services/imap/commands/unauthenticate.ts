/** UNAUTHENTICATE: RFC 8437. Ends the login, not the connection, for clients that work for many accounts in turn. */
import { command } from '../command.js';
import { ok } from '../responses.js';

export const unauthenticate = command({
  name: 'UNAUTHENTICATE',
  state: 'authenticated',
  capabilities: [{ name: 'UNAUTHENTICATE', when: 'logged-in', covers: 'command' }],
  parse: () => undefined,

  async run({ session }) {
    session.unauthenticate();
    // §2: compression ends behind the answer.
    return { ...ok('Nobody is logged in'), afterwards: () => session.connection.endCompression() };
  },
});
