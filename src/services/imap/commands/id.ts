/** ID: RFC 2971. What a client says of itself is not kept. */
import { formatIdParams } from '../../../wire/imap/id-params.js';
import { command } from '../command.js';
import { ok } from '../responses.js';

export const id = command({
  name: 'ID',
  state: 'any',
  capabilities: [{ name: 'ID' }],
  parse: (p) => p.sp().idParams(),

  async *run({ session }) {
    const { version } = session.server;
    yield `* ID ${formatIdParams(new Map([['name', 'unpaperme'], ...(version ? [['version', version] as const] : [])]))}\r\n`;
    return ok('ID completed');
  },
});
