import assert from 'node:assert/strict';
import { ResponseScanner, type ScannedResponse } from '../../../../scripts/bench/imap/response-scanner.js';
import { TaggedEnd } from '../../../../scripts/bench/imap/tagged-end.js';

const sent = Buffer.from(
  '* 1 FETCH (UID 7 BODY[] {12}\r\nHello\r\n* 9 X FLAGS (\\Seen))\r\n' +
    '* 2 FETCH (BODY[1] {0}\r\n BODY[2] {3}\r\na}\r FLAGS ())\r\n' +
    '* 22 EXISTS\r\n* 3 EXPUNGE\r\n* OK still here\r\n+ go on\r\nq1z OK done\r\n',
  'latin1',
);

function scan(octets: Buffer, size: number) {
  const responses: ScannedResponse[] = [];
  let literals = '';
  const scanner = new ResponseScanner({
    keepText: () => true,
    literal: (part) => {
      literals += part.toString('latin1');
    },
    response: (response) => void responses.push(response),
  });
  for (let at = 0; at < octets.length; at += size) scanner.push(Buffer.from(octets.subarray(at, at + size)));
  return { responses, literals };
}

describe('scripts/bench/imap response scanner', () => {
  for (const size of [1, 2, 3, 7, 64, 100_000]) {
    it(`tells responses and literals that come in pieces of ${size} octets`, () => {
      const { responses, literals } = scan(sent, size);
      assert.deepEqual(
        responses.map(({ kind, number, name }) => [kind, number, name]),
        [
          ['untagged', 1, 'FETCH'],
          ['untagged', 2, 'FETCH'],
          ['untagged', 22, 'EXISTS'],
          ['untagged', 3, 'EXPUNGE'],
          ['untagged', -1, ''],
          ['continuation', -1, ''],
          ['tagged', -1, ''],
        ],
      );
      assert.equal(literals, 'Hello\r\n* 9 Xa}\r');
      assert.equal(responses.at(-1)!.text, 'q1z OK done');
    });

    it(`finds the tagged end in pieces of ${size} octets, and not before`, () => {
      const end = new TaggedEnd('q1z');
      const told: (string | undefined)[] = [];
      for (let at = 0; at < sent.length; at += size) told.push(end.push(Buffer.from(sent.subarray(at, at + size))));
      assert.equal(told.pop(), 'OK done');
      assert.ok(told.every((line) => line === undefined));
    });
  }

  it('does not take the tag within a line, or another tag, for the end', () => {
    for (const text of ['* OK q1z OK\r\n', 'q11z OK done\r\n', 'q1z OK done']) {
      assert.equal(new TaggedEnd('q1z').push(Buffer.from(text)), undefined, text);
    }
  });
});
