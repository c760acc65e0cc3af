/** German words for those who cannot sign in. ASCII only. */
import type { LoginTexts } from './logins.js';

export const loginsDe: LoginTexts = {
  wrong: 'Benutzername oder Passwort ist falsch. Bitte vergleichen Sie beides mit Ihrem Passwortbrief.',
  replaced: 'Dieses Passwort wurde ersetzt. Bitte nehmen Sie das aus Ihrem neuesten Passwortbrief.',
  closed: 'Dieses Konto ist geschlossen. Bitte fragen Sie uns.',
  throttled: 'Zu viele falsche Passworte in letzter Zeit. Bitte versuchen Sie es in einer Stunde noch einmal.',
  busy: 'Der Server hat gerade viel zu tun. Bitte versuchen Sie es in einer Minute noch einmal.',
  scope: {
    imap: 'Dieses Passwort gilt nur zum Lesen der Post, nicht zum Senden.',
    smtp: 'Dieses Passwort gilt nur zum Senden, nicht zum Lesen der Post.',
  },
  mistyped(error) {
    switch (error.kind) {
      case 'group':
        return `Passwort vertippt: Bitte vergleichen Sie Gruppe ${error.group} mit dem Brief.`;
      case 'length':
        return `Passwort vertippt: Es hat ${error.characters} Zeichen, eingegeben sind ${error.typed}.`;
      case 'somewhere':
        return 'Passwort vertippt: Bitte vergleichen Sie alle sechs Gruppen mit dem Brief.';
    }
  },
  malformed: 'Diese Anmeldung ist fehlerhaft. Bitte stellen Sie in der Mail-App "Passwort" ein.',
  binding: 'Die Anmeldung passt nicht zu dieser Verbindung. Bitte nehmen Sie ein anderes Netz.',
  otherAccount: 'Niemand kann sich an einem fremden Konto anmelden.',
};
