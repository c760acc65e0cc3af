import assert from 'node:assert/strict';
import { strictMailboxes } from '../../../src/wire/mime/strict-mailboxes.js';
import { processorMs } from '../../support/processor-time.js';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

describe('mailboxes to the letter', () => {
  for (const [text, addresses] of [
    ['erika@example.com', ['erika@example.com']],
    ['<erika@example.com>', ['erika@example.com']],
    ['Dr. Erika M. <erika@example.com>', ['erika@example.com']],
    ['"Mustermann, Erika <chef@x>" <erika@example.com> (me)', ['erika@example.com']],
    ['=?utf-8?q?Erika?= <erika@example.com>', ['erika@example.com']],
    ['Érika <érika@bücher.example>', ['érika@bücher.example']],
    ['(a (nested\\) comment)) erika @ (b) example.com', ['erika@example.com']],
    ['"erika m"@example.com', ['erika m@example.com']],
    ['a@x.example, B <b@x.example>', ['a@x.example', 'b@x.example']],
  ] as const) {
    it(text, () => assert.deepEqual(strictMailboxes(latin1(text)), addresses));
  }

  // What another reader may read otherwise.
  for (const text of [
    '',
    'erika',
    'Erika erika@example.com',
    'erika@example.com chef@example.com',
    '<erika@example.com> chef@example.com',
    'erika@example.com <chef@example.com>',
    'chef@example.com <erika@example.com>',
    '<erika@example.com',
    '<<erika@example.com>>',
    '<@relay.example:erika@example.com>',
    'erika@example.com,',
    ', erika@example.com',
    'erika@example.com; chef@example.com',
    'group: erika@example.com;',
    'undisclosed-recipients:;',
    'erika@[192.0.2.1]',
    'erika@example.com\0',
    'er\x01ika@example.com',
    '(open erika@example.com',
    '"open erika@example.com',
    'erika@example.com@example.org',
    'erika@example..com',
    `${'a@b.c,'.repeat(60)}a@b.c`,
  ]) {
    it(`refuses ${JSON.stringify(text.slice(0, 50))}`, () => assert.equal(strictMailboxes(latin1(text)), undefined));
  }

  it('takes linear time for what is long and malformed', () => {
    const costMs = processorMs(() => {
      for (const text of ['('.repeat(200_000), '"\\'.repeat(100_000), 'a '.repeat(100_000), 'a.'.repeat(100_000)]) {
        assert.equal(strictMailboxes(text), undefined);
      }
    });
    assert.ok(costMs < 1_000);
  });
});
