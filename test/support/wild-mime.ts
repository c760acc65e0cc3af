/** Random MIME messages, as mailers build them and as they arrive when everything goes wrong. */
import fc from 'fast-check';

export interface Leaf {
  readonly kind: 'leaf';
  readonly type: string;
  readonly header: readonly string[];
  readonly encoding: string | undefined;
  readonly content: Buffer;
}
export interface Multipart {
  readonly kind: 'multipart';
  readonly subtype: string;
  readonly header: readonly string[];
  readonly boundary: string;
  readonly prologue: string;
  readonly epilogue: string;
  readonly damage: Damage;
  readonly children: readonly WildPart[];
}
export interface Enclosed {
  readonly kind: 'message';
  readonly header: readonly string[];
  readonly child: WildPart;
}
export type WildPart = Leaf | Multipart | Enclosed;

/** What is wrong with a multipart's delimiters. */
type Damage =
  | 'none'
  | 'no parameter'
  | 'empty parameter'
  | 'never opened'
  | 'never closed'
  | 'closed early'
  | 'other case'
  | 'padded';

const fields = [
  'Subject: hi',
  'Subject: =?utf-8?q?=C3=BC?= =?utf-8?q?=C3=9F?=',
  'Subject: Gr\xfc\xdfe',
  'From: "A, B" <a@b.example>, g: c@d;',
  'To: (c) <>, ;:@,',
  'X-Fold: one\r\n two\r\n\t\r\n three',
  'X-Long: ' + 'x'.repeat(3000),
  'Content-Disposition: attachment; filename*0*=utf-8\'\'%C3%BC; filename*1="b\\".pdf"',
  'Content-Disposition: inline; filename="M\xe4rz \\" 1.txt"',
  'Content-ID: <a"b>',
  'Content-Language: de, en',
  'Content-Description: \x01\x7f\\',
  'Date: Mon, 2 Feb 2026 10:00:00 +0100',
  'no colon here',
  ' a continuation of nothing',
  'Received:',
];
const types = [
  'text/plain; charset=utf-8',
  'text/html; charset="iso-8859-1"; x',
  "TEXT/X-Odd ;a=b; c*=utf-8''%FC",
  'application/pdf; name="a b.pdf"',
  'image/png',
  'message/delivery-status',
  'message/partial; id=1; number=1',
  'nonsense',
  'multipart',
  '',
];
const encodings = ['base64', 'quoted-printable', '8bit', 'BINARY', 'x-uu', '7bit; x', undefined, undefined];
const boundaries = ['b', 'bb', 'b b', '-', '--', "=_'()+,./:?", 'B'.repeat(70), 'b--', '\xfc', 'x'.repeat(300)];

const extras = fc.array(fc.constantFrom(...fields), { maxLength: 3 });
const text = fc
  .array(
    fc.constantFrom(
      ...[
        '',
        'line',
        '--',
        '--b',
        '--b--',
        '--bb',
        '--b b ',
        'From x',
        '.',
        'Gr\xfc',
        '\0',
        'a\rb',
        'a\nb',
        'x'.repeat(1200),
      ],
      ...['Subject: in', 'Content-Type: multipart/mixed; boundary=b', '=', '=3D=', '=FC=  ', 'AAAA', 'AAA='],
    ),
    { maxLength: 6 },
  )
  .map((lines) => Buffer.from(lines.join('\r\n'), 'latin1'));

const anyLeaf: fc.Arbitrary<Leaf> = fc.record({
  kind: fc.constant('leaf' as const),
  type: fc.constantFrom(...types),
  header: extras,
  encoding: fc.constantFrom(...encodings),
  content: fc.oneof(
    text,
    fc.uint8Array({ maxLength: 90 }).map((octets) => Buffer.from(octets)),
    fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(base64(Buffer.from(octets)))),
    fc.constant(Buffer.alloc(0)),
  ),
});

/** One whose content is in its encoding. */
const encodedLeaf: fc.Arbitrary<Leaf> = fc
  .record({ octets: fc.uint8Array({ maxLength: 150 }), quoted: fc.boolean(), header: extras })
  .map(({ octets, quoted, header }) => ({
    kind: 'leaf' as const,
    type: 'application/pdf',
    header,
    encoding: quoted ? 'quoted-printable' : 'base64',
    content: Buffer.from(quoted ? quotedPrintable(octets) : base64(Buffer.from(octets))),
  }));

export const wildPart: fc.Arbitrary<WildPart> = fc.letrec<{ part: WildPart }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    anyLeaf,
    encodedLeaf,
    fc.record({
      kind: fc.constant('multipart' as const),
      subtype: fc.constantFrom('mixed', 'alternative', 'digest', 'signed; micalg=x', 'Related; type="text/html"'),
      header: extras,
      boundary: fc.constantFrom(...boundaries),
      prologue: fc.constantFrom('', 'This is MIME.\r\n', '\r\n', '--\r\n'),
      epilogue: fc.constantFrom('', '\r\n', '\r\nbye', '\r\n--b\r\n\r\nlate'),
      damage: fc.constantFrom<Damage>(
        'none',
        'none',
        'none',
        'none',
        ...(['no parameter', 'empty parameter', 'never opened', 'never closed', 'closed early', 'other case'] as const),
        'padded',
      ),
      children: fc.array(tie('part'), { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('message' as const), header: extras, child: tie('part') }),
  ),
})).part;

/** A place in something, even over its length: most of what fc.double gives is next to 0. */
export const share = fc.nat(1000).map((thousandths) => thousandths / 1000);

/** As built, then cut off, with octets changed and lines ending in LF. */
export const wildMessage: fc.Arbitrary<Buffer> = fc
  .record({
    root: wildPart,
    lineEnd: fc.constantFrom('crlf' as const, 'crlf' as const, 'lf' as const, 'mixed' as const),
    cutOff: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, share),
    changes: fc.array(fc.tuple(share, fc.constantFrom(...'\0\r\n -=:;"\xff')), {
      maxLength: 4,
    }),
  })
  .map(({ root, lineEnd, cutOff, changes }) => {
    let message = writePart(root).toString('latin1');
    let count = 0;
    if (lineEnd !== 'crlf')
      message = message.replace(/\r\n/g, (end) => (lineEnd === 'lf' || (count += 1) % 2 === 0 ? '\n' : end));
    for (const [place, octet] of changes) {
      const at = Math.floor(place * message.length);
      message = message.slice(0, at) + octet + message.slice(at + 1);
    }
    if (cutOff !== undefined) message = message.slice(0, Math.floor(cutOff * message.length));
    return Buffer.from(message || '\r\n', 'latin1');
  });

/** A part with its header. */
export function writePart(part: WildPart): Buffer {
  const head = (type: string, more: readonly string[]): Buffer =>
    Buffer.from([...(type ? [`Content-Type: ${type}`] : []), ...more, '', ''].join('\r\n'), 'latin1');
  if (part.kind === 'message') {
    return Buffer.concat([head('message/rfc822', part.header), writePart(part.child)]);
  }
  if (part.kind === 'leaf') {
    const encoding = part.encoding === undefined ? [] : [`Content-Transfer-Encoding: ${part.encoding}`];
    return Buffer.concat([head(part.type, [...part.header, ...encoding]), part.content]);
  }
  return Buffer.concat([head(`multipart/${part.subtype}${boundaryParameter(part)}`, part.header), writeParts(part)]);
}

function boundaryParameter({ damage, boundary }: Multipart): string {
  if (damage === 'no parameter') return '';
  if (damage === 'empty parameter') return '; boundary=""';
  const folded = damage === 'padded' ? ';\r\n\tboundary = ' : '; boundary=';
  return `${folded}"${boundary}"${damage === 'padded' ? ' (comment)' : ''}`;
}

function writeParts({ damage, boundary, children, prologue, epilogue }: Multipart): Buffer {
  const name = damage === 'other case' ? boundary.toUpperCase().replace(/-/g, '_') : boundary;
  const padding = damage === 'padded' ? ' \t' : '';
  const line = (written: string): Buffer => Buffer.from(written, 'latin1');
  const pieces = [line(prologue)];
  for (const [index, child] of children.entries()) {
    if (damage !== 'never opened' || index > 0) pieces.push(line(`--${name}${padding}\r\n`));
    pieces.push(writePart(child), line('\r\n'));
    if (damage === 'closed early' && index === 0) pieces.push(line(`--${name}--\r\n`));
  }
  if (damage !== 'never closed') pieces.push(line(`--${name}--${padding}${epilogue}`));
  return Buffer.concat(pieces);
}

/** Every octet escaped, with soft line breaks. */
function quotedPrintable(octets: Uint8Array): string {
  const escaped = [...octets].map((octet) => `=${octet.toString(16).toUpperCase().padStart(2, '0')}`);
  return escaped.join('').replace(/.{72}(?=.)/g, '$&=\r\n');
}

/** Base64 in lines of 76. */
export function base64(octets: Buffer): string {
  return octets.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n');
}
