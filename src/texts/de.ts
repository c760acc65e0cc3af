/** German texts. Plain words, the customer is addressed as "Sie". */
import type { ScanProblem } from '../mail/scan.js';
import { currencySign, groupedNumber, isoParts, joinNumbers } from './format.js';
import { forwardingDe } from './forwarding-de.js';
import { passwordsDe } from './passwords-de.js';
import { letterDe } from './letter-de.js';
import { setupPagesDe } from './setup-pages-de.js';
import type { Texts } from './texts.js';

const months = [
  'Januar',
  'Februar',
  'März',
  'April',
  'Mai',
  'Juni',
  'Juli',
  'August',
  'September',
  'Oktober',
  'November',
  'Dezember',
] as const;

const pageProblems: Readonly<Record<ScanProblem, string>> = {
  unsupported: 'das Format wird nicht unterstützt',
  empty: 'es ist nichts darauf',
  damaged: 'die Datei ist dort beschädigt',
  password: 'ein Passwort schützt den Inhalt',
  'too-large': 'das Bild ist zu groß',
  timeout: 'die Texterkennung hätte zu lange gedauert',
  crashed: 'die Texterkennung ist daran gescheitert',
};

export const de: Texts = {
  language: 'de',
  mailboxes: [
    { name: 'INBOX', subscribed: true },
    { name: 'Archiv', specialUse: 'Archive', subscribed: true },
    { name: 'Entwürfe', specialUse: 'Drafts', subscribed: true },
    { name: 'Gesendet', specialUse: 'Sent', subscribed: true },
    { name: 'Papierkorb', specialUse: 'Trash', subscribed: true },
    { name: 'Postausgang', role: 'outbox', subscribed: true },
    { name: 'Postausgang/Freigeben', role: 'outbox-release', subscribed: true },
    { name: 'Postausgang/Immer freigeben', role: 'outbox-allow', subscribed: true },
    { name: 'Protokoll', role: 'protocol', subscribed: true },
  ],
  date(iso) {
    const { year, month, day } = isoParts(iso);
    const name = `${months[month - 1] ?? ''} ${year}`;
    return day === undefined ? name : `${day}. ${name}`;
  },
  scanSubject: (iso) => `Scan vom ${iso.split('-').toReversed().join('.')}`,
  pages: (count) => (count === 1 ? '1 Seite' : `${count} Seiten`),
  pageOf: (page, pages) => `Seite ${page} von ${pages}`,
  pageList: (pages) => `${pages.length === 1 ? 'Seite' : 'Seiten'} ${joinNumbers(pages, 'und', 'weitere')}`,
  letter: {
    sender: 'Absender',
    subject: 'Betreff',
    date: 'Datum',
    extent: 'Umfang',
    scanned: 'Gescannt',
    note: 'Hinweis',
    likely: 'vermutlich',
    pictureOf: (page) => `Bild von Seite ${page} des Briefs`,
    textHeading: 'Text des Briefs',
    blankPage: '(leere Seite)',
    unreadPage: '(kein Text erkannt)',
    fallbackTitle: 'Scan',
    money: (cents, currency) => `${groupedNumber(cents, '.', ',')} ${currencySign(currency)}`,
    due(iso, { payment, withYear }) {
      const { year, month, day } = isoParts(iso);
      return `${payment ? 'fällig' : 'bis'} ${day}.${month}.${withYear ? year : ''}`;
    },
    attachedAsCame: 'Die gescannte Datei hängt unverändert an dieser Nachricht.',
    attached: 'Der Brief, wie er gescannt wurde, hängt als PDF an dieser Nachricht.',
  },
  notes: {
    scan: {
      unsupported: 'Dieses Dateiformat können wir nicht lesen. Die Datei hängt unverändert an.',
      empty: 'Der Scan ist leer.',
      damaged: 'Die Datei ist beschädigt. Was sich retten ließ, hängt an; bitte scannen Sie den Brief noch einmal.',
      password:
        'Die PDF-Datei ist mit einem Passwort geschützt, darum konnten wir ihren Text nicht lesen. ' +
        'Sie hängt unverändert an und lässt sich mit dem Passwort öffnen.',
      'too-large': 'Der Scan ist zu groß, um ganz gelesen zu werden. Im Anhang ist er vollständig.',
      timeout: 'Die Texterkennung hätte zu lange gedauert und wurde abgebrochen. Im Anhang ist der Brief vollständig.',
      crashed: 'Die Texterkennung ist an diesem Scan gescheitert. Im Anhang ist der Brief vollständig.',
    },
    page: (problem, pages) =>
      `${pages}: Den Text konnten wir nicht lesen, denn ${pageProblems[problem]}. Im Anhang ist alles enthalten.`,
    noText: 'Auf diesem Scan haben wir keinen Text gefunden. Im Anhang ist er als Bild.',
    poorlyReadable:
      'Dieser Scan ist schlecht lesbar; der Text enthält wahrscheinlich Fehler. Es gilt das Bild im Anhang.',
  },
  forwarding: forwardingDe,
  passwords: passwordsDe,
  passwordLetter: letterDe,
  setupPages: setupPagesDe,
  rejected: {
    unsupported: 'Dieses Dateiformat wird nicht unterstützt. Möglich sind PDF, TIFF, JPEG und PNG.',
    empty: 'Die Datei ist leer. Bitte scannen Sie den Brief noch einmal.',
    damaged: 'Die Datei ist beschädigt und ließ sich nicht öffnen. Bitte scannen Sie den Brief noch einmal.',
    password: 'Die Datei ist mit einem Passwort geschützt. Bitte legen Sie sie ohne Passwort noch einmal ab.',
    'too-large': 'Die Datei ist zu groß. Bitte scannen Sie mit geringerer Auflösung oder teilen Sie den Stapel.',
    timeout:
      'Das Lesen der Datei hätte zu lange gedauert. Bitte scannen Sie mit geringerer Auflösung oder teilen Sie den Stapel.',
    crashed: 'Das Lesen der Datei ist mehrmals gescheitert. Bitte scannen Sie den Brief noch einmal.',
  },
};
