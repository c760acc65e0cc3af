/** imapflow asks for ids and quota, as an app of its makers would. */
import assert from 'node:assert/strict';
import { createSecureContext } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { makeCa, makeServerCertificate } from '../../../src/adapters/net/make-certificate.js';
import { type ImapHost, password, sampleMessage, startImapHost, user } from '../../support/transcript/imap-host.js';

describe('imapflow on ids and quota', () => {
  const ca = makeCa('test CA', Date.now());
  const { certificatePem, keyPem } = makeServerCertificate(ca.issuer, ['localhost'], Date.now());
  const context = createSecureContext({ cert: certificatePem, key: keyPem });
  let host: ImapHost;
  let client: ImapFlow;

  beforeEach(async () => {
    host = await startImapHost({
      secureContext: () => context,
      storeLimits: { quotaOctets: 2 ** 30, quotaMessages: 3 },
    });
    await host.deliver('INBOX', sampleMessage(1));
    client = new ImapFlow({
      host: '127.0.0.1',
      servername: 'localhost',
      port: host.tlsPort,
      secure: true,
      tls: { ca: ca.certificatePem },
      auth: { user, pass: password },
      logger: false,
    });
    await client.connect();
  });
  afterEach(async () => {
    client.close();
    await host.close();
  });

  it('reads how full the account is', async () => {
    const quota = await client.getQuota('INBOX');
    assert.ok(quota);
    assert.deepEqual(quota.storage, { usage: 1024, limit: 2 ** 30, status: '0%' });
  });

  it('is told when there is no more room', async () => {
    await host.deliver('INBOX', sampleMessage(2));
    await host.deliver('INBOX', sampleMessage(3));
    await assert.rejects(
      client.append('INBOX', sampleMessage(4)),
      (error: Error & { serverResponseCode?: string }) => error.serverResponseCode === 'OVERQUOTA',
    );
  });

  it('knows a mailbox and a message again after they were renamed and moved', async () => {
    const created = await client.mailboxCreate('Briefe');
    const before = await client.mailboxOpen('INBOX');
    const message = await client.fetchOne('1', { emailId: true, threadId: true });
    assert.ok(message && message.emailId && message.threadId);
    await client.messageMove('1', 'Briefe');
    await client.mailboxRename('Briefe', 'Archiv');
    const archive = await client.mailboxOpen('Archiv');
    assert.ok(archive.mailboxId);
    assert.equal(archive.mailboxId, created.mailboxId);
    assert.notEqual(archive.mailboxId, before.mailboxId);
    const moved = await client.fetchOne('1', { emailId: true, threadId: true });
    assert.ok(moved);
    assert.deepEqual([moved.emailId, moved.threadId], [message.emailId, message.threadId]);
    assert.deepEqual(await client.search({ emailId: message.emailId }), [1]);
  });
});
