/** The service's documents, known again by their attachments: a part of the mail store's contract. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { FlagSet } from '../../../src/mail/flags.js';
import { freshStores } from './context.js';
import { fails } from './mailboxes.js';
import { append, letter, newAccount } from './opened.js';
import type { OpenEmpty } from './opened.js';

const hash = (text: string) => createHash('sha256').update(text).digest();

export function documentsContract(openEmpty: OpenEmpty): void {
  describe('documents', () => {
    const context = freshStores(openEmpty);
    const add = (id: string, ...attachments: string[]) =>
      append(context.store, 'INBOX', letter({ Subject: id }), ['\\Deleted'], {
        document: { id, attachments: attachments.map(hash) },
      });
    const find = (...attachments: string[]) => context.store.documents(attachments.map(hash));

    it('are found by any of their attachments, each once', async () => {
      await add('d2', 'pdf 2', 'picture 2');
      await add('d1', 'pdf 1', 'picture 1');
      assert.deepEqual(await find('picture 1'), ['d1']);
      assert.deepEqual(await find('pdf 1', 'other', 'picture 1', 'pdf 2'), ['d1', 'd2']);
      assert.deepEqual(await find('other'), []);
      assert.deepEqual(await find(), []);
    });

    it('are all found when they share an attachment, such as a blank page', async () => {
      await add('d1', 'pdf 1', 'blank');
      await add('d2', 'pdf 2', 'blank');
      assert.deepEqual(await find('blank'), ['d1', 'd2']);
    });

    it('are known again when their message was deleted, and in no other account', async () => {
      const { mailbox } = await add('d1', 'pdf 1');
      await context.store.expunge(mailbox);
      assert.deepEqual(await find('pdf 1'), ['d1']);
      const other = await context.opened.stores.open(await newAccount(context.opened, 'max@example.org'));
      assert.deepEqual(await other.documents([hash('pdf 1')]), []);
    });

    it('are not known when their message did not get in', async () => {
      const document = { id: 'd1', attachments: [hash('pdf 1')] };
      await assert.rejects(append(context.store, 'Fern', 'x', [], { document }), fails('destination-not-found'));
      assert.deepEqual(await find('pdf 1'), []);
      const staged = [await context.store.stage(source()), await context.store.stage(source())];
      const messages = staged.map((content) => ({ content, flags: FlagSet.none }));
      await assert.rejects(context.store.append('INBOX' as never, messages, { document }), RangeError);
    });
  });
}

async function* source(): AsyncGenerator<Buffer> {
  yield Buffer.from('Subject: x\r\n\r\n');
}
