import assert from 'node:assert/strict';
import { mailboxName, specialUses } from '../../src/mail/mailbox.js';
import { textsFor } from '../../src/texts/texts.js';

describe('texts', () => {
  it('writes dates as the language does', () => {
    assert.equal(textsFor('de').date('2024-03-08'), '8. März 2024');
    assert.equal(textsFor('en').date('2024-03-08'), '8 March 2024');
    assert.equal(textsFor('de').date('2024-04'), 'April 2024');
    assert.equal(textsFor('de').scanSubject('2026-11-23'), 'Scan vom 23.11.2026');
    assert.equal(textsFor('en').scanSubject('2026-11-23'), 'Scan of 23 November 2026');
  });

  it('lists pages as a sentence, and not more than six of them', () => {
    const { pageList } = textsFor('de');
    assert.equal(pageList([2]), 'Seite 2');
    assert.equal(pageList([2, 3]), 'Seiten 2 und 3');
    assert.equal(pageList([1, 2, 5]), 'Seiten 1, 2 und 5');
    assert.equal(pageList([1, 2, 3, 4, 5, 6, 7, 8]), 'Seiten 1, 2, 3, 4, 5, 6 und 2 weitere');
  });

  it('tells one page from several', () => {
    assert.equal(textsFor('de').pages(1), '1 Seite');
    assert.equal(textsFor('en').pages(3), '3 pages');
  });

  for (const language of ['de', 'en'] as const) {
    describe(language, () => {
      const texts = textsFor(language);

      it('names mailboxes that the store accepts, each special use once', () => {
        const names = texts.mailboxes.map(({ name }) => mailboxName(name) as string);
        assert.deepEqual(
          names,
          texts.mailboxes.map(({ name }) => name),
        );
        assert.equal(new Set(names).size, names.length);
        assert.equal(names[0], 'INBOX');
        const uses = texts.mailboxes.flatMap(({ specialUse }) => specialUse ?? []);
        assert.deepEqual(uses.toSorted(), ['Archive', 'Drafts', 'Sent', 'Trash']);
        assert.ok(uses.every((use) => specialUses.includes(use)));
      });

      it('has a sentence for every trouble', () => {
        const sentences = [
          ...Object.values(texts.rejected),
          ...Object.values(texts.notes.scan),
          texts.notes.page('timeout', texts.pageList([2])),
          texts.notes.noText,
        ];
        for (const sentence of sentences) assert.match(sentence, /^\p{Lu}.*\.$/u);
      });
    });
  }
});
