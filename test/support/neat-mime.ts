/** Random MIME messages by the book: every reader must see the same tree in them. None is empty: mailparser may add a line end then. */
import fc from 'fast-check';
import { base64 } from './wild-mime.js';

export type NeatPart =
  | { readonly kind: 'leaf'; readonly type: string; readonly encoding: 'base64' | '7bit'; readonly content: Buffer }
  | { readonly kind: 'message'; readonly subject: string }
  | { readonly kind: 'multipart'; readonly subtype: string; readonly children: readonly NeatPart[] };

export const neatPart: fc.Arbitrary<NeatPart> = fc.letrec<{ part: NeatPart }>((tie) => ({
  part: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.record({
      kind: fc.constant('leaf' as const),
      type: fc.constantFrom('application/pdf', 'image/png', 'application/octet-stream'),
      encoding: fc.constantFrom('base64' as const, '7bit' as const),
      content: fc
        .array(fc.constantFrom('line', '', '--x', 'Subject: no', '.'), { maxLength: 4 })
        .map((lines) => Buffer.from(['first', ...lines, 'last'].join('\r\n'))),
    }),
    fc.record({ kind: fc.constant('message' as const), subject: fc.constantFrom('one', 'two') }),
    fc.record({
      kind: fc.constant('multipart' as const),
      subtype: fc.constantFrom('mixed', 'alternative', 'related'),
      children: fc.array(tie('part'), { minLength: 1, maxLength: 4 }),
    }),
  ),
})).part;

/** Every leaf is an attachment, since mailparser joins the texts of those that are not. */
export function writeNeat(root: NeatPart): Buffer {
  let count = 0;
  const write = (part: NeatPart): Buffer => {
    const attached = `Content-Disposition: attachment; filename=a${(count += 1)}\r\n`;
    if (part.kind === 'message') {
      return Buffer.from(
        `Content-Type: message/rfc822\r\n${attached}\r\nFrom: a@b\r\nSubject: ${part.subject}\r\n\r\ninside\r\n`,
      );
    }
    if (part.kind === 'leaf') {
      const { type, encoding, content } = part;
      const head = `Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n${attached}\r\n`;
      return Buffer.concat([Buffer.from(head), encoding === 'base64' ? Buffer.from(base64(content)) : content]);
    }
    const boundary = `boundary-${count}`;
    return Buffer.concat([
      Buffer.from(`Content-Type: multipart/${part.subtype}; boundary="${boundary}"\r\n\r\n`),
      ...part.children.flatMap((child) => [Buffer.from(`--${boundary}\r\n`), write(child), Buffer.from('\r\n')]),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
  };
  return Buffer.concat([Buffer.from('MIME-Version: 1.0\r\n'), write(root)]);
}
