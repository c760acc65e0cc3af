import assert from 'node:assert/strict';
import { isMailError } from '../../src/mail/errors.js';
import { compareMailboxNames } from '../../src/mail/mailbox-tree.js';
import { isInferior, mailboxName, superiorNames } from '../../src/mail/mailbox.js';

describe('mailbox names', () => {
  for (const [raw, name] of [
    ['inbox', 'INBOX'],
    ['InBox/a', 'INBOX/a'],
    ['a/inbox', 'a/inbox'],
    ['inboxes', 'inboxes'],
    ['Entwu\u0308rfe', 'Entwürfe'],
    ['a/', 'a'],
    ['INBOX/', 'INBOX'],
    [' a', ' a'],
    ['x'.repeat(1000), 'x'.repeat(1000)],
  ] as const) {
    it(`takes ${JSON.stringify(raw.slice(0, 20))} as ${JSON.stringify(name.slice(0, 20))}`, () => {
      assert.equal(mailboxName(raw), name);
    });
  }

  for (const raw of [
    '',
    '/',
    '//',
    '/a',
    'a//b',
    'a//',
    'a\0b',
    'a\nb',
    'a\u007fb',
    'a\u0085b',
    '\ud800',
    'x'.repeat(1001),
    'ü'.repeat(501),
    'a/'.repeat(32) + 'a',
  ]) {
    it(`refuses ${JSON.stringify(raw.slice(0, 20))} (${raw.length})`, () => {
      assert.throws(
        () => mailboxName(raw),
        (error: unknown) => isMailError(error, 'mailbox-name-invalid'),
      );
    });
  }

  it('have superior names, outermost first', () => {
    assert.deepEqual(superiorNames(mailboxName('a/b/c')), ['a', 'a/b']);
    assert.deepEqual(superiorNames(mailboxName('a')), []);
    assert.ok(isInferior(mailboxName('a/b'), mailboxName('a')));
    assert.ok(!isInferior(mailboxName('ab'), mailboxName('a')));
    assert.ok(!isInferior(mailboxName('a'), mailboxName('a')));
  });

  it('are sorted by code point, INBOX first', () => {
    const names = ['😀', '\u{ff5e}', 'a', 'Z', 'INBOX', 'a/b', 'a b'];
    assert.deepEqual(names.sort(compareMailboxNames), ['INBOX', 'Z', 'a', 'a b', 'a/b', '\u{ff5e}', '😀']);
  });
});
