/** German texts about passwords. */
import type { PasswordTexts } from './passwords.js';

export const passwordsDe: PasswordTexts = {
  sender: 'Passwörter',
  renewed: {
    subject: 'Sie bekommen ein neues Passwort',
    intro:
      'Wir erneuern die Passwörter von Zeit zu Zeit. Ihr neues Passwort kommt mit der Post. Aus Sicherheitsgründen steht es nie in einer E-Mail.',
    old: (untilDay, graceDays) =>
      `Ihr bisheriges Passwort gilt weiter, längstens bis zum ${untilDay}. ` +
      (graceDays === 0
        ? 'Es endet, sobald Sie sich das erste Mal mit dem neuen anmelden.'
        : `Sobald Sie sich das erste Mal mit dem neuen anmelden, gilt es noch ${graceDays === 1 ? 'einen Tag' : `${graceDays} Tage`}: Zeit genug für Ihre anderen Geräte.`),
    steps: [
      'Warten Sie, bis der Brief da ist. Vorher müssen Sie nichts tun.',
      'Geben Sie dann das neue Passwort in Ihrer Mail-App ein, auf jedem Gerät, das dieses Postfach abruft.',
      'Bewahren Sie den Brief sicher auf.',
    ],
    trouble:
      'Wenn der Brief in zwei Wochen nicht da ist oder geöffnet ankommt, sagen Sie uns bitte Bescheid: Sie bekommen dann sofort ein anderes. Wir fragen Sie nie nach Ihrem Passwort.',
  },
};
