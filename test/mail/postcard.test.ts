import assert from 'node:assert/strict';
import { type PostcardFacts, documentOfField, documentOfMessageId, judgePostcard } from '../../src/mail/postcard.js';

const id = '0123456789abcdef0123456789abcdef';
const hans = { address: 'hans@example.org', reached: false, allowed: false };
const allowed = { address: 'anna@example.org', reached: false, allowed: true };
const reached = { address: 'otto@example.org', reached: true, allowed: false };
const facts = (change: Partial<PostcardFacts>): PostcardFacts => ({
  policy: 'warn',
  encryptedBySender: false,
  documents: [id],
  recipients: [hans],
  ...change,
});

describe('the postcard rule', () => {
  for (const [title, change, kind] of [
    ['warn holds a document for a new recipient', {}, 'hold'],
    ['warn holds for one of several', { recipients: [allowed, reached, hans] }, 'hold'],
    ['warn lets pass to those allowed and those reached encrypted', { recipients: [allowed, reached] }, 'pass'],
    ['warn lets pass what is no document', { documents: [] }, 'pass'],
    ['warn lets pass what came encrypted', { encryptedBySender: true }, 'pass'],
    ['allow lets pass', { policy: 'allow' }, 'pass'],
    ['require refuses a document', { policy: 'require' }, 'refuse'],
    ['require refuses what is no document', { policy: 'require', documents: [] }, 'refuse'],
    ['require refuses for those allowed too', { policy: 'require', recipients: [allowed] }, 'refuse'],
    ['require lets pass to those reached encrypted', { policy: 'require', recipients: [reached] }, 'pass'],
    ['require lets pass what came encrypted', { policy: 'require', encryptedBySender: true }, 'pass'],
  ] as const) {
    it(title, () => assert.equal(judgePostcard(facts(change)).kind, kind));
  }

  it('names those whom it would reach in the clear', () => {
    const verdict = judgePostcard(facts({ policy: 'require', recipients: [reached, hans, allowed] }));
    assert.deepEqual(verdict, { kind: 'refuse', addresses: ['hans@example.org', 'anna@example.org'] });
  });
});

describe('ids of documents', () => {
  for (const [messageId, document] of [
    [`<${id}@scans.example.com>`, id],
    [`<${id}@Scans.Example.COM>`, id],
    [`<${id}@example.com>`, undefined],
    [`<${id.toUpperCase()}@scans.example.com>`, undefined],
    [`<${id}0@scans.example.com>`, undefined],
    [`<x${id.slice(1)}@scans.example.com>`, undefined],
    [`${id}@scans.example.com`, undefined],
    [`<${id}@a@scans.example.com>`, undefined],
  ] as const) {
    it(`${messageId}: ${document ?? 'none'}`, () =>
      assert.equal(documentOfMessageId(messageId, 'scans.example.com'), document));
  }
  it('a field has it alone', () => {
    assert.equal(documentOfField(id), id);
    assert.equal(documentOfField(`${id} x`), undefined);
  });
});
