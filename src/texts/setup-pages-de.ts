/** German texts of the setup pages. */
import type { SetupPageTexts } from './setup-pages.js';

const devices = {
  apple: { name: 'iPhone, iPad', note: 'Mit einem Profil: nichts abzutippen' },
  android: { name: 'Android', note: 'Mit der App Thunderbird oder einer anderen' },
  computer: { name: 'Computer', note: 'Windows, Mac oder Linux' },
} as const;

export const setupPagesDe: SetupPageTexts = {
  language: 'Deutsch',
  pin: {
    heading: 'Bitte geben Sie die PIN ein',
    intro: 'Die sechs Ziffern stehen in Ihrem Brief. Danach richten Sie Ihre Post in wenigen Schritten ein.',
    label: 'PIN aus dem Brief',
    hint: 'Sechs Ziffern, zum Beispiel 123 456',
    button: 'Weiter',
    notSixDigits: 'Das waren keine sechs Ziffern. Bitte vergleichen Sie mit dem Brief.',
    wrong: (left) =>
      left === 1
        ? 'Diese PIN stimmt nicht. Bitte vergleichen Sie genau mit dem Brief: Sie haben noch einen Versuch.'
        : `Diese PIN stimmt nicht. Bitte vergleichen Sie mit dem Brief. Sie haben noch ${left} Versuche.`,
  },
  choice: {
    heading: 'Was möchten Sie einrichten?',
    intro: (address) => `Ihre Post kommt an ${address}. Jedes Gerät bekommt ein eigenes Passwort.`,
    devices,
    elsewhere: 'Auf einem anderen Gerät weitermachen',
    elsewhereHint: 'Richten Sie die Kamera des Telefons auf dieses Bild. Dann öffnet sich diese Seite dort.',
    elsewhereCode: 'QR-Code mit der Adresse dieser Seite',
  },
  timeLeft: (minutes) =>
    minutes <= 1
      ? 'Diese Seite bleibt noch etwa eine Minute offen.'
      : `Diese Seite bleibt noch etwa ${minutes} Minuten offen.`,
  back: 'Zurück zur Auswahl',
  apple: {
    heading: 'iPhone oder iPad einrichten',
    intro:
      'Öffnen Sie diese Seite auf dem iPhone oder iPad selbst, in der App Safari. Das Profil enthält alles Nötige.',
    button: 'Profil laden',
    another: 'Profil für ein weiteres Gerät laden',
    steps: [
      'Tippen Sie oben auf „Profil laden“ und dann auf „Zulassen“.',
      'Öffnen Sie die App „Einstellungen“ und tippen Sie oben auf „Profil geladen“.',
      'Tippen Sie rechts oben auf „Installieren“ und geben Sie den Code Ihres Geräts ein.',
      'Öffnen Sie die App „Mail“. Ihre Post ist da.',
    ],
    hints: [
      '„Profil geladen“ ist nicht zu sehen? Es steht auch unter „Allgemein“, „VPN und Geräteverwaltung“.',
      'Auf einem Mac geht es ebenso: Das geladene Profil steht in den „Systemeinstellungen“.',
    ],
  },
  android: {
    heading: 'Android einrichten',
    intro: 'Ihr Gerät bekommt ein eigenes Passwort. Wir zeigen es Ihnen gleich hier.',
    button: 'Passwort anzeigen',
    another: 'Passwort für ein weiteres Gerät anzeigen',
    steps: [
      'Laden Sie die App „Thunderbird“ aus dem Play Store und öffnen Sie sie.',
      'Fügen Sie ein Konto hinzu und geben Sie Ihre E-Mail-Adresse ein.',
      'Kopieren Sie das Passwort von dieser Seite und fügen Sie es in der App ein.',
      'Bestätigen Sie mit „Weiter“. Ihre Post ist da.',
    ],
    scanHeading: 'Diese Seite ist auf einem anderen Bildschirm offen?',
    scanSteps: [
      'Wählen Sie in Thunderbird „Einstellungen importieren“ und „QR-Code scannen“.',
      'Richten Sie die Kamera auf dieses Bild. Adresse, Passwort und Server sind dann eingetragen.',
    ],
  },
  computer: {
    heading: 'Computer einrichten',
    intro: 'Ihr Mailprogramm bekommt ein eigenes Passwort. Wir zeigen es Ihnen gleich hier.',
    button: 'Passwort anzeigen',
    another: 'Passwort für ein weiteres Gerät anzeigen',
    steps: [
      'Öffnen Sie Ihr Mailprogramm, zum Beispiel Thunderbird, und fügen Sie ein Konto hinzu.',
      'Geben Sie Ihren Namen, Ihre E-Mail-Adresse und das Passwort von dieser Seite ein.',
      'Das Programm findet die Server selbst. Falls nicht, stehen sie unten auf dieser Seite.',
      'Lassen Sie das Passwort speichern. Sie brauchen es sich nicht zu merken.',
    ],
    mac: 'Auf einem Mac können Sie statt dessen das Profil laden: wählen Sie „iPhone, iPad“.',
  },
  login: {
    heading: 'Ihre Zugangsdaten',
    name: 'Name',
    address: 'E-Mail-Adresse',
    user: 'Benutzername',
    password: 'Passwort für dieses Gerät',
    passwordHint: 'Die Striche gehören dazu. Groß und klein ist einerlei.',
    copy: 'Kopieren',
    copied: 'Kopiert',
    code: 'QR-Code mit den Zugangsdaten für Thunderbird',
    codeHint: 'Für Thunderbird auf einem Telefon. Zeigen Sie dieses Bild niemandem.',
  },
  servers: {
    heading: 'Server zum Selbsteintragen',
    intro: 'Nur nötig, wenn Ihre App die Server nicht selbst findet.',
    imap: 'Posteingang (IMAP)',
    smtp: 'Postausgang (SMTP)',
    host: 'Server',
    port: 'Port',
    security: 'Verbindung',
    securities: { implicit: 'SSL/TLS', starttls: 'STARTTLS' },
    authentication: 'Anmeldung',
    authenticationValue: 'Passwort, normal',
  },
  deviceName: (kind, number) => (number === 1 ? devices[kind].name : `${devices[kind].name} (${number})`),
  profile: {
    title: (service) => service,
    description: (address) => `Richtet die Post von ${address} auf diesem Gerät ein.`,
  },
  trouble: {
    'link-gone': {
      heading: 'Dieser Link gilt nicht mehr',
      text: [
        'Er gilt einmal und 14 Tage lang, und nach fünf falschen PINs ist er gesperrt.',
        'Haben Sie die Adresse abgetippt? Dann vergleichen Sie sie bitte mit dem Brief.',
        'Sonst richten Sie Ihr Gerät mit dem Passwort aus dem Brief ein, oder fragen Sie uns nach einem neuen Brief.',
      ],
    },
    'ticket-gone': {
      heading: 'Diese Seite ist nicht mehr offen',
      text: [
        'Aus Sicherheit schließt sie sich nach 30 Minuten. Geräte, die Sie eingerichtet haben, bleiben eingerichtet.',
        'Für weitere nehmen Sie das Passwort aus dem Brief, oder fragen Sie uns nach einem neuen Brief.',
      ],
    },
    'too-many-devices': {
      heading: 'Das sind sehr viele Geräte',
      text: ['Mit einem Brief lassen sich nicht noch mehr davon einrichten. Fragen Sie uns nach einem neuen.'],
    },
    'too-often': {
      heading: 'Das waren zu viele Versuche',
      text: ['Bitte warten Sie eine Stunde und öffnen Sie dann den Link aus dem Brief noch einmal.'],
    },
    'not-found': {
      heading: 'Diese Seite gibt es nicht',
      text: ['Bitte vergleichen Sie die Adresse mit Ihrem Brief.'],
    },
    failed: {
      heading: 'Das hat nicht geklappt',
      text: ['Der Fehler liegt bei uns. Bitte versuchen Sie es in einigen Minuten noch einmal.'],
    },
  },
};
