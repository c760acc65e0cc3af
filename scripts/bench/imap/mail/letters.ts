/** Invented letters: message `index` of a seed is the same octets on every machine, whatever was made before it. */
import {
  base64Lines,
  headerDate,
  headerMailbox,
  headerText,
  imapDate,
  quotedPrintable,
  twoDigits,
} from './encodings.js';
import { letterText } from './letter-text.js';
import { Random } from './random.js';
import { rareSender, rareSubject, rareWords } from './rare-words.js';
import { compounds, firstNames, lastNames, nouns, senders } from './words.js';

export interface LetterShape {
  readonly seed: number;
  readonly textOctets: number;
  /** Before base64. */
  readonly pdfOctets: number;
}

export interface Letter {
  readonly octets: Buffer;
  /** In parentheses. */
  readonly flags: string;
  readonly internalDate: string;
}

const firstMs = Date.UTC(2024, 0, 2, 7);
const stepMs = 50 * 60 * 1000;
/** Transfer encodings in the proportions of ordinary mail. */
const encodings = ['quoted-printable', '8bit', 'quoted-printable', 'base64', 'quoted-printable'] as const;

export function letter(index: number, { seed, textOctets, pdfOctets }: LetterShape): Letter {
  const random = new Random(seed, index);
  const rare = index % rareWords;
  const date = new Date(firstMs + index * stepMs + ((index * 7919) % 1800) * 1000);
  const [sender, domain] = random.pick(senders);
  const recipient = person(random);
  const topic = random.pick(random.below(2) === 0 ? compounds : nouns);
  const day = `${date.getUTCDate()}.${date.getUTCMonth() + 1}.${date.getUTCFullYear()}`;
  const subject = `${topic} ${rareSubject(rare)} vom ${day}`;
  const text = letterText(random, { sender, recipient, subject, rare, date, octets: textOctets });
  const encoding = encodings[index % encodings.length]!;
  const boundary = `=_scan_${seed}_${index}`;
  const file = `Scan_${date.getUTCFullYear()}${twoDigits(date.getUTCMonth() + 1)}${twoDigits(date.getUTCDate())}_${index}.pdf`;
  const earlier = `<scan.${seed}.${index - rareWords}@haushalt.example>`;
  const lines = [
    `Date: ${headerDate(date)}`,
    `From: ${headerMailbox(sender, `${rareSender(rare)}@${domain}`)}`,
    `To: ${headerMailbox(recipient, `archiv${random.below(12)}@haushalt.example`)}`,
    ...(random.below(4) === 0
      ? [`Cc: ${headerMailbox(person(random), `kopie${random.below(40)}@haushalt.example`)}`]
      : []),
    `Subject: ${headerText(subject)}`,
    `Message-ID: <scan.${seed}.${index}@haushalt.example>`,
    ...(index >= rareWords && random.below(5) === 0 ? [`In-Reply-To: ${earlier}`, `References: ${earlier}`] : []),
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    encoded(text, encoding),
    `--${boundary}`,
    `Content-Type: application/pdf; name="${file}"`,
    `Content-Disposition: attachment; filename="${file}"`,
    'Content-Transfer-Encoding: base64',
    '',
    base64Lines(pdf(random, pdfOctets)),
    `--${boundary}--`,
    '',
  ];
  return {
    octets: Buffer.from(lines.join('\r\n')),
    flags: index % 10 < 7 ? '(\\Seen)' : '()',
    internalDate: imapDate(date),
  };
}

function person(random: Random): string {
  return `${random.pick(firstNames)} ${random.pick(lastNames)}`;
}

function encoded(text: string, encoding: (typeof encodings)[number]): string {
  if (encoding === 'base64') return base64Lines(Buffer.from(text));
  return encoding === '8bit' ? text : quotedPrintable(text);
}

/** Noise, which nothing compresses, between a PDF's first and last lines. */
function pdf(random: Random, octets: number): Buffer {
  const head = Buffer.from('%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1');
  const tail = Buffer.from('\n%%EOF\n', 'latin1');
  const noise = new Uint32Array(Math.ceil(Math.max(0, octets - head.length - tail.length) / 4));
  for (let i = 0; i < noise.length; i += 1) noise[i] = random.next();
  return Buffer.concat([head, Buffer.from(noise.buffer), tail]);
}
