import assert from 'node:assert/strict';
import fc from 'fast-check';
import { oneLine, readReply } from '../../../src/adapters/smtp/reply.js';

describe('replies of other servers', () => {
  const rows: readonly [string, ReturnType<typeof readReply>][] = [
    ['250 2.1.5 OK', { code: 250, status: '2.1.5', line: '250 2.1.5 OK' }],
    ['250', { code: 250, status: '2.0.0', line: '250' }],
    ['250-2.0.0 Taken\n250 2.0.0 as T1', { code: 250, status: '2.0.0', line: '250 2.0.0 Taken as T1' }],
    ['550-No such\n550 user', { code: 550, status: '5.0.0', line: '550 No such user' }],
    ['452 Full', { code: 452, status: '4.3.1', line: '452 Full' }],
    // A status of another class than its code is not believed, but told.
    ['450 5.1.1 Odd', { code: 450, status: '4.2.0', line: '450 5.1.1 Odd' }],
    ['550 5.1.1000 Odd', { code: 550, status: '5.0.0', line: '550 5.1.1000 Odd' }],
    ['554 \u202egnol\u0000\u001b[2J\ttext', { code: 554, status: '5.0.0', line: '554 gnol [2J text' }],
    ['55', undefined],
    ['650 Odd', undefined],
    ['2500 Odd', undefined],
    ['Hello', undefined],
    ['', undefined],
  ];
  for (const [response, reply] of rows) {
    it(JSON.stringify(response), () => assert.deepEqual(readReply(response), reply));
  }

  it('whatever comes is one line of at most 500 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const line = oneLine(text);
        assert.ok(Array.from(line).length <= 500);
        assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });
});
