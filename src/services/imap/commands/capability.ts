/** CAPABILITY: RFC 9051 §6.1.1. */
import { command } from '../command.js';
import { ok } from '../responses.js';

export const capability = command({
  name: 'CAPABILITY',
  state: 'any',
  parse: () => undefined,

  async *run({ session }) {
    yield `* CAPABILITY ${session.capabilities}\r\n`;
    return ok('CAPABILITY completed');
  },
});
