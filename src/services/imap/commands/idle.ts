/** IDLE: RFC 9051 §6.3.13 (RFC 2177). News goes out as the feed tells of it. */
import { command } from '../command.js';
import { Refusal } from '../errors.js';
import { bad, continuation, flush, ok } from '../responses.js';

export const idle = command({
  name: 'IDLE',
  state: 'authenticated',
  capabilities: [{ name: 'IDLE', when: 'logged-in', covers: 'command' }],
  parse: () => undefined,

  async *run({ session, store }) {
    session.connection.framer.expectLine();
    yield continuation('idling');
    for (;;) {
      const { view } = session;
      yield* await session.metadataNews.report(store, session.utf8);
      if (view) {
        if (view.stale) await view.pull();
        yield* view.report({ expunges: true, uids: false });
      }
      if (session.notifier) yield* session.notifier.news(false);
      yield flush;
      const event = await session.pollOrWait();
      if (event === undefined) continue;
      if (event.kind === 'line' && event.octets.toString('latin1').toUpperCase() === 'DONE')
        return ok('IDLE completed');
      throw new Refusal(bad('Expected DONE'));
    }
  },
});
