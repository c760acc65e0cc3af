import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatObjectId, formatObjectIdItem, parseObjectId } from '../../../src/wire/imap/object-id.js';

describe('object ids', () => {
  const kinds = fc.constantFrom('email', 'thread', 'mailbox' as const);
  const ids = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

  it('are read back as written, of their own kind only, in characters that RFC 8474 allows', () => {
    fc.assert(
      fc.property(kinds, kinds, ids, (kind, other, id) => {
        const text = formatObjectId(kind, id);
        assert.match(text, /^[A-Z][0-9A-Za-z_-]{0,254}$/);
        assert.equal(parseObjectId(kind, text), id);
        if (other !== kind) assert.equal(parseObjectId(other, text), undefined);
      }),
    );
  });

  for (const text of [
    '',
    'M',
    'm1',
    'M0',
    'M01',
    'M1x',
    'M-1',
    'M1.0',
    'M9999999999999999',
    'NIL',
    `M${'1'.repeat(254)}`,
  ]) {
    it(`are not ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(parseObjectId('email', text), undefined));
  }

  it('stand in parentheses behind their name', () => {
    assert.equal(formatObjectIdItem('mailbox', 7), 'MAILBOXID (F7)');
  });
});
