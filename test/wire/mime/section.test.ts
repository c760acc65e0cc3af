import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyse } from '../../../src/wire/mime/analyse.js';
import { selectHeaderFields } from '../../../src/wire/mime/header-selector.js';
import { findPart, locateSection } from '../../../src/wire/mime/section.js';
import type { Section } from '../../../src/wire/imap/syntax.js';
import { buildMessage, tree } from './mime-tree.js';

const crlf = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'));

/** `2.1.MIME` as in a FETCH. */
function section(text: string): Pick<Section, 'part' | 'what'> {
  const words = text.split('.').filter((word) => word !== '');
  const part = words.filter((word) => /^\d+$/.test(word)).map(Number);
  const what = (words.slice(part.length).join('.').toLowerCase() || 'all') as Section['what'];
  return { part, what };
}

function fetched(message: Buffer, name: string): string | undefined {
  const range = locateSection(analyse(message).structure, section(name));
  return range && message.toString('utf8', range.start, range.end).replaceAll('\r\n', '\n');
}

interface Case {
  readonly title: string;
  readonly message: string;
  readonly sections: Readonly<Record<string, string | undefined>>;
}

const digest = `Subject: submsg
Content-Type: multipart/digest; boundary="foo"

prologue

--foo \n
From: m1@example.com
Subject: m1

m1 body

--foo \nX-Mime: m2 header

From: m2@example.com

m2 body

--foo--

epilogue
`;
const digestHeader = digest.slice(0, digest.indexOf('prologue'));
const digestText = digest.slice(digestHeader.length);

const cases: readonly Case[] = [
  {
    title: 'a plain message has one part',
    message: 'Subject: a\n\nbody\n',
    sections: {
      '': 'Subject: a\n\nbody\n',
      HEADER: 'Subject: a\n\n',
      TEXT: 'body\n',
      '1': 'body\n',
      '1.MIME': 'Subject: a\n\n',
      '1.HEADER': undefined,
      '1.TEXT': undefined,
      '1.1': undefined,
      '2': undefined,
      '4294967295': undefined,
    },
  },
  {
    title: 'a multipart, its boundary folded, with prologue and epilogue',
    message: `Content-Type: multipart/mixed; boundary="foo
 bar"

prologue
--foo bar
Content-Type: text/x-myown; charset=us-ascii

hello

--foo bar
Content-Type: multipart/alternative; boundary=sub1

--sub1
Content-Type: text/html

<p>Hello world</p>

--sub1

plain
--sub1--
sub epilogue
--foo bar--
epilogue
`,
    sections: {
      '1': 'hello\n',
      '1.MIME': 'Content-Type: text/x-myown; charset=us-ascii\n\n',
      '2.MIME': 'Content-Type: multipart/alternative; boundary=sub1\n\n',
      '2': '--sub1\nContent-Type: text/html\n\n<p>Hello world</p>\n\n--sub1\n\nplain\n--sub1--\nsub epilogue',
      '2.1': '<p>Hello world</p>\n',
      '2.2': 'plain',
      '2.2.MIME': '\n',
      '2.3': undefined,
      '2.HEADER': undefined,
      '2.TEXT': undefined,
      '3': undefined,
    },
  },
  {
    title: 'a digest inside a message inside a message',
    message: `Content-Type: message/rfc822\n\n${digest}`,
    sections: {
      TEXT: digest,
      '1': digest,
      '1.HEADER': digestHeader,
      '1.TEXT': digestText,
      '1.MIME': 'Content-Type: message/rfc822\n\n',
      '1.1': 'From: m1@example.com\nSubject: m1\n\nm1 body\n',
      '1.1.MIME': '\n',
      '1.1.HEADER': 'From: m1@example.com\nSubject: m1\n\n',
      '1.1.TEXT': 'm1 body\n',
      '1.1.1': 'm1 body\n',
      '1.1.1.MIME': 'From: m1@example.com\nSubject: m1\n\n',
      '1.2.MIME': 'X-Mime: m2 header\n\n',
      '1.2.HEADER': 'From: m2@example.com\n\n',
      '1.2.TEXT': 'm2 body\n',
      '1.3': undefined,
    },
  },
  {
    title: 'a message in a message in a message',
    message: 'Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: in\n\nHello\n',
    sections: {
      '1': 'Content-Type: message/rfc822\n\nSubject: in\n\nHello\n',
      '1.1': 'Subject: in\n\nHello\n',
      '1.1.1': 'Hello\n',
      '1.1.HEADER': 'Subject: in\n\n',
      '1.1.TEXT': 'Hello\n',
      '1.1.1.1': undefined,
    },
  },
];

describe('sections of a FETCH', () => {
  for (const { title, message, sections } of cases) {
    describe(title, () => {
      for (const [name, expected] of Object.entries(sections)) {
        it(`BODY[${name}] is ${expected === undefined ? 'NIL' : JSON.stringify(expected.slice(0, 50))}`, () => {
          assert.equal(fetched(crlf(message), name), expected);
          assert.equal(fetched(Buffer.from(message), name), expected);
        });
      }
    });
  }

  it('of a message inside are its header and text, together its body', () => {
    fc.assert(
      fc.property(tree, (root) => {
        const { structure } = analyse(buildMessage({ kind: 'message', child: root }, '\r\n').octets);
        const [body, header, text] = (['all', 'header', 'text'] as const).map((what) =>
          locateSection(structure, { part: [1], what })!,
        );
        assert.deepEqual([body!.start, header!.end, text!.end], [header!.start, text!.start, body!.end]);
      }),
    );
  });

  it('number 0 is no part', () => {
    assert.equal(findPart(analyse(crlf('\nx')).structure.root, [0]), undefined);
  });
});

describe('header fields', () => {
  const header = 'From: a\nX-Fold: one\n two\n\tthree\nsubject : s\nno field\nFROM: b\n\n';
  const rows: readonly { fields: readonly string[]; not: boolean; out: string; header?: string }[] = [
    { fields: ['from'], not: false, out: 'From: a\nFROM: b\n\n' },
    { fields: ['x-FOLD', 'Subject'], not: false, out: 'X-Fold: one\n two\n\tthree\nsubject : s\n\n' },
    { fields: ['xyz'], not: false, out: '\n' },
    { fields: [], not: false, out: '\n' },
    { fields: ['from', 'x-fold'], not: true, out: 'subject : s\nno field\n\n' },
    { fields: [], not: true, out: header },
    { fields: ['a'], not: false, header: 'a: 1\nb: 2', out: 'a: 1\n\n' },
    { fields: ['b'], not: false, header: 'a: 1\nb: 2', out: 'b: 2\n\n' },
    { fields: ['b'], not: false, header: '', out: '\n' },
    { fields: ['b'], not: false, header: 'a: 1\n\nb: 2\n', out: '\n' },
    { fields: ['a'], not: true, header: ' b: 2\na: 1\n', out: ' b: 2\n\n' },
  ];
  for (const row of rows) {
    it(`${row.not ? 'not ' : ''}(${row.fields.join(' ')}) of ${JSON.stringify(row.header ?? 'the header')}`, () => {
      const from = crlf(row.header ?? header);
      assert.equal(selectHeaderFields(from, row.fields, row.not).toString(), crlf(row.out).toString());
    });
  }

  it('keep bare line ends, but for the empty line when it is missing', () => {
    assert.equal(selectHeaderFields(Buffer.from('a: 1\nb: 2\n\n'), ['b'], false).toString(), 'b: 2\n\n');
    assert.equal(selectHeaderFields(Buffer.from('a: 1\nb: 2\n'), ['b'], false).toString(), 'b: 2\n\r\n');
  });

  it('and those not chosen are the header together', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', ':', ' ', '\t', '\r\n', '\n') });
    fc.assert(
      fc.property(text, (value) => {
        const octets = Buffer.from(value);
        const chosen = selectHeaderFields(octets, ['a', 'ab'], false).length;
        const others = selectHeaderFields(octets, ['A', 'AB'], true).length;
        const all = selectHeaderFields(octets, [], true).length;
        const none = selectHeaderFields(octets, [], false).length;
        assert.ok(Math.abs(chosen + others - all - none) <= 2, 'but for the line end that a broken field gets');
      }),
    );
  });
});
