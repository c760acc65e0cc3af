/** STARTTLS: RFC 9051 §6.2.1. */
import { command } from '../command.js';
import { bad, ok } from '../responses.js';

export const starttls = command({
  name: 'STARTTLS',
  state: 'not-authenticated',
  capabilities: [{ name: 'STARTTLS', when: 'may-start-tls', covers: 'command' }],
  parse: () => undefined,

  async run({ session }) {
    if (session.secure) return bad('TLS is active already');
    // What came in the clear behind this command may be injected: it must not be run as if it had come in TLS.
    session.connection.discardInput();
    return { ...ok('Begin TLS negotiation now'), afterwards: () => session.startTls() };
  },
});
