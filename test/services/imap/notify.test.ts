/** NOTIFY, where a dialog is not enough: RFC 5465. */
import assert from 'node:assert/strict';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { type ImapHost, password, startImapHost, user } from '../../support/transcript/imap-host.js';
import { LineClient } from '../../support/transcript/line-client.js';

describe('NOTIFY', () => {
  let host: ImapHost;
  const clients: LineClient[] = [];

  const login = async (): Promise<LineClient> => {
    const client = await LineClient.connect(host.port);
    clients.push(client);
    await client.next();
    await client.command('l', `LOGIN ${user} ${password}`);
    return client;
  };
  beforeEach(async () => {
    host = await startImapHost();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await host.close();
  });

  it('names the annotations that others have changed, of mailboxes and of the account', async () => {
    const client = await login();
    await client.command('a', 'NOTIFY SET (personal (MailboxMetadataChange ServerMetadataChange))');
    const { id } = (await host.store.mailbox(mailboxName('INBOX')))!;
    await host.store.setMetadata(id, [{ name: '/private/comment', value: Buffer.from('x') }]);
    assert.equal(await client.next(), '* METADATA INBOX /private/comment');
    await host.store.setMetadata(undefined, [{ name: '/private/comment', value: Buffer.from('x') }]);
    assert.equal(await client.next(), '* METADATA "" /private/comment');
  });

  it('tells a burst in one word', async () => {
    const client = await login();
    await host.store.create(mailboxName('Lists'));
    await client.command('a', 'NOTIFY SET (personal (MessageNew MessageExpunge))');
    client.socket.pause();
    for (let n = 0; n < 50; n += 1) await host.deliver('Lists', 'a: b');
    client.socket.resume();
    const lines = await client.command('b', 'NOOP');
    assert.match(lines.at(-2)!, /^\* STATUS Lists \(MESSAGES 50 UIDNEXT 51 /);
  });

  it('is forgotten with the login, and when the client leaves', async () => {
    const client = await login();
    await client.command('a', 'NOTIFY SET (personal (MessageNew MessageExpunge))');
    await client.command('b', 'UNAUTHENTICATE');
    await client.command('c', `LOGIN ${user} ${password}`);
    await host.deliver('INBOX', 'a: b');
    assert.deepEqual(await client.command('d', 'NOOP'), ['d OK NOOP completed']);
  });
});
