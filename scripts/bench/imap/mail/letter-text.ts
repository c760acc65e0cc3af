/** The text of an invented business letter, as recognised from a page. */
import { twoDigits } from './encodings.js';
import type { Random } from './random.js';
import { rareCompound, rareWord } from './rare-words.js';
import { adjectives, compounds, firstNames, lastNames, nouns, streets, towns, verbs } from './words.js';

export interface LetterFacts {
  readonly sender: string;
  readonly recipient: string;
  readonly subject: string;
  /** Which rare words it carries. */
  readonly rare: number;
  readonly date: Date;
  /** About how long the text gets. */
  readonly octets: number;
}

export function letterText(random: Random, { sender, recipient, subject, rare, date, octets }: LetterFacts): string {
  const paragraphs = [
    address(random, sender),
    address(random, recipient),
    `${random.pick(towns)}, den ${date.getUTCDate()}.${date.getUTCMonth() + 1}.${date.getUTCFullYear()}`,
    subject,
    'Sehr geehrte Damen und Herren,',
    wrapped(
      `Unser Zeichen: ${rareWord(rare)}. Betroffen ist die ${rareCompound(rare)} nach Maßgabe der ${random.pick(compounds)}.`,
    ),
  ];
  const quartet = (): number => 1000 + random.below(9000);
  const account = `DE${twoDigits(random.below(100))} ${quartet()} ${quartet()} ${quartet()} ${quartet()}`;
  const closing =
    `Bankverbindung: ${account}\r\n\r\nMit freundlichen Grüßen\r\n\r\n` +
    `${random.pick(firstNames)} ${random.pick(lastNames)}\r\n${sender}`;
  let length = [...paragraphs, closing].reduce((sum, paragraph) => sum + Buffer.byteLength(paragraph) + 4, 0);
  while (length < octets) {
    const sentences = Array.from({ length: 1 + random.below(5) }, () => sentence(random));
    const paragraph = wrapped(sentences.join(' '));
    paragraphs.push(paragraph);
    length += Buffer.byteLength(paragraph) + 4;
  }
  return [...paragraphs, closing].join('\r\n\r\n');
}

function address(random: Random, name: string): string {
  const street = `${random.pick(streets)} ${1 + random.below(180)}`;
  return `${name}\r\n${street}\r\n${10000 + random.below(89999)} ${random.pick(towns)}`;
}

function sentence(random: Random): string {
  const noun = random.below(4) === 0 ? random.pick(compounds) : random.pick(nouns);
  const other = random.below(5) === 0 ? random.pick(compounds) : random.pick(nouns);
  const adjective = random.pick(adjectives);
  const verb = random.pick(verbs);
  switch (random.below(5)) {
    case 0:
      return `Wir möchten Sie bitten, die ${adjective} ${noun} bis zum ${1 + random.below(28)}.${1 + random.below(12)}. zu ${verb}.`;
    case 1:
      return `Bezüglich Ihrer ${noun} können wir die ${adjective} ${other} leider nicht ${verb}.`;
    case 2:
      return `Für die ${noun} berechnen wir ${random.below(900)},${twoDigits(random.below(100))} € zuzüglich der gesetzlichen Umsatzsteuer.`;
    case 3:
      return `Die ${adjective} ${noun} ist maßgeblich für die ${other}; Rückfragen beantworten wir gern unter 0${200 + random.below(9000)}/${10000 + random.below(900000)}.`;
    default:
      return `Gemäß § ${1 + random.below(300)} der Geschäftsbedingungen gilt die ${noun} als ${verb.replace(/en$/, 'et')}, sofern keine ${other} vorliegt.`;
  }
}

/** Broken at 78 characters. */
function wrapped(text: string): string {
  return text.replace(/(.{1,78})(?: |$)/g, '$1\r\n').replace(/\r\n$/, '');
}
