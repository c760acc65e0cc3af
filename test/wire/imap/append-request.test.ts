import assert from 'node:assert/strict';
import { CommandInput } from '../../../src/wire/imap/command-input.js';
import { CommandFramer } from '../../../src/wire/imap/framer.js';
import { CommandParser } from '../../../src/wire/imap/parser.js';
import { assertRefused, parse, roomy } from './support.js';

const octets = { kind: 'octets', utf8: false, sizeOctets: 5, binary: false, octets: Buffer.from('hello') };
const message = { flags: [], internalDate: undefined, catenated: false, parts: [octets] };

/** The command so far when its last literal is announced, those before being accepted. */
function announced(wire: string): CommandParser {
  const framer = new CommandFramer(roomy);
  framer.push(Buffer.from(wire));
  let input = CommandInput.empty;
  for (let event = framer.next(); event; event = framer.next()) {
    assert.ok(event.kind === 'literal');
    input = event.input;
    framer.acceptLiteral();
  }
  return new CommandParser(input);
}

describe('wire/imap/append-request', () => {
  it('reads mailbox, flags, date and message', () => {
    assert.deepEqual(
      parse('saved (\\Seen $a) " 1-Jan-1970 00:00:01 +0000" {5}\r\nhello', (p) => p.appendRequest()),
      {
        mailbox: 'saved',
        messages: [{ ...message, flags: ['\\Seen', '$a'], internalDate: { epochMs: 1000, zoneMinutes: 0 } }],
      },
    );
    assert.deepEqual(
      parse('"a b" {5}\r\nhello', (p) => p.appendRequest()),
      { mailbox: 'a b', messages: [message] },
    );
  });

  it('reads UTF8 and literal8', () => {
    assert.deepEqual(
      parse('Entw&APw-rfe UTF8 (~{5}\r\nhello)', (p) => p.appendRequest()),
      { mailbox: 'Entwürfe', messages: [{ ...message, parts: [{ ...octets, utf8: true, binary: true }] }] },
    );
    assertRefused('a UTF8 (~{5}\r\nhello', (p) => p.appendRequest(), undefined);
    assertRefused('a UTF8 ~{5}\r\nhello', (p) => p.appendRequest());
  });

  it('reads several messages: RFC 3502', () => {
    const request = parse('a {5}\r\nhello (\\Draft) {5}\r\nhello {5}\r\nhello', (p) => p.appendRequest());
    assert.deepEqual(request?.messages, [message, { ...message, flags: ['\\Draft'] }, message]);
  });

  it('tells the message announced from what came before, without its octets', () => {
    for (const [wire, flags, utf8, count] of [
      ['saved {5}\r\n', [], false, 1],
      ['saved (\\Seen) {5}\r\n', ['\\Seen'], false, 1],
      ['saved UTF8 ({5}\r\n', [], true, 1],
      ['{5}\r\nsaved {5}\r\n', [], false, 1],
      ['saved {1}\r\nx (a) {5}\r\n', ['a'], false, 2],
    ] as const) {
      const request = announced(wire).appendRequest();
      assert.equal(request?.mailbox, 'saved');
      assert.equal(request.messages.length, count);
      assert.deepEqual(
        request.messages.at(-1),
        { ...message, flags, parts: [{ ...octets, utf8, octets: undefined }] },
        wire,
      );
    }
  });

  it('says nothing yet when the literal announced is the mailbox name', () => {
    assert.equal(announced('{5}\r\n').appendRequest(), undefined);
  });

  it('reads parts that are put together: RFC 4469', () => {
    const wire =
      'saved (\\Seen) CATENATE (TEXT {5}\r\nhello URL "/a;UID=1" TEXT ~{5}\r\nhello UTF8 (~{5}\r\nhello)) {5}\r\nhello';
    assert.deepEqual(
      parse(wire, (p) => p.appendRequest()),
      {
        mailbox: 'saved',
        messages: [
          {
            ...message,
            flags: ['\\Seen'],
            catenated: true,
            parts: [
              octets,
              { kind: 'url', url: '/a;UID=1' },
              { ...octets, binary: true },
              { ...octets, binary: true, utf8: true },
            ],
          },
          message,
        ],
      },
    );
    for (const refused of [
      'CATENATE ()',
      'CATENATE (TEXT "a")',
      'CATENATE (URL)',
      'CATENATE (URL a',
      'CATENATE(URL a)',
      'CATENATE (BLOB a)',
    ]) {
      assertRefused(`saved ${refused}`, (p) => p.appendRequest());
    }
  });

  it('tells the part announced', () => {
    for (const [wire, last] of [
      ['saved CATENATE (TEXT {5}\r\n', { ...octets, octets: undefined }],
      ['saved CATENATE (URL a TEXT ~{5}\r\n', { ...octets, binary: true, octets: undefined }],
      ['saved CATENATE (URL {5}\r\n', { kind: 'url', url: undefined }],
    ] as const) {
      assert.deepEqual(announced(wire).appendRequest()?.messages.at(-1)?.parts.at(-1), last, wire);
    }
  });

  it('reads what REPLACE is given: RFC 8508', () => {
    assert.deepEqual(
      parse('4 Drafts (\\Draft) {5}\r\nhello', (p) => p.replaceRequest()),
      { target: 4, mailbox: 'Drafts', message: { ...message, flags: ['\\Draft'] } },
    );
    assert.equal(parse('* Drafts {5}\r\nhello', (p) => p.replaceRequest())?.target, '*');
    assert.equal(announced('4 {6}\r\n').replaceRequest(), undefined);
    for (const refused of ['1:2 a {1}\r\nx', '0 a {1}\r\nx', '$ a {1}\r\nx', '4 a', '4 a {1}\r\nx {1}\r\nx']) {
      assertRefused(refused, (p) => p.replaceRequest());
    }
  });

  for (const wire of [
    '(\\Seen) {5}\r\n',
    'saved (\\Seen {5}\r\n',
    'saved {1}\r\nxx {5}\r\n',
    'saved "1-Jan" {5}\r\n',
    'saved  {5}\r\n',
    'saved{5}\r\n',
  ]) {
    it(`refuses ${JSON.stringify(wire)} when the literal is announced`, () => {
      assert.throws(() => announced(wire).appendRequest(), { name: 'ParseError' });
    });
  }

  for (const wire of [
    '',
    'saved',
    'saved ',
    'saved hello',
    'saved "hello"',
    'saved () hello',
    'saved {5}\r\nhello x',
    'saved {5}\r\nhellox',
  ]) {
    it(`refuses ${JSON.stringify(wire)}`, () => assertRefused(wire, (p) => p.appendRequest()));
  }
});
