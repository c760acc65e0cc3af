/** Messages of the service to its customer: the same octets for the same input, whatever day they are composed on. */
import { createHash } from 'node:crypto';
import MimeNode from 'nodemailer/lib/mime-node';
import { cleanLine } from '../../lib/clean-text.js';
import { escapeHtml } from '../../lib/html.js';
import { mailDate } from '../../lib/local-time.js';
import { messageIdDomain } from './message-ids.js';

/** Characters; phones show some 40 of a subject. */
const subjectLimit = 160;

/** Language tags of what we write (RFC 5646). */
type Language = 'de' | 'en';

export interface NoticeSender {
  readonly address: string;
  /** IANA name of the zone in which times are told. */
  readonly timeZone: string;
}

export interface Notice {
  /** Identifies it for ever: letters, digits, `.`, `-`. Message-ID and boundaries come from it. */
  readonly id: string;
  /** RFC 3834 §5: about something the recipient did, or not. */
  readonly autoSubmitted: 'auto-replied' | 'auto-generated';
  /** As whom the service writes. */
  readonly sender: string;
  readonly to: string;
  readonly subject: string;
  readonly language: Language;
  readonly dateMs: number;
  /** Identifier of the message that it is about, with angle brackets. */
  readonly about?: string;
}

export function noticeRoot(type: string, notice: Notice, service: NoticeSender): MimeNode {
  const baseBoundary = createHash('sha256').update(`boundary of ${notice.id}`).digest('hex').slice(0, 32);
  const root = new MimeNode(type, {
    baseBoundary,
    boundaryPrefix: '=_report',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  root.setHeader({
    From: { name: cleanLine(notice.sender, subjectLimit), address: service.address },
    To: { name: '', address: notice.to },
    Subject: cleanLine(notice.subject, subjectLimit),
    Date: mailDate(notice.dateMs, service.timeZone),
    'Message-ID': `<${notice.id}@${messageIdDomain(service.address)}>`,
    'Auto-Submitted': notice.autoSubmitted,
    'Content-Language': notice.language,
    // In one conversation with the message it is about.
    ...(notice.about !== undefined && { 'In-Reply-To': notice.about, References: notice.about }),
  });
  return root;
}

export function addText(parent: MimeNode, type: 'plain' | 'html', text: string): void {
  parent
    .createChild(`text/${type}; charset=utf-8`)
    .setHeader('Content-Transfer-Encoding', 'quoted-printable')
    .setContent(text.replaceAll('\n', '\r\n'));
}

/** Paragraphs; one that is a list has its lines as items. */
export type Paragraph = string | readonly string[];

export function plainParagraphs(paragraphs: readonly Paragraph[]): string {
  const texts = paragraphs.map((each) =>
    typeof each === 'string' ? each : each.map((line) => `- ${line}`).join('\n'),
  );
  return `${texts.join('\n\n')}\n`;
}

/** No colour of the page or the text: an app's dark mode is left to itself. Nothing is loaded. */
export function htmlParagraphs(paragraphs: readonly Paragraph[], language: Language): string {
  const body = paragraphs.map((each) =>
    typeof each === 'string'
      ? `<p>${escapeHtml(each)}</p>`
      : `<ul>${each.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`,
  );
  const font = 'font:16px/1.5 -apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif';
  return [
    `<!DOCTYPE html><html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="color-scheme" content="light dark"></head><body style="${font};max-width:40em">`,
    ...body,
    '</body></html>\n',
  ].join('\n');
}
