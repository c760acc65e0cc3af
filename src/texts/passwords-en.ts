/** English texts about passwords. */
import type { PasswordTexts } from './passwords.js';

export const passwordsEn: PasswordTexts = {
  sender: 'Passwords',
  renewed: {
    subject: 'You are getting a new password',
    intro:
      'We renew passwords from time to time. Your new password comes by post. To keep it safe, it is never in an e-mail.',
    old: (untilDay, graceDays) =>
      `Your present password goes on to work, until ${untilDay} at the latest. ` +
      (graceDays === 0
        ? 'It ends when you first sign in with the new one.'
        : `Once you have signed in with the new one, it works for another ${graceDays === 1 ? 'day' : `${graceDays} days`}: time enough for your other devices.`),
    steps: [
      'Wait for the letter. Until then there is nothing to do.',
      'Then enter the new password in your mail app, on each device that reads this mailbox.',
      'Keep the letter in a safe place.',
    ],
    trouble:
      'If the letter has not come within two weeks, or arrives opened, please tell us: you will get another one at once. We never ask for your password.',
  },
};
