/** English words for those who cannot sign in. ASCII only. */
import type { LoginTexts } from './logins.js';

export const loginsEn: LoginTexts = {
  wrong: 'User name or password is wrong. Please compare both with your password letter.',
  replaced: 'This password has been replaced. Please use the one in your latest password letter.',
  closed: 'This account is closed. Please ask us.',
  throttled: 'Too many wrong passwords lately. Please try again in an hour.',
  busy: 'The server has much to do right now. Please try again in a minute.',
  scope: {
    imap: 'This password is for reading mail only, not for sending.',
    smtp: 'This password is for sending only, not for reading mail.',
  },
  mistyped(error) {
    switch (error.kind) {
      case 'group':
        return `Password mistyped: please compare group ${error.group} with the letter.`;
      case 'length':
        return `Password mistyped: it has ${error.characters} characters, ${error.typed} were typed.`;
      case 'somewhere':
        return 'Password mistyped: please compare all six groups with the letter.';
    }
  },
  malformed: 'This login is malformed. Please choose "password" in the mail app.',
  binding: 'The login does not fit this connection. Please use another network.',
  otherAccount: 'Nobody can log in for another account.',
};
