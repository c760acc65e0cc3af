/** What nobody sends by mistake: only ParseErrors come of it, and in time that grows with its size. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CommandInput } from '../../../src/wire/imap/command-input.js';
import { corpus, cut, drive, mutate, randomFrom, reads } from './drive.js';
import { roomy } from './support.js';

const limits = { lineOctets: 8192, literalOctets: 65_536, totalOctets: 200_000 };

describe('wire/imap against hostile input', () => {
  for (const [name, octets] of corpus()) {
    it(`reads every command of ${name}, however it is cut`, () => {
      for (let seed = 0; seed < 20; seed += 1) {
        const driven = drive({
          chunks: cut(octets, randomFrom(seed)),
          limits,
          utf8: seed % 2 === 0,
          decide: () => 'accept',
        });
        const commands = octets.toString('latin1').match(/^[a-z]\d+ /gm)!.length;
        assert.deepEqual(driven, { wellFormed: commands, refused: 0, errors: 0 });
      }
    });

    it(`survives ${name} mutated`, () => {
      let refused = 0;
      for (let seed = 0; seed < 400; seed += 1) {
        const random = randomFrom(seed);
        const mutated = mutate(octets, random);
        const choices = ['accept', 'accept', 'stream', 'refuse'] as const;
        const driven = drive({
          chunks: cut(mutated, random),
          limits,
          utf8: random() < 0.5,
          decide: () => choices[Math.floor(random() * choices.length)]!,
        });
        refused += driven.refused;
      }
      assert.ok(refused > 100, 'the mutations are no good');
    });
  }

  it('survives any octets', () => {
    const heads = fc.constantFrom(
      '',
      'a ',
      'a LOGIN ',
      'a UID SEARCH ',
      'a FETCH 1 ',
      'a LIST ',
      'a APPEND x ',
      'a ID ',
      'a STORE 1 ',
    );
    const octets = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: 'binary-ascii', maxLength: 200 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(heads, octets, fc.boolean(), (head, tail, utf8) => {
        const line = Buffer.concat([Buffer.from(head), tail]);
        reads(CommandInput.ofLine(line), utf8);
        drive({ chunks: [line, Buffer.from('\r\n')], limits, utf8, decide: () => 'accept' });
      }),
      { numRuns: 3000 },
    );
  });

  const size = 300_000;
  const rows: [title: string, line: string][] = [
    ['nested parentheses in SEARCH', `a SEARCH ${'('.repeat(size)}`],
    ['nested parentheses in FETCH', `a FETCH 1 ${'('.repeat(size)}`],
    ['nested parentheses in LIST', `a LIST ${'('.repeat(size)}`],
    ['nested NOT', `a SEARCH ${'NOT '.repeat(size / 4)}ALL`],
    ['nested OR', `a SEARCH ${'OR '.repeat(size / 3)}ALL`],
    ['alternating OR and parentheses', `a SEARCH ${'OR ('.repeat(size / 4)}`],
    ['very many search keys', `a SEARCH ${'ALL '.repeat(size / 4)}`],
    ['very many ranges', `a FETCH ${'1,'.repeat(size / 2)}1 FLAGS`],
    ['a huge number', `a FETCH ${'9'.repeat(size)} FLAGS`],
    ['a huge section', `a FETCH 1 BODY[${'1.'.repeat(size / 2)}1]`],
    ['very many fields', `a FETCH 1 BODY[HEADER.FIELDS (${'a '.repeat(size / 2)}a)]`],
    ['a quoted string that does not end', `a LOGIN "${'x'.repeat(size)}`],
    ['a quoted string full of backslashes', `a LOGIN "${'\\'.repeat(size + 1)}`],
    ['a quoted string full of quoted quotes', `a LOGIN "${'\\"'.repeat(size / 2)}`],
    ['ampersands', `a SELECT ${'&'.repeat(size)}`],
    ['shifts that do not end', `a SELECT ${'&A'.repeat(size / 2)}`],
    ['NULs', `a LOGIN ${'\0'.repeat(size)}`],
    ['blanks', `a LOGIN${' '.repeat(size)}`],
    ['blanks at the end', `a NOOP${' '.repeat(size)}`],
    ['very many flags', `a STORE 1 FLAGS ${'a '.repeat(size / 2)}`],
    ['very many pairs', `a ID (${'"a" "b" '.repeat(size / 8)})`],
    ['an endless initial response', `a AUTHENTICATE PLAIN ${'A'.repeat(size)}=`],
    ['an endless tag', 'a'.repeat(size)],
    ['very many patterns', `a LIST "" (${'a '.repeat(size / 2)})`],
  ];
  for (const [title, line] of rows) {
    it(`reads ${title} at the speed of other input`, () => {
      const started = process.cpuUsage();
      const driven = drive({
        chunks: [Buffer.from(`${line}\r\n`)],
        limits: roomy,
        utf8: false,
        decide: () => 'accept',
      });
      assert.equal(driven.wellFormed + driven.refused, 1);
      // Some ten milliseconds; quadratic work on 300,000 octets would be minutes.
      assert.ok(process.cpuUsage(started).user < 2_000_000);
    });
  }
});
