/** NAMESPACE: RFC 9051 §6.3.10 (RFC 2342). There is one: the customer's own. */
import { hierarchyDelimiter } from '../../../mail/mailbox.js';
import { command } from '../command.js';
import { ok } from '../responses.js';

export const namespace = command({
  name: 'NAMESPACE',
  state: 'authenticated',
  capabilities: [{ name: 'NAMESPACE', when: 'logged-in', covers: 'command' }],
  parse: () => undefined,

  async *run() {
    yield `* NAMESPACE (("" "${hierarchyDelimiter}")) NIL NIL\r\n`;
    return ok('NAMESPACE completed');
  },
});
