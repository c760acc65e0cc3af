/** COMPRESS: RFC 4978. The next octet after the tagged OK, and after the client's line, is compressed. */
import { command } from '../command.js';
import { bad, no, ok } from '../responses.js';

export const compress = command({
  name: 'COMPRESS',
  state: 'authenticated', // §5: command-auth
  capabilities: [{ name: 'COMPRESS=DEFLATE', when: 'may-compress', covers: 'command' }],
  parse: (p) => p.sp().atom('a compression').toUpperCase(),

  async run({ session }, algorithm) {
    const { connection } = session;
    if (algorithm !== 'DEFLATE') return bad('The one compression is DEFLATE');
    if (connection.compressed) return no('Compression is active already', 'COMPRESSIONACTIVE');
    return { ...ok('DEFLATE active'), afterwards: async () => connection.startCompression() };
  },
});
