/** imapflow, the client of Node: mailboxes, quick resync, moves, quota, downloads, IDLE. */
import assert from 'node:assert/strict';
import type { ImapFlow } from 'imapflow';
import { MailServer, letter } from './support.js';

describe('imapflow', function () {
  this.timeout(60_000);
  const server = new MailServer();
  before(() => server.start());
  after(() => server.remove());

  const flagsOf = async (client: ImapFlow) => {
    const listed: string[] = [];
    for await (const { uid, flags } of client.fetch('1:*', { flags: true })) {
      listed.push(`${uid} ${[...(flags ?? [])].filter((flag) => flag !== '\\Recent').join()}`);
    }
    return listed;
  };

  it('makes, renames, subscribes and deletes mailboxes', async () => {
    await server.with(async (client) => {
      await client.mailboxCreate(['Verträge', 'Große']);
      await client.mailboxRename('Verträge', 'Alte Verträge');
      await client.mailboxUnsubscribe('Alte Verträge');
      const list = await client.list({ statusQuery: { messages: true, unseen: true } });
      const found = list.find(({ path }) => path === 'Alte Verträge/Große');
      assert.equal(found?.status?.messages, 0);
      const renamed = list.find(({ path }) => path === 'Alte Verträge');
      assert.ok(renamed && !renamed.subscribed);
      assert.ok(list.some(({ specialUse }) => specialUse === '\\Trash'));
      await client.mailboxDelete('Alte Verträge/Große');
    });
  });

  it('appends, searches, copies, moves and downloads', async () => {
    await server.fill('INBOX', []);
    await server.fill('Ablage', []);
    await server.with(async (client) => {
      const large = letter('Große Straße', 700_000);
      const appended = await client.append('INBOX', large, ['\\Flagged'], new Date('2026-01-02T03:04:05Z'));
      assert.ok(appended && appended.uid);
      await client.append('INBOX', letter('Zweiter'));
      await client.mailboxOpen('INBOX');
      const uids = (await client.search({ body: 'GEBÜHRENBESCHEID: GROSSE' }, { uid: true })) as number[];
      assert.deepEqual(uids, [], 'ß is not ss');
      const found = (await client.search({ body: 'gebührenbescheid: große' }, { uid: true })) as number[];
      assert.deepEqual(found, [appended.uid]);
      const { content, meta } = await client.download(String(appended.uid), '2', { uid: true });
      let octets = 0;
      for await (const piece of content as AsyncIterable<Buffer>) octets += piece.length;
      assert.deepEqual([octets, meta?.contentType, meta?.filename], [700_000, 'application/pdf', 'scan.pdf']);
      const copied = await client.messageCopy('1:*', 'Ablage');
      assert.ok(copied && copied.uidMap?.size === 2);
      const moved = await client.messageMove('2', 'Ablage');
      assert.ok(moved && moved.uidMap?.size === 1);
    });
    assert.deepEqual(await server.subjects('Ablage'), ['Große Straße', 'Zweiter', 'Zweiter']);
    assert.deepEqual(await server.subjects('INBOX'), ['Große Straße']);
  });

  it('hears by IDLE within a second of flags, new and expunged messages', async () => {
    await server.fill('INBOX', [letter('Eins'), letter('Zwei')]);
    const [one, two] = [server.client(), server.client()];
    try {
      await Promise.all([one.connect(), two.connect()]);
      await Promise.all([one.mailboxOpen('INBOX'), two.mailboxOpen('INBOX')]);
      const heard: string[] = [];
      const all = new Promise<void>((resolve) => {
        const note = (what: string) => heard.push(what) === 3 && resolve();
        one.on('flags', ({ seq, flags }: { seq: number; flags: Set<string> }) => {
          if (flags.has('\\Flagged')) note(`flags ${seq}`);
        });
        one.on('exists', ({ count }: { count: number }) => note(`exists ${count}`));
        one.on('expunge', ({ seq }: { seq?: number }) => note(`expunge ${seq ?? ''}`));
      });
      void one.idle();
      const startedAt = Date.now();
      await two.messageFlagsAdd('2', ['\\Flagged']);
      await two.append('INBOX', letter('Drei'));
      await two.messageDelete('1');
      await all;
      assert.ok(Date.now() - startedAt < 3000);
      assert.deepEqual(heard, ['flags 2', 'exists 3', 'expunge 1']);
    } finally {
      one.close();
      two.close();
    }
  });

  it('sees the same flags with and without QRESYNC', async () => {
    await server.fill('INBOX', [letter('Eins'), letter('Zwei'), letter('Drei')]);
    const lists: (readonly string[])[] = [];
    for (const qresync of [false, true]) {
      const list = await server.with(
        async (client) => {
          await client.mailboxOpen('INBOX');
          await client.messageFlagsAdd('2', ['$Wichtig']);
          return flagsOf(client);
        },
        { qresync },
      );
      lists.push(list);
    }
    assert.deepEqual(lists[0], lists[1]);
  });
});
