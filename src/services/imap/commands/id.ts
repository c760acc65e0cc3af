/** ID: RFC 2971. What a client says of itself decides on what is switched off for it, and goes into no log. */
import { formatIdParams } from '../../../wire/imap/id-params.js';
import { command } from '../command.js';
import { ok } from '../responses.js';

export const id = command({
  name: 'ID',
  state: 'any',
  capabilities: [{ name: 'ID', covers: 'command' }],
  parse: (p) => p.sp().idParams(),

  async *run({ session }, params) {
    if (params) {
      const said = new Map([...params].map(([name, value]) => [name.toLowerCase(), value]));
      session.recognise({ client: { name: said.get('name'), version: said.get('version') } });
    }
    const { version } = session.server;
    yield `* ID ${formatIdParams(new Map([['name', 'unpaperme'], ...(version ? [['version', version] as const] : [])]))}\r\n`;
    return ok('ID completed');
  },
});
