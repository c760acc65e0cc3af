/** NOTIFY: RFC 5465. News of all mailboxes over one connection, and at once. */
import { command } from '../command.js';
import { Notifier } from '../notify/notifier.js';
import { ok } from '../responses.js';

export const notify = command({
  name: 'NOTIFY',
  state: 'authenticated',
  capabilities: [{ name: 'NOTIFY', when: 'logged-in', covers: 'command' }],
  parse: (p) => p.sp().notifyRequest(),

  async *run({ session, store }, request) {
    // §3.1: each NOTIFY stands in place of the one before; one that is refused leaves that as it is.
    const notifier = request.groups.length === 0 ? undefined : await Notifier.open(session, store, request);
    session.notify(notifier);
    if (notifier && request.status) yield* notifier.statuses();
    return ok('NOTIFY completed');
  },
});
