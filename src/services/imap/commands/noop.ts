/** NOOP: RFC 9051 §6.1.2, the time to tell all that is pending. CHECK: RFC 3501 §6.4.1, the same here: all is durable. */
import { command } from '../command.js';
import { ok } from '../responses.js';

export const noop = command({
  name: 'NOOP',
  state: 'any',
  parse: () => undefined,

  async run() {
    return ok('NOOP completed');
  },
});

export const check = command({
  name: 'CHECK',
  state: 'selected',
  parse: () => undefined,

  async run() {
    return ok('CHECK completed');
  },
});
