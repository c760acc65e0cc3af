/**
 * A letter's message, octet for octet the same for the same input: RFC 5322, MIME as in DESIGN.md "The message a
 * phone shows". nodemailer writes the MIME; what it would choose at random (boundaries, Message-ID, date) is given.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import MimeNode from 'nodemailer/lib/mime-node';
import type { Page } from '../../../mail/scan.js';
import { textsFor } from '../../../texts/texts.js';
import { messageIdDomain } from '../../../wire/mime/message-ids.js';
import { attachmentType, extensionOf } from './attachment-type.js';
import { cleanLine } from '../../../lib/clean-text.js';
import { attachmentDisposition } from './content-disposition.js';
import { factHeader } from './fact-header.js';
import { attachmentFileName } from './file-name.js';
import { html } from './html.js';
import { letterMessage, nameLimit, type LetterMessage, type LetterMessageInput } from './letter-message.js';
import { mailDate } from '../../../lib/local-time.js';
import { hasText, meanConfidence } from './notes.js';
import { plainText } from './plain-text.js';

const pieceOctets = 57 * 1024;

/**
 * The message as a stream of octets, CRLF line ends. Read it to its end or destroy it.
 *
 * @throws RangeError when `documentId` is not as described or the time zone is unknown
 */
export function composeLetter(input: LetterMessageInput): Readable {
  if (!/^[\w.-]{1,100}$/u.test(input.documentId))
    throw new RangeError('a document id has other characters than allowed');
  const message = letterMessage(input);
  const baseBoundary = createHash('sha256').update(`boundary of ${input.documentId}`).digest('hex').slice(0, 32);
  const root = new MimeNode('multipart/mixed', {
    baseBoundary,
    boundaryPrefix: '=_unpaperme',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  root.setHeader(header(input, message));
  addBody(root, input, message);
  addAttachment(root, input, message);
  return root.createReadStream();
}

function header(
  input: LetterMessageInput,
  message: LetterMessage,
): Record<string, string | { name: string; address: string }> {
  const { scan, facts, service, recipient, documentId } = input;
  const withText = scan.pages.filter(hasText);
  return {
    From: { name: message.fromName, address: service.address },
    To: { name: cleanLine(recipient.name, nameLimit), address: recipient.address },
    Subject: message.subject,
    Date: mailDate(input.scannedMs, message.timeZone),
    'Message-ID': `<${documentId}@${messageIdDomain(service.address)}>`,
    // RFC 3834 §5.1: answered by no vacation message.
    'Auto-Submitted': 'auto-generated',
    'Content-Language': facts.language ?? input.language,
    'X-Unpaperme-Document': documentId,
    'X-Unpaperme-Pages': String(scan.pages.length),
    ...(withText.length > 0 && { 'X-Unpaperme-Confidence': String(Math.round(meanConfidence(withText))) }),
    'X-Unpaperme-Text': textOrigin(scan.pages),
    ...factHeader(facts),
    ...(scan.problem !== undefined && { 'X-Unpaperme-Problem': scan.problem }),
    ...(input.origin !== undefined && { 'X-Unpaperme-Origin': cleanLine(input.origin, 40) }),
  };
}

function textOrigin(pages: readonly Page[]): string {
  const origins = new Set(pages.filter(hasText).map(({ origin }) => origin));
  if (origins.size > 1) return 'mixed';
  return [...origins][0] ?? 'none';
}

function addBody(root: MimeNode, input: LetterMessageInput, message: LetterMessage): void {
  const { scan, facts, documentId } = input;
  const texts = textsFor(input.language);
  const contentId = `page-1.${documentId}@${messageIdDomain(input.service.address)}`;
  const picture = scan.preview && {
    contentId,
    page: (scan.pages.find(hasText) ?? scan.pages[0])?.number ?? 1,
    widthPx: scan.preview.widthPx,
    heightPx: scan.preview.heightPx,
  };
  const parent =
    scan.preview === undefined ? root : root.createChild('multipart/related; type="multipart/alternative"');
  const alternative = parent.createChild('multipart/alternative');
  addText(alternative, 'text/plain; charset=utf-8', plainText(message, scan.pages, texts));
  addText(
    alternative,
    'text/html; charset=utf-8',
    html(message, scan.pages, {
      texts,
      letterLanguage: facts.language,
      picture,
      asPdf: attachmentType(scan) === 'application/pdf',
    }),
  );
  if (scan.preview === undefined) return;
  parent
    .createChild('image/jpeg', { filename: `${texts.pageOf(picture?.page ?? 1, scan.pages.length)}.jpg` })
    .setHeader({
      'Content-ID': `<${contentId}>`,
      'Content-Disposition': 'inline',
      'Content-Transfer-Encoding': 'base64',
    })
    .setContent(inPieces(scan.preview.jpeg));
}

function addText(parent: MimeNode, type: string, text: string): void {
  parent
    .createChild(type)
    // The default would be base64 where umlauts are many; this form stays readable in the raw message.
    .setHeader('Content-Transfer-Encoding', 'quoted-printable')
    .setContent(text.replaceAll('\n', '\r\n'));
}

function addAttachment(root: MimeNode, { scan, facts, language }: LetterMessageInput, message: LetterMessage): void {
  const texts = textsFor(language);
  const type = attachmentType(scan);
  const filename = attachmentFileName({
    date: facts.date?.value ?? message.scannedDay,
    sender: facts.sender?.value,
    title: facts.subject?.value ?? texts.letter.fallbackTitle,
    extension: extensionOf[type],
  });
  root
    .createChild(type, { filename })
    .setHeader({
      'Content-Disposition': { prepared: true, value: attachmentDisposition(filename) },
      'Content-Transfer-Encoding': 'base64',
    })
    .setContent(inPieces(scan.pdf));
}

/** Pieces, so that a large scan is encoded as fast as it is taken and no faster. */
function inPieces(octets: Buffer): Readable {
  return Readable.from(pieces(octets), { objectMode: false });
}

function* pieces(octets: Buffer): Generator<Buffer> {
  for (let start = 0; start < octets.length; start += pieceOctets) yield octets.subarray(start, start + pieceOctets);
}
