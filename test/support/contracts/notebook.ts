/** The notebook's contract. */
import assert from 'node:assert/strict';
import { freshStores } from './context.js';
import type { OpenEmpty } from './opened.js';

export function notebookContract(openEmpty: OpenEmpty): void {
  describe('notebook', () => {
    const context = freshStores(openEmpty);
    const book = () => context.opened.notebook;
    const later = () => context.clock.now() + 1000;

    it('gives back what was put, the last of each area and key', async () => {
      await book().put('policies', 'x.example', { mode: 'enforce', mx: ['a', 'b'] }, later());
      await book().put('policies', 'y.example', 1, later());
      await book().put('policies', 'y.example', null, later());
      await book().put('paused', 'x.example', 'ü', later());
      assert.deepEqual(await book().get('policies', 'x.example'), { mode: 'enforce', mx: ['a', 'b'] });
      assert.equal(await book().get('policies', 'y.example'), null);
      assert.equal(await book().get('policies', 'z.example'), undefined);
      assert.deepEqual([...(await book().list('paused'))], [['x.example', 'ü']]);
      assert.deepEqual([...(await book().list('policies')).keys()].sort(), ['x.example', 'y.example']);
      assert.equal((await book().list('other')).size, 0);
      await book().remove('policies', 'x.example');
      await book().remove('other', 'x.example');
      assert.deepEqual([...(await book().list('policies'))], [['y.example', null]]);
    });

    it('forgets what has expired', async () => {
      await book().put('a', 'k', 1, later() + 0.5);
      context.clock.pass(999);
      assert.equal(await book().get('a', 'k'), 1);
      context.clock.pass(2);
      assert.equal(await book().get('a', 'k'), undefined);
      assert.equal((await book().list('a')).size, 0);
      await book().put('a', 'k', 2, later());
      assert.equal(await book().get('a', 'k'), 2);
    });

    it('takes 64 KB as JSON and no more', async () => {
      await book().put('a', 'k', 'x'.repeat(65_534), later());
      assert.equal(((await book().get('a', 'k')) as string).length, 65_534);
      await assert.rejects(book().put('a', 'k', 'x'.repeat(65_535), later()), RangeError);
      await assert.rejects(book().put('a', 'k', undefined, later()), RangeError);
    });

    it('is none of an account, and stays when one is deleted', async () => {
      await book().put('a', 'k', 1, later());
      await context.opened.accounts.delete(context.account);
      assert.equal(await book().get('a', 'k'), 1);
    });
  });
}
