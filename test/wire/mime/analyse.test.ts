import assert from 'node:assert/strict';
import { analyse } from '../../../src/wire/mime/analyse.js';
import type { MimeLimits } from '../../../src/wire/mime/structure.js';

function structureOf(text: string, limits?: MimeLimits) {
  return analyse(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'), limits).structure;
}

const text = (octets: Buffer) => octets.toString('latin1');
const envelopeOf = (header: string) => text(structureOf(`${header}\n\nbody\n`).envelope);
const bodyOf = (message: string, limits?: MimeLimits) => text(structureOf(message, limits).body);
const bodyStructureOf = (message: string) => text(structureOf(message).bodyStructure);

/** date subject from sender reply-to to cc bcc in-reply-to message-id */
const envelopes: readonly { title: string; header: string; envelope: string }[] = [
  {
    title: 'has all its fields in order',
    header: `Message-ID: <msg@id>
In-Reply-To: <reply@to.id>
Date: Sat, 01 Feb 2007 01:02:03 +0200
Subject: subject header
From: From Real <fromuser@fromdomain.org>
To: To Real <touser@todomain.org>
Cc: Cc Real <ccuser@ccdomain.org>
Bcc: Bcc Real <bccuser@bccdomain.org>
Sender: Sender Real <senderuser@senderdomain.org>
Reply-To: ReplyTo Real <replytouser@replytodomain.org>`,
    envelope:
      '("Sat, 01 Feb 2007 01:02:03 +0200" "subject header" (("From Real" NIL "fromuser" "fromdomain.org")) (("Sender Real" NIL "senderuser" "senderdomain.org")) (("ReplyTo Real" NIL "replytouser" "replytodomain.org")) (("To Real" NIL "touser" "todomain.org")) (("Cc Real" NIL "ccuser" "ccdomain.org")) (("Bcc Real" NIL "bccuser" "bccdomain.org")) "<reply@to.id>" "<msg@id>")',
  },
  {
    title: 'takes Sender and Reply-To from From when they are empty',
    header: 'From: user@domain (Real Name)\nSender: \nReply-To:',
    envelope: `(NIL NIL ${'(("Real Name" NIL "user" "domain")) '.repeat(3)}NIL NIL NIL NIL NIL)`,
  },
  {
    title: 'takes Sender from From when it names nobody',
    header: 'From: a@b\nSender: <>\nReply-To: (nobody)',
    envelope: `(NIL NIL ${'((NIL NIL "a" "b")) '.repeat(3)}NIL NIL NIL NIL NIL)`,
  },
  {
    title: 'has groups, routes and addresses without a domain',
    header: 'To: g: a@b, <@r:c@d>;, root\nCc: undisclosed-recipients:;',
    envelope:
      '(NIL NIL NIL NIL NIL ((NIL NIL "g" NIL)(NIL NIL "a" "b")(NIL "@r" "c" "d")(NIL NIL NIL NIL)(NIL NIL "root" "")) ((NIL NIL "undisclosed-recipients" NIL)(NIL NIL NIL NIL)) NIL NIL NIL)',
  },
  {
    title: 'is NIL for what is absent, and empty for a text that is present and empty',
    header: 'Subject:\nFrom:\nX: y',
    envelope: '(NIL "" NIL NIL NIL NIL NIL NIL NIL NIL)',
  },
  {
    title: 'is unfolded, encoded words as they are, quotes escaped',
    header: 'Subject: =?utf-8?Q?a?=\n =?utf-8?Q?b?= "c" \\d\nFrom: "J \\"x\\" D" <a@b>',
    envelope: `(NIL "=?utf-8?Q?a?= =?utf-8?Q?b?= \\"c\\" \\\\d" ${'(("J \\"x\\" D" NIL "a" "b")) '.repeat(3)}NIL NIL NIL NIL NIL)`,
  },
  {
    title: 'sends 8-bit octets, bare CR and long texts as literals, and no NUL',
    header: `Subject: Gr\xfc\xdfe\0\nMessage-ID: a\rb\nIn-Reply-To: ${'x'.repeat(1001)}`,
    envelope: `(NIL {6}\r\nGr\xfc\xdfe? NIL NIL NIL NIL NIL NIL {1001}\r\n${'x'.repeat(1001)} {3}\r\na\rb)`,
  },
  {
    title: 'shows the recipients of all To fields, and the first From',
    header: 'To: a@b\nFrom: c@d\nTo: e@f\nFrom: g@h',
    envelope: `(NIL NIL ${'((NIL NIL "c" "d")) '.repeat(3)}((NIL NIL "a" "b")(NIL NIL "e" "f")) NIL NIL NIL NIL)`,
  },
];

describe('ENVELOPE', () => {
  for (const { title, header, envelope } of envelopes) it(title, () => assert.equal(envelopeOf(header), envelope));
});

const bodies: readonly { title: string; message: string; body: string }[] = [
  { title: 'no header at all', message: '\nhi\n', body: '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 4 1)' },
  { title: 'no body', message: 'Subject: a\n', body: '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)' },
  { title: 'nothing', message: '', body: '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)' },
  {
    title: 'a type that breaks the syntax',
    message: 'Content-Type: text\nContent-Transfer-Encoding: ()\n\nhi',
    body: '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 2 0)',
  },
  {
    title: 'a multipart without boundary, which is plain text',
    message: 'Content-Type: multipart/mixed\n\n--x\n\nhi\n',
    body: '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 11 3)',
  },
  {
    title: 'a multipart without parts, which gets an empty one',
    message: 'Content-Type: multipart/mixed; boundary=x\n\nprologue only\n',
    body: '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0) "mixed")',
  },
  {
    title: 'folded types with comments, and encodings in capitals',
    message: 'Content-Type: (x) TEXT/HTML\n ; Charset="UTF-8" (y)\nContent-Transfer-Encoding: (z) BASE64 (a)\n\nhi',
    body: '("text" "html" ("charset" "UTF-8") NIL NIL "base64" 2 0)',
  },
  {
    title: 'no closing delimiter',
    message: 'Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhi\n',
    body: '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 4 1) "mixed")',
  },
  {
    title: 'an outer delimiter that ends an inner multipart',
    message: `Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\n1\n--a\n\n2\n--b\n--a--\n`,
    body: `((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0) "alternative")("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 6 1) "mixed")`,
  },
  {
    title: 'boundaries that begin alike',
    message: `Content-Type: multipart/mixed; boundary=abc\n\n--abc\nContent-Type: multipart/mixed; boundary=abcd\n\n--abcd\n\n--abce\n--abcd--\n--abc\n\n--abcd\n--abc--\n`,
    body: `((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 6 0) "mixed")("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 6 0) "mixed")`,
  },
  {
    title: 'one boundary for a multipart and the one around it',
    message: `Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n\n1\n--a--\n--a\n\n22\n--a--\n`,
    body: `((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0) "mixed")("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 2 0) "mixed")`,
  },
  {
    title: 'parts of no size, without header and without the empty line',
    message: `Content-Type: multipart/mixed; boundary=a\n\n--a\n--a\n\n--a\nContent-Type: text/x\n--a\nContent-Type: image/x\n\n\n--a--`,
    body: `(${'("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0)'.repeat(2)}("text" "x" ("charset" "us-ascii") NIL NIL "7bit" 0 0)("image" "x" NIL NIL NIL "7bit" 0) "mixed")`,
  },
  {
    title: 'a digest, its parts messages by default',
    message: `Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: one\n\n1\n--a\nContent-Type: text/plain\n\n2\n--a--`,
    body: `(("message" "rfc822" NIL NIL NIL "7bit" 17 (NIL "one" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0) 2)("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0) "digest")`,
  },
  {
    title: 'a message inside cut off in its header',
    message: 'Content-Type: message/global\n\nSubject: one',
    body: `("message" "global" NIL NIL NIL "7bit" 12 (NIL "one" NIL NIL NIL NIL NIL NIL NIL NIL) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0) 0)`,
  },
];

describe('BODY', () => {
  for (const { title, message, body } of bodies) it(`of ${title}`, () => assert.equal(bodyOf(message), body));

  it('shows containers beyond the limits as octets', () => {
    const limits = { depth: 1, parts: 3, headerOctets: 1000, textCharacters: 100 };
    const message = `Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: message/rfc822\n\nx\n--a\n\n1\n--a\n\n2\n--a--\n`;
    const opaque = '("application" "octet-stream" NIL NIL NIL "7bit" 1)';
    // The fourth part would be one too many: it belongs to the third.
    assert.equal(
      bodyOf(message, limits),
      `(${opaque}("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 20 5) "mixed")`,
    );
  });
});

describe('BODYSTRUCTURE', () => {
  it('has the extension data of parts and multiparts', () => {
    const message = `Content-Type: multipart/mixed; boundary="a b"
Content-Language: de

--a b
Content-Type: image/png; name="=?utf-8?Q?=C3=B6?="
Content-ID: <i@d>
Content-Description: a picture
Content-MD5: Q2hlY2s=
Content-Disposition: INLINE; filename*=utf-8''%C3%B6%20%27.png
Content-Language: de, en (x)
Content-Location: http://x/
 y

--a b--
`;
    assert.equal(
      bodyStructureOf(message),
      `(("image" "png" ("name" "=?utf-8?Q?=C3=B6?=") "<i@d>" "a picture" "7bit" 0 "Q2hlY2s=" ("inline" ("filename*" "utf-8''%C3%B6%20%27.png")) ("de" "en") "http://x/y") "mixed" ("boundary" "a b") NIL "de" NIL)`,
    );
  });

  it('makes ASCII of raw 8-bit parameters', () => {
    const message = 'Content-Type: application/pdf; name="\xd6l.pdf"\nContent-Description: \xd6l\n\n';
    assert.equal(
      bodyStructureOf(message),
      `("application" "pdf" ("name*" "utf-8''%C3%96l.pdf") NIL {2}\r\n\xd6l "7bit" 0 NIL NIL NIL NIL)`,
    );
  });
});

describe('the text to search', () => {
  const textOf = (message: string) => analyse(Buffer.from(message.replaceAll('\n', '\r\n'), 'latin1')).text;

  it('has each header line decoded, one a line, and the addresses cleaned', () => {
    const found = textOf(
      'From: "M\\\\y" (c) <a(x)@b>\nX-Y: =?utf-8?Q?=0AFrom:_=C3=BC?=\n z\nSubject: =?utf-8?Q?=C3=A4?=\n\n',
    );
    assert.equal(found.header, 'From: "M\\\\y" (c) <a(x)@b>\nX-Y:  From: ü z\nSubject: ä\n');
    assert.equal(found.from, '"M\\\\y" (c) <a(x)@b>\nM\\y <a@b>');
    assert.equal(found.subject, 'ä');
  });

  const bodyText: readonly { title: string; head: string; body: string; out: string }[] = [
    {
      title: 'quoted-printable in Latin-1',
      head: 'Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable',
      body: 'Gr=FC=\n=DFe',
      out: 'Grüße\n',
    },
    {
      title: 'base64 in UTF-8',
      head: 'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
      body: 'R3LDvMOf\nZQ==',
      out: 'Grüße\n',
    },
    {
      title: 'UTF-16',
      head: 'Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64',
      body: 'RwByAPwA',
      out: 'Grü\n',
    },
    {
      title: 'ISO-2022-JP',
      head: 'Content-Type: text/plain; charset=iso-2022-jp',
      body: '\x1b$BF|K\\\x1b(B',
      out: '日本\n',
    },
    { title: 'UTF-8 that calls itself US-ASCII', head: 'X: y', body: 'Gr\xc3\xbc', out: 'Grü\n' },
    {
      title: 'Latin-1 in a charset nobody knows',
      head: 'Content-Type: text/plain; charset=x-foo',
      body: 'Gr\xfc',
      out: 'Grü\n',
    },
    { title: 'HTML', head: 'Content-Type: text/html; charset=utf-8', body: '<p>a&uuml;<b>b</b></p>', out: '\naüb\n\n' },
    {
      title: 'an encoding nobody knows, which hides it',
      head: 'Content-Transfer-Encoding: x-uue',
      body: 'abc',
      out: '',
    },
    { title: 'what is no text', head: 'Content-Type: application/pdf', body: 'abc', out: '' },
    {
      title: 'a message inside, with its header',
      head: 'Content-Type: message/rfc822',
      body: 'Subject: =?utf-8?Q?=C3=BC?=\n\nin',
      out: 'Subject: ü\nin\n',
    },
  ];
  for (const { title, head, body, out } of bodyText) {
    it(`of ${title}`, () => assert.equal(textOf(`${head}\n\n${body}`).body, out));
  }
});

describe('a hostile message', () => {
  const limits: MimeLimits = { depth: 50, parts: 2000, headerOctets: 64 * 1024, textCharacters: 100_000 };
  const repeat = (piece: string, octets: number) => piece.repeat(Math.ceil(octets / piece.length));
  const size = 2_000_000;

  // Linear in their size; each of them took minutes in some mail server once. The suite's time-out is the judge.
  const messages: Readonly<Record<string, string>> = {
    'one header line of 2 MB': `Subject: ${repeat('x', size)}\n\n`,
    '2 MB of header fields': `${repeat('a: b\n', size)}\n`,
    '2 MB of header lines without colon': `${repeat('a\n', size)}a: b\n\n`,
    'continuations without end': `Subject: a\n${repeat(' \n', size)}\n`,
    'an address list of commas': `To: ${repeat('a@b,', size)}\n\n`,
    'nested comments': `To: ${repeat('(', size)}\nContent-Type: ${repeat('(', size)}\nDate: ${repeat('(', size)}\n\n`,
    'open angles': `From: ${repeat('<', size)}\nTo: ${repeat('<@a:', size)}\nReferences: ${repeat('<', size)}\n\n`,
    'groups of colons': `To: ${repeat('a@b:', size)}\nCc: ${repeat(':', size)}\n\n`,
    'backslashes in quotes': `To: "${repeat('\\', size)}\nContent-Type: text/plain; a="${repeat('\\', size)}\n\n`,
    'encoded words without end': `Subject: ${repeat('=?a?q?', size)}\n\n`,
    'a subject of blobs': `Subject: ${repeat('[a]', size)}\n\n`,
    'a subject of replies': `Subject: ${repeat('re:', size)}\n\n`,
    'a million parameters': `Content-Type: text/plain${repeat('; a*1=b', size)}\n\n`,
    'quotes in parameters': `Content-Type: text/plain; ${repeat('"', size)}\n\n`,
    'delimiters only': `Content-Type: multipart/mixed; boundary=a\n\n${repeat('--a\n', size)}`,
    hyphens: `Content-Type: multipart/mixed; boundary=${'-'.repeat(70)}\n\n${repeat('-', size)}`,
    'lines of two hyphens': `Content-Type: multipart/mixed; boundary=a\n\n${repeat('--\n', size)}`,
    'messages in messages': repeat('Content-Type: message/rfc822\n\n', size),
    'multiparts in multiparts': Array.from(
      { length: 20_000 },
      (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`,
    ).join(''),
    'HTML of open tags': `Content-Type: text/html\n\n${repeat('<a ', size)}`,
    'HTML of open comments': `Content-Type: text/html\n\n${repeat('<!--', size)}`,
    'HTML of ampersands': `Content-Type: text/html\n\n${repeat('&', size)}`,
    'HTML of open scripts': `Content-Type: text/html\n\n<script>${repeat('</scrip', size)}`,
    'quoted-printable blanks': `Content-Transfer-Encoding: quoted-printable\n\n${repeat(' ', size)}`,
  };
  for (const [title, message] of Object.entries(messages)) {
    it(`of ${title} costs time and memory in proportion`, () => {
      const { structure, text: found } = analyse(Buffer.from(message), limits);
      assert.equal(structure.sizeOctets, Buffer.byteLength(message));
      const kept = [structure.header, structure.envelope, structure.body, structure.bodyStructure];
      assert.ok(
        kept.every((octets) => octets.length <= 1_000_000),
        `keeps ${kept.map((octets) => octets.length).join()}`,
      );
      assert.ok(found.body.length <= limits.textCharacters && found.header.length <= limits.textCharacters);
    });
  }

  it('hides its type behind a megabyte of header in vain', () => {
    const message = `${repeat('X-Filler: abc\n', 1_000_000)}Content-Type: text/html\n charset=utf-8\nSubject: found\n\n`;
    const { body, header, envelope } = structureOf(message, limits);
    assert.match(text(body), /^\("text" "html"/);
    assert.equal(text(envelope).slice(0, 13), '(NIL "found" ');
    assert.equal(header.length, limits.headerOctets);
  });
});
