/** Annotations: a part of the mail store's contract (RFC 5464). */
import assert from 'node:assert/strict';
import type { Change } from '../../../src/mail/change-feed.js';
import { FlagSet } from '../../../src/mail/flags.js';
import { uid } from '../../../src/mail/ids.js';
import type { ContentId, MailboxId } from '../../../src/mail/ids.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { metadataLimits } from '../../../src/mail/metadata.js';
import type { MetadataEntry } from '../../../src/mail/metadata.js';
import { freshStores } from './context.js';
import { fails } from './mailboxes.js';
import { append, letter, mailboxOf, messagesIn } from './opened.js';
import type { OpenEmpty } from './opened.js';

const shown = (entries: readonly MetadataEntry[]) => entries.map(({ name, value }) => `${name}=${value.toString()}`);

export function metadataContract(openEmpty: OpenEmpty): void {
  describe('annotations', () => {
    const context = freshStores(openEmpty);
    const set = (
      at: MailboxId | undefined,
      entries: Readonly<Record<string, string | undefined>>,
      content?: ContentId,
    ) =>
      context.store.setMetadata(
        at,
        Object.entries(entries).map(([name, value]) => ({
          name,
          value: value === undefined ? undefined : Buffer.from(value),
          ...(content !== undefined && { content }),
        })),
      );
    const get = async (at: MailboxId | undefined) => shown(await context.store.metadata(at));
    const idOf = async (name: string) => (await mailboxOf(context.store, name)).id;

    it('are kept apart: of each mailbox, and of the account', async () => {
      const inbox = await idOf('INBOX');
      const { id } = await context.store.create(mailboxName('Haus'));
      await set(inbox, { '/shared/comment': 'b', '/private/comment': 'a' });
      await set(undefined, { '/private/comment': 'Konto' });
      assert.deepEqual(await get(inbox), ['/private/comment=a', '/shared/comment=b']);
      assert.deepEqual(await get(undefined), ['/private/comment=Konto']);
      assert.deepEqual(await get(id), []);
    });

    it('have names of any case, spelled as last set, and values of any octets', async () => {
      const inbox = await idOf('INBOX');
      await set(inbox, { '/private/comment': 'a' });
      await context.store.setMetadata(inbox, [{ name: '/Private/Comment', value: Buffer.from([0, 255, 13, 10]) }]);
      const entries = await context.store.metadata(inbox);
      assert.deepEqual(entries, [{ name: '/Private/Comment', value: Buffer.from([0, 255, 13, 10]) }]);
      await set(inbox, { '/PRIVATE/COMMENT': undefined, '/private/never': undefined });
      assert.deepEqual(await get(inbox), []);
      await set(inbox, { '/private/empty': '' });
      assert.deepEqual(await get(inbox), ['/private/empty=']);
    });

    it('stay with a mailbox that is renamed, and go when it is deleted, also when its name stays', async () => {
      const { id } = await context.store.create(mailboxName('Haus/Strom'));
      const house = await idOf('Haus');
      await set(id, { '/private/comment': 'Strom' });
      await set(house, { '/private/comment': 'Haus' });
      await context.store.rename(mailboxName('Haus'), mailboxName('Heim'));
      assert.deepEqual(await get(await idOf('Heim/Strom')), ['/private/comment=Strom']);
      await context.store.delete(mailboxName('Heim'));
      assert.deepEqual(await get(house), []);
      await set(house, { '/private/comment': 'nur ein Name' });
      assert.deepEqual(await get(house), ['/private/comment=nur ein Name']);
      await context.store.delete(mailboxName('Heim/Strom'));
      await assert.rejects(context.store.metadata(id), fails('mailbox-not-found'));
      await assert.rejects(set(id, { '/private/comment': 'x' }), fails('mailbox-not-found'));
      assert.deepEqual(await get((await context.store.create(mailboxName('Heim/Strom'))).id), []);
    });

    it('stay with INBOX when it is renamed, and are copied', async () => {
      const inbox = await idOf('INBOX');
      await set(inbox, { '/private/comment': 'a' });
      await context.store.rename(mailboxName('INBOX'), mailboxName('Alt'));
      assert.deepEqual(await get(inbox), ['/private/comment=a']);
      assert.deepEqual(await get(await idOf('Alt')), ['/private/comment=a']);
    });

    it('of a document are there with each copy, and go with the last', async () => {
      const { mailbox } = await append(context.store, 'INBOX', letter({ Subject: 'a' }));
      const { id: archive } = await context.store.create(mailboxName('Archiv'));
      const content = (await messagesIn(context.store, mailbox))[0]!.content;
      await set(mailbox, { '/private/comment': 'Mailbox' });
      await set(mailbox, { '/private/x/note': 'Dokument' }, content);
      const note = async () => shown((await context.store.contentMetadata(content)).get(content) ?? []);
      assert.deepEqual(await get(mailbox), ['/private/comment=Mailbox']);
      assert.deepEqual(await note(), ['/private/x/note=Dokument']);
      assert.deepEqual([...(await context.store.contentMetadata()).keys()], [content]);
      await context.store.copy(mailbox, [uid(1)], mailboxName('Archiv'));
      const remove = async (from: MailboxId) => {
        await context.store.storeFlags(from, [uid(1)], { mode: 'add', flags: FlagSet.of(['\\Deleted']) });
        await context.store.expunge(from);
      };
      await remove(mailbox);
      assert.deepEqual(await note(), ['/private/x/note=Dokument']);
      await remove(archive);
      assert.deepEqual(await note(), []);
      assert.equal((await context.store.contentMetadata()).size, 0);
      await assert.rejects(set(mailbox, { '/private/x/note': 'zu spät' }, content), fails('message-gone'));
    });

    it('are limited in number, all or none', async () => {
      const inbox = await idOf('INBOX');
      const many = (from: number, to: number) =>
        Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`/private/vendor/x/${from + i}`, 'x']));
      await set(inbox, many(0, metadataLimits.entriesEach - 1));
      await assert.rejects(set(inbox, many(1000, 1002)), fails('metadata-too-many'));
      assert.equal((await context.store.metadata(inbox)).length, metadataLimits.entriesEach - 1);
      await set(inbox, { ...many(1000, 1002), '/private/vendor/x/0': undefined });
      await set(inbox, { '/private/vendor/x/1': 'y' });
      assert.equal((await context.store.metadata(inbox)).length, metadataLimits.entriesEach);
    });

    it('are told on the feed, by name and with who did it', async () => {
      const inbox = await idOf('INBOX');
      const heard: Change[] = [];
      context.opened.stores.feed.subscribe(context.account, (change) => heard.push(change));
      const origin = {};
      const changes = [{ name: '/private/comment', value: Buffer.from('a') }];
      await context.store.setMetadata(inbox, changes, { origin });
      await set(undefined, { '/shared/comment': undefined });
      assert.deepEqual(heard, [
        { kind: 'metadata', mailbox: inbox, entries: ['/private/comment'], origin },
        { kind: 'metadata', mailbox: undefined, entries: ['/shared/comment'], origin: undefined },
      ]);
    });
  });
}
