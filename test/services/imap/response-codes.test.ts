/** Response codes that a healthy server does not give: RFC 5530 §3. */
import assert from 'node:assert/strict';
import { MailError } from '../../../src/mail/errors.js';
import type { MailStore } from '../../../src/mail/mail-store.js';
import { type ImapHost, password, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

describe('response codes of a server in trouble', () => {
  let host: ImapHost;
  let client: LineClient;

  const start = async (error: Error): Promise<void> => {
    const fails = async (): Promise<never> => {
      throw error;
    };
    host = await startImapHost({
      wrap: (stores) => ({
        feed: stores.feed,
        open: async (account) => {
          const store = await stores.open(account);
          return new Proxy(store, {
            get(target, name: keyof MailStore) {
              if (name === 'create') return fails;
              const value = target[name];
              return typeof value === 'function' ? value.bind(target) : value;
            },
          });
        },
      }),
    });
    client = await LineClient.connect(host.port);
    await client.next();
    await client.command('l', `LOGIN ${user} ${password}`);
  };
  afterEach(async () => {
    client.close();
    await host.close();
  });

  it('says SERVERBUG for a fault of ours, and nothing of our insides', async () => {
    await start(new TypeError('secret is not a function'));
    const [line] = await client.command('a', 'CREATE Haus');
    assert.equal(line, 'a NO [SERVERBUG] Internal error; it has been logged');
    assert.deepEqual(await client.command('b', 'NOOP'), ['b OK NOOP completed']);
  });

  it('says UNAVAILABLE when the disk is full, or the server closes', async () => {
    await start(new MailError('storage-full', 'The disk is full.'));
    assert.match((await client.command('a', 'CREATE Haus'))[0]!, /^a NO \[UNAVAILABLE\] /);
    void host.server.close();
    assert.match((await client.next())!, /^\* BYE \[UNAVAILABLE\] /);
  });
});
