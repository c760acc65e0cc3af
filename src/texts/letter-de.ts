/** German words of the letter that brings a password. */
import type { PasswordLetterTexts } from './letter.js';

export const letterDe: PasswordLetterTexts = {
  date: 'Datum',
  letterId: 'Unser Zeichen',
  pin: 'PIN',
  subject: (reason, service) =>
    reason === 'first' ? `Ihre Zugangsdaten für ${service}` : `Ihr neues Passwort für ${service}`,
  greeting: (name) => (name === '' ? 'Guten Tag,' : `Guten Tag ${name},`),
  intro: (reason, oldUntil) => {
    switch (reason) {
      case 'first':
        return (
          'mit diesem Brief öffnen Sie Ihr digitales Postfach: Ihre Post kommt von nun an in der Mail-App Ihres Handys, ' +
          'Tablets oder Computers an. Das Einrichten dauert wenige Minuten.'
        );
      case 'routine':
        return oldUntil === undefined
          ? 'Sie erhalten ein neues Passwort. Bitte richten Sie Ihre Geräte damit neu ein.'
          : 'Sie erhalten ein neues Passwort. Bitte richten Sie Ihre Geräte damit neu ein: Das bisherige gilt längstens ' +
              `bis zum ${oldUntil} und endet einige Tage, nachdem Sie das neue zum ersten Mal benutzt haben.`;
      case 'loss':
        return (
          'Ihr bisheriges Passwort ist gesperrt, weil es verloren ging. Hier ist Ihr neues. Bitte richten Sie Ihre Geräte ' +
          'damit neu ein; Ihre Post ist vollständig erhalten.'
        );
      case 'misuse':
        return (
          'wir haben Anlass zu der Sorge, dass jemand anderes Ihr Passwort benutzt hat. Zu Ihrem Schutz sind alle ' +
          'bisherigen Passwörter gesperrt. Hier ist Ihr neues. Bitte richten Sie Ihre Geräte damit neu ein.'
        );
    }
  },
  steps: ({ thunderbird, link }) => [
    thunderbird && link
      ? { title: 'Code wählen', text: 'Der linke ist für Android, der rechte für iPhone, iPad und Computer.' }
      : thunderbird
        ? { title: 'App laden', text: '„Thunderbird“ aus dem Play Store: für Handys und Tablets mit Android.' }
        : link
          ? { title: 'Gerät nehmen', text: 'Das Handy, Tablet oder den Computer, wo Sie Ihre Post lesen wollen.' }
          : { title: 'App öffnen', text: 'Die Mail-App Ihres Geräts; darin „Konto hinzufügen“.' },
    thunderbird && link
      ? { title: 'Code scannen', text: 'Wie beim Code beschrieben. Nach der PIN fragt nur der rechte.' }
      : thunderbird
        ? { title: 'Code scannen', text: 'Wie beim Code beschrieben. Sie brauchen nichts einzutippen.' }
        : link
          ? { title: 'Code scannen', text: 'Die Seite fragt nach der PIN, die oben auf diesem Brief steht.' }
          : { title: 'Eintippen', text: 'Was unten steht: Benutzername, Passwort und Server.' },
    { title: 'Post lesen', text: 'Ihre Briefe erscheinen in der Mail-App. Verwahren Sie dieses Blatt sicher.' },
  ],
  thunderbird: {
    title: 'Android',
    lines: [
      '„Thunderbird“ aus dem Play Store laden und öffnen',
      '„Los geht’s“, dann „Einstellungen importieren“',
      'Code scannen, fertig',
    ],
    warning: 'Dieser Code enthält Ihr Passwort: bitte niemandem zeigen.',
  },
  link: {
    title: 'iPhone, iPad, Computer',
    lines: (until) => [
      'Code mit der Kamera scannen oder Adresse eintippen',
      'PIN eingeben, sie steht oben auf dem Brief',
      `Gilt einmal, bis ${until}`,
    ],
  },
  byHand: ({ thunderbird, link }) => (thunderbird || link ? 'Oder von Hand einrichten' : 'Ihre Zugangsdaten'),
  user: 'Benutzername',
  address: 'E-Mail-Adresse',
  userAndAddress: 'Benutzername und E-Mail-Adresse',
  password: 'Passwort',
  passwordHint: 'Kleinbuchstaben und Ziffern. Die Striche dürfen Sie weglassen.',
  incoming: 'Posteingang (IMAP)',
  outgoing: 'Postausgang (SMTP)',
  server: (host, port, tls) => `${host}, Port ${port}, ${tls === 'implicit' ? 'SSL/TLS' : 'STARTTLS'}`,
  lost: {
    title: 'Brief verloren? Verdacht auf Missbrauch?',
    text:
      'Sagen Sie uns Bescheid: Sie bekommen jederzeit ein neues Passwort, und das alte gilt sofort nicht mehr. Merken ' +
      'müssen Sie es sich nicht, Ihre Mail-App tut das. Wir fragen Sie nie danach.',
  },
  postcard: {
    title: 'Vor dem Weiterleiten nachdenken',
    text:
      'Eine unverschlüsselte E-Mail ist wie eine Postkarte: Wer sie unterwegs in die Hand bekommt, kann sie lesen. ' +
      'Bedenken Sie das, bevor Sie einen Brief weiterleiten.',
  },
};
