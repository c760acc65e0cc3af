/** The mailbox part of the mail store's contract. */
import assert from 'node:assert/strict';
import { isMailError } from '../../../src/mail/errors.js';
import type { MailErrorCode } from '../../../src/mail/errors.js';
import { mailboxName } from '../../../src/mail/mailbox.js';
import { freshStores } from './context.js';
import { append, letter, listing, mailboxOf, messagesIn } from './opened.js';
import type { OpenEmpty } from './opened.js';

export const fails = (code: MailErrorCode) => (error: unknown) => isMailError(error, code);

export function mailboxesContract(openEmpty: OpenEmpty): void {
  describe('mailboxes', () => {
    const context = freshStores(openEmpty);
    const names = async () => (await context.store.mailboxes()).map(({ name }) => name as string);
    const create = (name: string) => context.store.create(mailboxName(name));
    const mail = letter({ Subject: 'x' });

    it('lists INBOX first, then by code point', async () => {
      for (const name of ['zebra', 'Äpfel', 'Zoo', '😀', '\u{ff5e}']) await create(name);
      assert.deepEqual(await names(), ['INBOX', 'Zoo', 'zebra', 'Äpfel', '\u{ff5e}', '😀']);
    });

    it('creates superior names that are missing', async () => {
      const created = await create('Haus/Strom/2026');
      assert.equal(created.name, 'Haus/Strom/2026');
      assert.deepEqual(await names(), ['INBOX', 'Haus', 'Haus/Strom', 'Haus/Strom/2026']);
      assert.equal((await mailboxOf(context.store, 'Haus')).selectable, true);
    });

    it('refuses to create what exists', async () => {
      await create('Haus');
      await assert.rejects(create('Haus'), fails('mailbox-exists'));
      await assert.rejects(create('inbox'), fails('mailbox-exists'));
    });

    it('keeps the special use', async () => {
      await context.store.create(mailboxName('Papierkorb'), { specialUse: 'Trash' });
      assert.equal((await mailboxOf(context.store, 'Papierkorb')).specialUse, 'Trash');
      assert.equal((await mailboxOf(context.store, 'INBOX')).specialUse, undefined);
    });

    it('keeps the role, over a rename too, until the mailbox is deleted', async () => {
      await context.store.create(mailboxName('Postausgang/Freigeben'), { role: 'outbox-release' });
      assert.equal((await mailboxOf(context.store, 'Postausgang')).role, undefined);
      await context.store.rename(mailboxName('Postausgang'), mailboxName('Ausgang'));
      assert.equal((await mailboxOf(context.store, 'Ausgang/Freigeben')).role, 'outbox-release');
      await context.store.delete(mailboxName('Ausgang/Freigeben'));
      assert.equal((await create('Ausgang/Freigeben')).role, undefined);
    });

    it('gives another uidValidity and id after delete and create within one second', async () => {
      const first = await create('Haus');
      await context.store.delete(mailboxName('Haus'));
      const second = await create('Haus');
      assert.ok(second.uidValidity > first.uidValidity);
      assert.notEqual(second.id, first.id);
    });

    it('begins empty with uid 1', async () => {
      const { uidNext, highestModSeq } = await create('Haus');
      assert.equal(uidNext, 1);
      assert.ok(highestModSeq >= 1n);
    });

    it('renames with inferior names, keeping ids, uidValidity and messages', async () => {
      await create('Haus/Strom');
      const before = await mailboxOf(context.store, 'Haus/Strom');
      await append(context.store, 'Haus/Strom', mail, ['\\Seen']);
      await context.store.rename(mailboxName('Haus'), mailboxName('Alt/Heim'));
      assert.deepEqual(await names(), ['INBOX', 'Alt', 'Alt/Heim', 'Alt/Heim/Strom']);
      const after = await mailboxOf(context.store, 'Alt/Heim/Strom');
      assert.equal(after.id, before.id);
      assert.equal(after.uidValidity, before.uidValidity);
      assert.deepEqual(await listing(context.store, 'Alt/Heim/Strom'), ['1 \\Seen']);
    });

    it('renames INBOX by moving its messages and leaving INBOX and its inferior names', async () => {
      await create('INBOX/Alt');
      await append(context.store, 'INBOX', mail, ['\\Flagged']);
      const inboxBefore = await mailboxOf(context.store, 'INBOX');
      await context.store.rename(mailboxName('INBOX'), mailboxName('2026/Post'));
      assert.deepEqual(await names(), ['INBOX', '2026', '2026/Post', 'INBOX/Alt']);
      assert.deepEqual(await listing(context.store, '2026/Post'), ['1 \\Flagged']);
      assert.deepEqual(await listing(context.store, 'INBOX'), []);
      const { expunged } = await context.store.changes(inboxBefore.id, inboxBefore.highestModSeq);
      assert.deepEqual(expunged, [1]);
    });

    it('refuses a rename of what is missing, onto what exists, and below itself', async () => {
      const rename = (from: string, to: string) => context.store.rename(mailboxName(from), mailboxName(to));
      await create('Haus');
      await create('Garten');
      await assert.rejects(rename('Keller', 'Dach'), fails('mailbox-not-found'));
      await assert.rejects(rename('Haus', 'Garten'), fails('mailbox-exists'));
      await assert.rejects(rename('Haus', 'inbox'), fails('mailbox-exists'));
      await assert.rejects(rename('Haus', 'Haus/Strom'), fails('mailbox-name-invalid'));
      assert.deepEqual(await names(), ['INBOX', 'Garten', 'Haus']);
    });

    it('refuses a rename that makes an inferior name too long, and changes nothing', async () => {
      await create(`Haus/${'x'.repeat(900)}`);
      const to = mailboxName('y'.repeat(200));
      await assert.rejects(context.store.rename(mailboxName('Haus'), to), fails('mailbox-name-invalid'));
      assert.deepEqual(await names(), ['INBOX', 'Haus', `Haus/${'x'.repeat(900)}`]);
    });

    it('deletes a mailbox with its messages', async () => {
      const { mailbox } = await append(context.store, (await create('Haus')).name, mail);
      const [message] = await messagesIn(context.store, mailbox);
      await context.store.delete(mailboxName('Haus'));
      assert.deepEqual(await names(), ['INBOX']);
      assert.deepEqual(await context.store.facts([message!.content]), [undefined]);
      await assert.rejects(context.store.messages(mailbox), fails('mailbox-not-found'));
      await assert.rejects(context.store.changes(mailbox, 0n as never), fails('mailbox-not-found'));
      await assert.rejects(context.store.counts(mailbox), fails('mailbox-not-found'));
    });

    it('keeps a deleted name that holds others, without its messages and not selectable', async () => {
      await create('Haus/Strom');
      const { mailbox } = await append(context.store, 'Haus', mail);
      await context.store.delete(mailboxName('Haus'));
      assert.deepEqual(await names(), ['INBOX', 'Haus', 'Haus/Strom']);
      assert.equal((await mailboxOf(context.store, 'Haus')).selectable, false);
      await assert.rejects(context.store.changes(mailbox, 0n as never), fails('mailbox-not-found'));
      await assert.rejects(append(context.store, 'Haus', mail), fails('mailbox-not-selectable'));
      await assert.rejects(context.store.delete(mailboxName('Haus')), fails('mailbox-has-children'));
    });

    it('creates a name that only held others as a new mailbox', async () => {
      await create('Haus/Strom');
      const before = await mailboxOf(context.store, 'Haus');
      await context.store.delete(mailboxName('Haus'));
      const after = await create('Haus');
      assert.equal(after.selectable, true);
      assert.notEqual(after.id, before.id);
      assert.ok(after.uidValidity > before.uidValidity);
    });

    it('protects INBOX and refuses to delete what is missing', async () => {
      await assert.rejects(context.store.delete(mailboxName('INBOX')), fails('mailbox-protected'));
      await assert.rejects(context.store.delete(mailboxName('Haus')), fails('mailbox-not-found'));
    });

    it('keeps subscriptions apart from mailboxes', async () => {
      await context.store.subscribe(mailboxName('Fern'), true);
      await create('Haus');
      await context.store.subscribe(mailboxName('Haus'), true);
      await context.store.subscribe(mailboxName('Haus'), true);
      assert.equal((await mailboxOf(context.store, 'Haus')).subscribed, true);
      await context.store.rename(mailboxName('Haus'), mailboxName('Heim'));
      assert.equal((await mailboxOf(context.store, 'Heim')).subscribed, false);
      assert.deepEqual(await context.store.subscriptions(), ['INBOX', 'Fern', 'Haus']);
      await context.store.subscribe(mailboxName('Fern'), false);
      assert.deepEqual(await context.store.subscriptions(), ['INBOX', 'Haus']);
    });

    it('gives \\Recent away once', async () => {
      const { mailbox } = await append(context.store, 'INBOX', mail);
      assert.equal(await context.store.firstRecent(mailbox), 1);
      assert.equal((await context.store.counts(mailbox)).recent, 1);
      assert.equal(await context.store.claimRecent(mailbox), 1);
      assert.equal(await context.store.claimRecent(mailbox), 2);
      await append(context.store, 'INBOX', mail);
      assert.equal(await context.store.firstRecent(mailbox), 2);
      assert.equal(await context.store.claimRecent(mailbox), 2);
      assert.equal((await context.store.counts(mailbox)).recent, 0);
    });

    it('counts messages, flags and octets', async () => {
      await append(context.store, 'INBOX', mail, ['\\Seen']);
      await append(context.store, 'INBOX', mail, ['\\Deleted']);
      const { mailbox } = await append(context.store, 'INBOX', mail, ['\\Deleted', '\\Seen']);
      assert.deepEqual(await context.store.counts(mailbox), {
        messages: 3,
        unseen: 1,
        deleted: 2,
        recent: 3,
        sizeOctets: 3 * mail.length,
        deletedOctets: 2 * mail.length,
      });
    });
  });
}
