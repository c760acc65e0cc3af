/** A mail client that others wrote, at its daily work. */
import assert from 'node:assert/strict';
import { createSecureContext } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { makeCa, makeServerCertificate } from '../../../src/adapters/net/make-certificate.js';
import { type ImapHost, password, sampleMessage, startImapHost, user } from '../../support/transcript/imap-host.js';

describe('imapflow as a client', () => {
  const ca = makeCa('test CA', Date.now());
  const { certificatePem, keyPem } = makeServerCertificate(ca.issuer, ['localhost'], Date.now());
  const context = createSecureContext({ cert: certificatePem, key: keyPem });
  let host: ImapHost;
  let clients: ImapFlow[];

  const connect = async (tls: 'implicit' | 'starttls' = 'implicit', options = {}): Promise<ImapFlow> => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      servername: 'localhost',
      port: tls === 'implicit' ? host.tlsPort : host.port,
      secure: tls === 'implicit',
      tls: { ca: ca.certificatePem },
      auth: { user, pass: password },
      logger: false,
      ...options,
    });
    clients.push(client);
    await client.connect();
    return client;
  };

  beforeEach(async () => {
    clients = [];
    host = await startImapHost({ plaintextLogin: 'never', secureContext: () => context });
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await host.close();
  });

  it('logs in over STARTTLS and lists the mailboxes with their special uses', async () => {
    await host.store.create('Gesendet' as never, { specialUse: 'Sent' });
    await host.store.create('Entwürfe' as never, { specialUse: 'Drafts' });
    const client = await connect('starttls');
    const listed = await client.list({ statusQuery: { messages: true } });
    assert.deepEqual(
      listed.map(({ path, specialUse, status }) => [path, specialUse, status?.messages]),
      [
        ['INBOX', '\\Inbox', 0],
        ['Gesendet', '\\Sent', 0],
        ['Entwürfe', '\\Drafts', 0],
      ],
    );
    await client.logout();
  });

  it('fetches envelopes, structures and the octets as they came', async () => {
    for (const n of [1, 2, 3]) await host.deliver('INBOX', sampleMessage(n));
    const client = await connect();
    await client.mailboxOpen('INBOX');
    const subjects: (string | undefined)[] = [];
    for await (const message of client.fetch('1:*', { envelope: true, bodyStructure: true, flags: true, size: true })) {
      subjects.push(message.envelope?.subject);
      assert.equal(message.bodyStructure?.type, 'text/plain');
    }
    assert.deepEqual(subjects, ['Letter 1', 'Letter 2', 'Letter 3']);
    const { content } = await client.download('2');
    assert.ok(content);
    const octets: Buffer[] = [];
    for await (const piece of content) octets.push(piece as Buffer);
    assert.equal(Buffer.concat(octets).toString(), sampleMessage(2));
  });

  it('hears of a new message and of flags while it idles', async () => {
    await host.deliver('INBOX', sampleMessage(1));
    const [client, other] = [await connect(), await connect()];
    await client.mailboxOpen('INBOX');
    await other.mailboxOpen('INBOX');
    const exists = new Promise((resolve) => client.once('exists', resolve));
    const idling = client.idle();
    await host.deliver('INBOX', sampleMessage(2));
    await exists;
    const flags = new Promise<{ seq: number; flags: Set<string> }>((resolve) => client.once('flags', resolve));
    await other.messageFlagsAdd('2', ['\\Seen']);
    const told = await flags;
    assert.equal(told.seq, 2);
    assert.ok(told.flags.has('\\Seen'));
    await client.noop();
    await idling;
  });

  it('appends, searches, moves, flags and deletes', async () => {
    const client = await connect();
    await client.mailboxCreate('Archiv/2026');
    const appended = await client.append(
      'INBOX',
      sampleMessage(7),
      ['\\Seen', '$Forwarded'],
      new Date('2026-01-31T10:00:00Z'),
    );
    assert.ok(appended && appended.uid === 1);
    await client.mailboxOpen('INBOX');
    assert.deepEqual(
      await client.search({ body: 'letter 7', seen: true, since: new Date('2026-01-30') }, { uid: true }),
      [1],
    );
    assert.deepEqual(await client.search({ subject: 'nothing like it' }), []);
    const moved = await client.messageMove('1', 'Archiv/2026');
    assert.ok(moved && moved.uidMap?.get(1) === 1);
    await client.mailboxOpen('Archiv/2026');
    const message = await client.fetchOne('1', { flags: true, internalDate: true });
    assert.ok(message && message.flags?.has('$Forwarded'));
    await client.messageDelete('1');
    assert.deepEqual(await client.status('Archiv/2026', { messages: true, unseen: true }), {
      path: 'Archiv/2026',
      messages: 0,
      unseen: 0,
    });
    await client.mailboxDelete('Archiv/2026');
  });

  it('resyncs: what vanished, and which flags changed, while it was away', async () => {
    for (const n of [1, 2, 3, 4, 5]) await host.deliver('INBOX', sampleMessage(n));
    const before = await connect('implicit', { qresync: true });
    assert.ok(before.enabled.has('QRESYNC') && before.enabled.has('CONDSTORE'));
    const { uidValidity, highestModseq } = await before.mailboxOpen('INBOX');
    assert.ok(highestModseq);
    await before.logout();
    const other = await connect();
    await other.mailboxOpen('INBOX');
    await other.messageDelete('2,4', { uid: true });
    await other.messageFlagsAdd('5', ['\\Flagged'], { uid: true });
    const client = await connect('implicit', { qresync: true });
    const vanished: (number | undefined)[] = [];
    const changed: { uid: number | undefined; flags: readonly string[]; modseq: bigint | undefined }[] = [];
    client.on('expunge', ({ uid, earlier }) => vanished.push(earlier ? uid : undefined));
    client.on('flags', ({ uid, flags, modseq }) => changed.push({ uid, flags: [...flags], modseq }));
    const reopened = await client.mailboxOpen('INBOX', { changedSince: highestModseq, uidValidity });
    assert.deepEqual(vanished, [2, 4]);
    assert.deepEqual(changed, [{ uid: 5, flags: ['\\Flagged'], modseq: reopened.highestModseq }]);
    assert.equal(reopened.exists, 3);
    const gone = new Promise<{ uid?: number; vanished: boolean }>((resolve) => client.once('expunge', resolve));
    await other.messageDelete('1', { uid: true });
    await client.noop();
    assert.equal((await gone).uid, 1);
    const seen = await client.messageFlagsAdd('3', ['\\Seen'], { uid: true, unchangedSince: 1n });
    assert.equal(seen, true);
    const since: number[] = [];
    for await (const message of client.fetch('1:*', { flags: true }, { uid: true, changedSince: highestModseq })) {
      since.push(message.uid);
    }
    assert.deepEqual(since, [5]);
    await client.logout();
  });

  it('is told that its password is wrong', async () => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      servername: 'localhost',
      port: host.tlsPort,
      secure: true,
      tls: { ca: ca.certificatePem },
      auth: { user, pass: 'falsch' },
      logger: false,
    });
    clients.push(client);
    await assert.rejects(client.connect(), (error: Error & { serverResponseCode?: string }) => {
      assert.equal(error.serverResponseCode, 'AUTHENTICATIONFAILED');
      return true;
    });
  });
});
