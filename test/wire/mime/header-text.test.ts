import assert from 'node:assert/strict';
import fc from 'fast-check';
import { baseSubject } from '../../../src/wire/mime/base-subject.js';
import { parseDate } from '../../../src/wire/mime/date-time.js';
import { decodeWords } from '../../../src/wire/mime/encoded-word.js';
import { parseMessageId, parseMessageIds, referenceList } from '../../../src/wire/mime/message-ids.js';
import { parseParameterised } from '../../../src/wire/mime/parameters.js';

const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('encoded words (RFC 2047)', () => {
  const rows: readonly [string, string][] = [
    ['=?ISO-8859-1?Q?Andr=E9?= Pirard', 'André Pirard'],
    ['(=?ISO-8859-1?Q?a?= b)', '(a b)'], // RFC 2047 §8
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a?=   =?ISO-8859-1?Q?b?=)', '(ab)'],
    ['(=?ISO-8859-1?Q?a_b?=)', '(a b)'],
    ['(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)', '(a b)'],
    ['=?utf-8?B?R3LDvA==?= =?UTF-8?B?w59l?=', 'Grüße'],
    ['=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=', 'Grüße'], // a character split over two words
    ['=?utf-8*de?q?Gr=C3=BC=C3=9Fe?=', 'Grüße'], // RFC 2231 §5
    ['=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=', '日本'],
    ['"=?utf-8?Q?in_quotes?=" <a@b>', '"in quotes" <a@b>'],
    ['=?utf-8?Q?with blanks?=', 'with blanks'],
    ['=?utf-8?Q?ends_?=', 'ends '],
    ['=?no-such-charset?Q?=C3=BC?=', 'ü'],
    ['=?no-such-charset?Q?=FC?=', 'ü'],
    ['=?constructor?Q?a?=', 'a'],
    ['=?utf-8?X?abc?=', '=?utf-8?X?abc?='],
    ['=?utf-8?Q?unfinished', '=?utf-8?Q?unfinished'],
    ['=?utf-8?Q?bad_=GZ?=', 'bad =GZ'],
    ['=?utf-8?Q?=0D=0ABcc:_x?=', ' Bcc: x'], // no header line out of an encoded word
    [latin1('roh: Grüße'), 'roh: Grüße'],
    ['roh: Gr\xfc\xdfe', 'roh: Grüße'],
    ['', ''],
  ];
  for (const [text, out] of rows) it(`reads ${JSON.stringify(text)}`, () => assert.equal(decodeWords(text), out));

  it('reads back UTF-8 split anywhere into words of either encoding', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (text, size, base64) => {
          const octets = Buffer.from(text.replace(/\p{Cc}|[\u2028\u2029]/gu, '?'));
          const words: string[] = [];
          for (let at = 0; at < octets.length; at += size) {
            const piece = octets.subarray(at, at + size);
            const q = [...piece].map((octet) => `=${octet.toString(16).padStart(2, '0')}`).join('');
            words.push(base64 ? `=?utf-8?B?${piece.toString('base64')}?=` : `=?UTF-8?q?${q}?=`);
          }
          assert.equal(decodeWords(words.join(' ')), octets.toString());
        },
      ),
    );
  });
});

describe('parameters (RFC 2045, RFC 2231)', () => {
  const rows: readonly [string, string, Record<string, string>][] = [
    ['text/plain; charset=us-ascii (Plain text)', 'text/plain', { charset: 'us-ascii' }],
    ['TEXT/Plain;CharSet="UTF-8"', 'text/plain', { charset: 'UTF-8' }],
    ['(a) text (b) / (c (d)) plain ; (e) a (f) = (g) b', 'text/plain', { a: 'b' }],
    ['multipart/mixed; boundary="a;b\\"c"; x=y', 'multipart/mixed', { boundary: 'a;b"c', x: 'y' }],
    ['multipart/mixed; boundary=----=_Part_1/2:3', 'multipart/mixed', { boundary: '----=_Part_1/2:3' }],
    [
      'attachment; filename=Rechnung Mai 2026.pdf; size=1',
      'attachment',
      { filename: 'Rechnung Mai 2026.pdf', size: '1' },
    ],
    ['application/pdf; name=file(1).pdf', 'application/pdf', { name: 'file(1).pdf' }],
    ['text/plain charset=utf-8 format=flowed', 'text/plain', { charset: 'utf-8', format: 'flowed' }],
    [
      'message/external-body; access-type=URL; URL*0="ftp://"; URL*1="cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar"',
      'message/external-body',
      { 'access-type': 'URL', url: 'ftp://cs.utk.edu/pub/moore/bulk-mailer/bulk-mailer.tar' },
    ],
    ['text/plain; charset=utf-8 and more; x="a" b; name="c" d', 'text/plain', { charset: 'utf-8', x: 'a', name: 'c' }],
    ["a; filename*=utf-8''%FC.pdf", 'a', { filename: 'ü.pdf' }],
    ["x/y; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", 'x/y', { title: 'This is ***fun***' }],
    [
      "x/y; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"",
      'x/y',
      { title: "This is even more ***fun*** isn't it!" },
    ],
    ["a; filename*1*=%C3%A4; filename*0*=utf-8''K; filename=x", 'a', { filename: 'Kä' }],
    ["a; filename*0*=utf-8''%C3; filename*1*=%A4", 'a', { filename: 'ä' }],
    ['a; filename*1=lost; filename=kept', 'a', { filename: 'kept' }],
    ['a; filename*=bad%ZZ', 'a', { filename: 'bad%ZZ' }],
    [`a; filename=${latin1('"Öl.pdf"')}`, 'a', { filename: 'Öl.pdf' }],
    ['a; filename="\xd6l.pdf"', 'a', { filename: 'Öl.pdf' }],
    ['a; filename="no end', 'a', { filename: 'no end' }],
    ['a; x=1; x=2', 'a', { x: '1' }],
    ['a;;; ;x;=y; "q"; z=', 'a', { z: '' }],
    ['', '', {}],
  ];
  for (const [text, value, parameters] of rows) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const parsed = parseParameterised(text);
      assert.equal(parsed.value, value);
      assert.deepEqual(Object.fromEntries(parsed.parameters), parameters);
    });
  }

  it('takes any text', () => {
    const text = fc.string({ unit: fc.constantFrom(...';="()\\* \t/%\'ab0') });
    fc.assert(
      fc.property(text, (value) => void parseParameterised(value)),
      { numRuns: 1000 },
    );
  });
});

describe('the Date field (RFC 5322)', () => {
  const rows: readonly [string, string | undefined, string?][] = [
    ['Fri, 21 Nov 1997 09:55:06 -0600', '1997-11-21T15:55:06Z', '1997-11-21'],
    ['Tue, 1 Jul 2003 10:52:37 +0200', '2003-07-01T08:52:37Z', '2003-07-01'],
    ['Thu,\t13\n Feb\n 1969\n 23:32\n -0330 (Newfoundland Time)', '1969-02-14T03:02:00Z', '1969-02-13'],
    ['21 Nov 97 09:55:06 GMT', '1997-11-21T09:55:06Z', '1997-11-21'],
    ['Fri, 21 Nov 1997 09(comment):   55  :  06 -0600', '1997-11-21T15:55:06Z', '1997-11-21'],
    ['1 Jan 49 00:00 EST', '2049-01-01T05:00:00Z', '2049-01-01'],
    ['1 Jan 105 00:00:00 PDT', '2005-01-01T07:00:00Z', '2005-01-01'],
    ['Sat, 24 Mar 2007 23:00:00 +0200', '2007-03-24T21:00:00Z', '2007-03-24'],
    ['Sun, 25 Mar 2007 00:30:00 +0200', '2007-03-24T22:30:00Z', '2007-03-25'],
    ['29 Feb 2024 12:00:60 Z', '2024-02-29T12:01:00Z', '2024-02-29'],
    ['1 January 2024 12:00 A', '2024-01-01T12:00:00Z', '2024-01-01'],
    ['1 Jan 2024', '2024-01-01T00:00:00Z', '2024-01-01'],
    ['Thu Feb 13 23:32:54 1969', '1969-02-13T23:32:54Z', '1969-02-13'],
    ['Thu Feb 13 23:32:54 CET 1969', '1969-02-13T23:32:54Z', '1969-02-13'],
    ['Thu Feb 13 23:32:54 +0100 1969', '1969-02-13T22:32:54Z', '1969-02-13'],
    ['Mon, 5-Jan-2024 10:00:00 +0100', '2024-01-05T09:00:00Z', '2024-01-05'],
    ['29 Feb 2023 12:00 Z', undefined],
    ['31 Apr 2023 12:00 Z', undefined],
    ['32 Jan 2023', undefined],
    ['1 Foo 2023', undefined],
    ['yesterday', undefined],
    ['', undefined],
    [`1 Jan 2024${'('.repeat(1000)}`, undefined],
  ];
  for (const [text, instant, day] of rows) {
    it(`${JSON.stringify(text.slice(0, 60))} is ${instant ?? 'no date'}`, () => {
      const date = parseDate(text);
      assert.equal(date && new Date(date.epochMs).toISOString().replace('.000', ''), instant);
      assert.equal(date && new Date(date.day * 86_400_000).toISOString().slice(0, 10), day);
    });
  }
});

describe('the base subject (RFC 5256 §2.1)', () => {
  const rows: readonly [string, string][] = [
    ['Rechnung', 'Rechnung'],
    ['Re: Rechnung', 'Rechnung'],
    ['RE : FW: Fwd:Rechnung (fwd) (FWD)', 'Rechnung'],
    ['Re[2]: Rechnung', 'Rechnung'],
    ['[list] Re: [list] Rechnung', 'Rechnung'],
    ['[a][b] [c]Rechnung', 'Rechnung'],
    ['[only blob]', '[only blob]'],
    ['[a] [b]', '[b]'],
    ['[fwd: Re: Rechnung (fwd)]', 'Rechnung'],
    ['[Fwd: [Fwd: Rechnung]]', 'Rechnung'],
    ['Re:', ''],
    ['Rechnung   \t vom   Mai ', 'Rechnung vom Mai'],
    ['Regarding: x', 'Regarding: x'],
    ['Rechnung Re: x', 'Rechnung Re: x'],
    ['', ''],
  ];
  for (const [text, out] of rows)
    it(`of ${JSON.stringify(text)} is ${JSON.stringify(out)}`, () => assert.equal(baseSubject(text).text, out));

  for (const text of ['Re: x', '[list] re[2] : x', 'FW: x', 'x (fwd) ', '[Fwd: x]', 'Re:'])
    it(`knows ${JSON.stringify(text)} for a reply or forward`, () => assert.equal(baseSubject(text).isReply, true));
  for (const text of ['x', '[list] x', 'Regarding: x', 'x Re: y', '', ' x ', '(fwd) x'])
    it(`knows ${JSON.stringify(text)} for none`, () => assert.equal(baseSubject(text).isReply, false));

  it('is its own base subject', () => {
    const text = fc.string({ unit: fc.constantFrom('[', ']', 're', 'fwd', ':', ' ', '(fwd)', 'x') });
    fc.assert(
      fc.property(text, (subject) => {
        const { text: base } = baseSubject(subject);
        assert.deepEqual(baseSubject(base), { text: base, isReply: false });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('message identifiers', () => {
  it('are read in order, blanks from folding removed, noise passed over', () => {
    assert.deepEqual(parseMessageIds('<a@b> text <c@d>,<e\n @f> <broken <g@h> <> <unclosed'), [
      '<a@b>',
      '<c@d>',
      '<e@f>',
      '<g@h>',
    ]);
  });
  it('get their brackets where a mailer left them out', () => {
    assert.equal(parseMessageId('a@b'), '<a@b>');
    assert.equal(parseMessageId('a b'), undefined);
    assert.equal(parseMessageId(''), undefined);
  });
  it('of a thread are those of References, then what In-Reply-To adds, each once', () => {
    assert.deepEqual(referenceList('<a@x> <b@x> <a@x>', '<b@x> <c@x>'), {
      ids: ['<a@x>', '<b@x>', '<c@x>'],
      inReferences: 2,
    });
  });
  it('of an endless thread are the first and the latest', () => {
    const ids = Array.from({ length: 5000 }, (_, i) => `<${i}@x>`);
    const { ids: list, inReferences } = referenceList(ids.join(' '), '');
    assert.equal(inReferences, 200);
    assert.equal(list.length, 200);
    assert.deepEqual([list[0], list[99], list[100], list[199]], ['<0@x>', '<99@x>', '<4900@x>', '<4999@x>']);
    const few = ids.slice(0, 150).join(' ');
    assert.equal(referenceList(few, ids.slice(1000, 1100).join(' ')).inReferences, 100);
    assert.equal(referenceList(few, ids.slice(1000, 1051).join(' ')).inReferences, 149);
  });
});
