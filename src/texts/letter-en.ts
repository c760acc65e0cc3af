/** English words of the letter that brings a password. */
import type { PasswordLetterTexts } from './letter.js';

export const letterEn: PasswordLetterTexts = {
  date: 'Date',
  letterId: 'Our reference',
  pin: 'PIN',
  subject: (reason, service) => (reason === 'first' ? `Your access to ${service}` : `Your new password for ${service}`),
  greeting: (name) => (name === '' ? 'Hello,' : `Dear ${name},`),
  intro: (reason, oldUntil) => {
    switch (reason) {
      case 'first':
        return (
          'This letter opens your digital mailbox: from now on your post arrives in the mail app of your phone, tablet or ' +
          'computer. Setting it up takes a few minutes.'
        );
      case 'routine':
        return oldUntil === undefined
          ? 'Here is a new password for you. Please set up your devices with it.'
          : 'Here is a new password for you. Please set up your devices with it: the one you have is valid until ' +
              `${oldUntil} at the latest, and ends some days after you first use the new one.`;
      case 'loss':
        return (
          'Your password was lost and is blocked. Here is your new one. Please set up your devices with it; none of your ' +
          'post is lost.'
        );
      case 'misuse':
        return (
          'We have reason to believe that somebody else used your password. To protect you, all passwords you had are ' +
          'blocked. Here is your new one. Please set up your devices with it.'
        );
    }
  },
  steps: ({ thunderbird, link }) => [
    thunderbird && link
      ? { title: 'Choose a code', text: 'The left one is for Android, the right one for iPhone, iPad and computers.' }
      : thunderbird
        ? { title: 'Get the app', text: '“Thunderbird” from the Play Store: for phones and tablets with Android.' }
        : link
          ? { title: 'Take your device', text: 'The phone, tablet or computer on which you want to read your post.' }
          : { title: 'Open the app', text: 'The mail app of your device; there, “Add account”.' },
    thunderbird && link
      ? { title: 'Scan the code', text: 'As it says beside the code. Only the right one asks for the PIN.' }
      : thunderbird
        ? { title: 'Scan the code', text: 'As it says beside the code. There is nothing to type.' }
        : link
          ? { title: 'Scan the code', text: 'The page asks for the PIN that is printed at the top of this letter.' }
          : { title: 'Type', text: 'What is printed below: user name, password and servers.' },
    { title: 'Read your post', text: 'Your letters appear in the mail app. Keep this sheet in a safe place.' },
  ],
  thunderbird: {
    title: 'Android',
    lines: [
      'Get “Thunderbird” from the Play Store and open it',
      '“Get started”, then “Import settings”',
      'Scan the code, done',
    ],
    warning: 'This code holds your password: please show it to nobody.',
  },
  link: {
    title: 'iPhone, iPad, computer',
    lines: (until) => [
      'Scan the code with the camera, or type the address',
      'Enter the PIN, it is at the top of the letter',
      `Works once, until ${until}`,
    ],
  },
  byHand: ({ thunderbird, link }) => (thunderbird || link ? 'Or set it up by hand' : 'Your access data'),
  user: 'User name',
  address: 'Mail address',
  userAndAddress: 'User name and mail address',
  password: 'Password',
  passwordHint: 'Small letters and digits. You may leave out the dashes.',
  incoming: 'Incoming mail (IMAP)',
  outgoing: 'Outgoing mail (SMTP)',
  server: (host, port, tls) => `${host}, port ${port}, ${tls === 'implicit' ? 'SSL/TLS' : 'STARTTLS'}`,
  lost: {
    title: 'Letter lost? Misuse suspected?',
    text:
      'Tell us: you get a new password at any time, and the old one stops working at once. You need not remember it, your ' +
      'mail app does. We never ask you for it.',
  },
  postcard: {
    title: 'Think before you forward',
    text:
      'Unencrypted mail is like a postcard: whoever gets hold of it on the way can read it. Think of that before you ' +
      'forward a letter.',
  },
};
